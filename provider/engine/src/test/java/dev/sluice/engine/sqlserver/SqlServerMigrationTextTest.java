package dev.sluice.engine.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.migration.HistoryRow;
import dev.sluice.engine.migration.MigrationDialect.RunSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The SQL around files, as text. */
class SqlServerMigrationTextTest {

  @Test
  void theLockIsNamedAsFlywayNamesIt() {
    // "Flyway-" and the hash of the table's quoted name, database first.
    assertThat(SqlServerMigrationLock.named("[orders].[dbo].[flyway_schema_history]").flyway())
        .isEqualTo("Flyway-" + "[orders].[dbo].[flyway_schema_history]".hashCode());
  }

  @Test
  void theHistoryTableIsFlywaysOwn() {
    assertThat(SqlServerMigrationHistory.creation("[d].[dbo].[h]]x]", "h]x"))
        .isEqualTo(
            """
            CREATE TABLE [d].[dbo].[h]]x] (
                [installed_rank] INT NOT NULL,
                [version] NVARCHAR(50),
                [description] NVARCHAR(200),
                [type] NVARCHAR(20) NOT NULL,
                [script] NVARCHAR(1000) NOT NULL,
                [checksum] INT,
                [installed_by] NVARCHAR(100) NOT NULL,
                [installed_on] DATETIME NOT NULL DEFAULT GETDATE(),
                [execution_time] INT NOT NULL,
                [success] BIT NOT NULL
            );
            ALTER TABLE [d].[dbo].[h]]x] ADD CONSTRAINT [h]]x_pk] PRIMARY KEY ([installed_rank]);
            CREATE INDEX [h]]x_s_idx] ON [d].[dbo].[h]]x] ([success]);""");
  }

  @Test
  void namesThatWouldBeTooLongAreTheServersOrCut() {
    String longest = "h".repeat(128);
    assertThat(SqlServerMigrationHistory.creation("t", longest))
        .contains("ALTER TABLE t ADD PRIMARY KEY ([installed_rank]);", "CREATE INDEX [" + "h".repeat(122) + "_s_idx] ON t");
  }

  @Test
  void aRowIsWrittenAsText() {
    HistoryRow row =
        new HistoryRow(3, Optional.of("1.2"), "O'Hara's", "SQL", "V1.2__x.sql", Optional.of(-7), "s'a", Instant.EPOCH, 12, true);
    assertThat(SqlServerMigrationHistory.insertion("[d].[dbo].[h]", row))
        .isEqualTo("INSERT INTO [d].[dbo].[h] (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)"
            + " VALUES (3, N'1.2', N'O''Hara''s', N'SQL', N'V1.2__x.sql', -7, N's''a', 12, 1);");
    HistoryRow blank =
        new HistoryRow(1, Optional.empty(), "x".repeat(300), "SQL", "R__x.sql", Optional.empty(), "sa", Instant.EPOCH, 0, false);
    assertThat(SqlServerMigrationHistory.insertion("[h]", blank)).contains("(1, NULL, N'" + "x".repeat(197) + "...'").contains(", NULL, N'sa', 0, 0);");
  }

  @Test
  void aFileFindsTheSessionAsItShouldBe() {
    String sql = SqlServerMigrationSession.preparation(new RunSettings("sa", "dbo", "x", Duration.ofSeconds(3), Duration.ofSeconds(9)));
    assertThat(sql).startsWith("SET NOEXEC OFF;").contains("REVERT;", "SET XACT_ABORT ON;", "SET LOCK_TIMEOUT 3000;", "sp_set_session_context");
    assertThat(SqlServerMigrationSession.preparation(new RunSettings("sa", "dbo", "x", Duration.ZERO, Duration.ZERO))).contains("SET LOCK_TIMEOUT -1;");
    assertThat(SqlServerMigrationSession.SAME_TRANSACTION).contains("THROW 51000, ");
  }
}
