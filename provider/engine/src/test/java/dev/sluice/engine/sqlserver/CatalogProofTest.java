package dev.sluice.engine.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.migration.HistoryPlace;
import dev.sluice.engine.migration.ProgressTable.Status;
import dev.sluice.engine.migration.ProgressTable.Step;
import dev.sluice.engine.migration.StatementRules.Proof;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogProofTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "CREATE DATABASE Orders COLLATE x | Orders | true",
        "CREATE DATABASE Orders; -- done | Orders | true",
        "CREATE DATABASE [move] ON (NAME = a, FILENAME = 'DROP') FOR ATTACH WITH ENABLE_BROKER | move | true",
        "DROP DATABASE IF EXISTS [or]]ders]; | or]ders | false",
        "CREATE FULLTEXT CATALOG c AS DEFAULT | c | true",
        "DROP FULLTEXT CATALOG c | c | false"
      })
  void theCatalogIsAskedAboutWhatHasAName(String sql, String name, boolean creates) {
    CatalogProof proof = proof(sql);
    assertThat(proof.query()).isPresent();
    assertThat(proof.name()).isEqualTo(name);
    assertThat(proof.creates()).isEqualTo(creates);
    assertThat(proof.repeatable()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "ALTER DATABASE a SET RECOVERY SIMPLE",
    "ALTER DATABASE CURRENT SET SINGLE_USER WITH ROLLBACK IMMEDIATE;",
    "ALTER DATABASE a SET READ_ONLY WITH ROLLBACK AFTER 5 SECONDS",
    "RECONFIGURE",
    "RECONFIGURE WITH OVERRIDE"
  })
  void settingsCanBeMadeAgain(String sql) {
    assertThat(proof(sql).judge(Optional.empty(), Optional.empty())).isEqualTo(Proof.REPEATABLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "ALTER DATABASE a SET RECOVERY SIMPLE; MERGE t USING u ON t.id = u.id WHEN MATCHED THEN DELETE;",
    "ALTER DATABASE a SET RECOVERY SIMPLE TRUNCATE TABLE t",
    "ALTER DATABASE a SET RECOVERY SIMPLE ALTER DATABASE a SET RECOVERY FULL",
    "ALTER DATABASE a SET RECOVERY SIMPLE SET NOCOUNT ON",
    "ALTER DATABASE a SET RECOVERY SIMPLE ROLLBACK",
    "ALTER DATABASE a SET NEW_BROKER",
    "ALTER DATABASE a SET PARTNER FAILOVER",
    "ALTER DATABASE a MODIFY NAME = b",
    "ALTER DATABASE SCOPED CONFIGURATION SET MAXDOP = 1",
    "RECONFIGURE KILL 5",
    "RECONFIGURE IF 1 = 1 SHUTDOWN",
    "CREATE DATABASE x TRUNCATE TABLE t",
    "CREATE DATABASE x WHILE 1 = 1 DBCC CHECKDB",
    "CREATE DATABASE x BULK INSERT t FROM 'f'",
    "CREATE DATABASE x GRANT SELECT ON t TO u",
    "CREATE DATABASE x BACKUP DATABASE x TO DISK = 'f'",
    "CREATE DATABASE x RESTORE DATABASE y FROM DISK = 'f'",
    "CREATE DATABASE x WAITFOR DELAY '1'",
    "CREATE DATABASE x; p",
    "CREATE DATABASE x; EXEC p",
    "CREATE DATABASE x IF EXISTS (TABLE t) PRINT 'x'",
    "CREATE DATABASE",
    "IF 1 = 1 DROP DATABASE x",
    "DROP DATABASE a, b",
    "DROP DATABASE SCOPED CREDENTIAL c",
    "CREATE FULLTEXT INDEX ON t (c) KEY INDEX i",
    "BACKUP DATABASE a TO DISK = 'x'"
  })
  void nothingIsToldOfWhatMayBeMoreThanThat(String sql) {
    CatalogProof proof = proof(sql);
    assertThat(proof.query()).isEmpty();
    assertThat(proof.judge(Optional.of("absent"), Optional.of("there"))).isEqualTo(Proof.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({
    "CREATE DATABASE x, absent, there, APPLIED",
    "CREATE DATABASE x, absent, absent, NOT_APPLIED",
    "CREATE DATABASE x, there, there, NOT_APPLIED",
    "CREATE DATABASE x, there, absent, NOT_APPLIED",
    "CREATE DATABASE x, , there, UNKNOWN",
    "DROP DATABASE x, there, absent, APPLIED",
    "DROP DATABASE x, there, there, NOT_APPLIED",
    "DROP DATABASE x, absent, absent, NOT_APPLIED",
    "DROP DATABASE x, , absent, UNKNOWN",
    "DROP DATABASE IF EXISTS x, absent, absent, REPEATABLE",
    "DROP DATABASE IF EXISTS x, there, absent, APPLIED",
    "CREATE FULLTEXT CATALOG c, absent in a, there in a, APPLIED",
    "CREATE FULLTEXT CATALOG c, absent in a, there in b, UNKNOWN"
  })
  void whatWasTrueBeforeProvesNothing(String sql, String before, String now, Proof proof) {
    assertThat(proof(sql).judge(Optional.ofNullable(before), Optional.of(now))).isEqualTo(proof);
  }

  @Test
  void whatWasFoundBeforeIsKeptWithTheStep() {
    HistoryPlace place = new HistoryPlace("dbo", "h", List.of("dbo"));
    assertThat(SqlServerMigrationProgress.row(place, new Step("V1.sql", 2, "ab", Status.SENT, Optional.of("absent in it's"))))
        .isEqualTo("(N'h', N'V1.sql', 2, N'ab', N'sent', N'absent in it''s')");
    assertThat(SqlServerMigrationProgress.row(place, new Step("V1.sql", 2, "ab", Status.DONE))).endsWith(", N'done', NULL)");
  }

  private static CatalogProof proof(String sql) {
    return CatalogProof.of(BatchText.of(sql));
  }
}
