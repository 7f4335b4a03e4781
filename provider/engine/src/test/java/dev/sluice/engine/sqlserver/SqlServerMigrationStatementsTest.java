package dev.sluice.engine.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.migration.StatementRules.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlServerMigrationStatementsTest {
  private final SqlServerMigrationStatements statements = new SqlServerMigrationStatements();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "INSERT INTO t VALUES (1) | PLAIN",
        "CREATE TABLE t (id int, [database] int, resumable bit) | PLAIN",
        "CREATE TABLE t (id int); INSERT INTO t VALUES (1) | PLAIN",
        "EXEC sp_rename 't', 'u' | PLAIN",
        "UPDATE t SET a = 'CREATE DATABASE x; COMMIT' | PLAIN",
        "SELECT 1 -- COMMIT | PLAIN",
        "SELECT 1 /* /* ROLLBACK */ COMMIT */ | PLAIN",
        "GRANT CREATE DATABASE TO x | PLAIN",
        "GRANT SELECT, ALTER DATABASE TO x | PLAIN",
        "CREATE DATABASE d | ALONE",
        "/* now */ alter /* it */ database d SET RECOVERY SIMPLE | ALONE",
        "IF 1 = 1 DROP DATABASE d | ALONE",
        "ALTER DATABASE d SET SINGLE_USER WITH ROLLBACK IMMEDIATE | ALONE",
        "ALTER DATABASE d SET READ_ONLY WITH ROLLBACK AFTER 5 SECONDS | ALONE",
        "BACKUP DATABASE d TO DISK = 'x' | ALONE",
        "RESTORE LOG d FROM DISK = 'x' | ALONE",
        "CREATE FULLTEXT CATALOG c | ALONE",
        "DROP FULLTEXT INDEX ON t | ALONE",
        "EXEC sp_configure 'x', 1 RECONFIGURE WITH OVERRIDE | ALONE",
        "EXEC sp_addlinkedserver 'x' | ALONE",
        "execute @rc = master.sys.sp_addlinkedserver 'x' | ALONE",
        "EXEC master..sp_serveroption 'x', 'rpc', 'true' | ALONE",
        "EXEC [sp_dropserver] 'x' | ALONE",
        "ALTER INDEX i ON t REBUILD WITH (ONLINE = ON, RESUMABLE = ON) | ALONE",
        "CREATE TABLE t (id int PRIMARY KEY NONCLUSTERED) WITH (MEMORY_OPTIMIZED = ON) | ALONE",
        "CREATE PROCEDURE p AS BEGIN TRAN; CREATE DATABASE d; COMMIT | PLAIN",
        "CREATE OR ALTER PROC p AS ROLLBACK | PLAIN",
        "ALTER TRIGGER t ON u AFTER INSERT AS ROLLBACK TRANSACTION | PLAIN",
        "BEGIN TRAN | OPENS",
        "begin transaction t1 with mark | OPENS",
        "BEGIN DISTRIBUTED TRAN | OPENS",
        "BEGIN TRAN; INSERT INTO t VALUES (1) | OPENS",
        "BEGIN TRY SELECT 1 END TRY BEGIN CATCH THROW END CATCH | PLAIN",
        "COMMIT | COMMITS",
        "COMMIT TRAN t1 | COMMITS",
        "IF @@ERROR = 0 COMMIT ELSE ROLLBACK | COMMITS",
        "BEGIN TRAN INSERT INTO t VALUES (1) COMMIT | PLAIN",
        "BEGIN TRY BEGIN TRAN DELETE t COMMIT END TRY BEGIN CATCH IF @@TRANCOUNT > 0 ROLLBACK; THROW END CATCH | PLAIN",
        "ROLLBACK | ROLLS_BACK",
        "ROLLBACK TRAN THROW | ROLLS_BACK",
        "IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION; | ROLLS_BACK",
        "BEGIN TRAN DELETE t ROLLBACK | ROLLS_BACK",
        "ROLLBACK WORK | ROLLS_BACK",
        "ROLLBACK TRAN s1 | PLAIN",
        "ROLLBACK TRANSACTION @name | PLAIN",
        "ROLLBACK TRAN [s 1] | PLAIN",
        "SAVE TRAN s1 | PLAIN",
        "SET XACT_ABORT OFF | SESSION",
        "SET NOCOUNT ON; SET IDENTITY_INSERT dbo.t ON; | SESSION",
        "USE other | SESSION",
        "SET NOCOUNT ON; DELETE t | PLAIN",
        "SET NOCOUNT ON CLOSE c | PLAIN",
        "SET NOCOUNT ON RECEIVE * FROM q | PLAIN",
        "SET @x = 1 | PLAIN",
        "SETTLE | PLAIN"
      })
  void knowsWhatABatchDoesToTransactions(String sql, Kind kind) {
    assertThat(statements.kind(sql)).isEqualTo(kind);
    assertThat(statements.mayRunInTransaction(sql, kind != Kind.ALONE)).isEqualTo(kind != Kind.ALONE);
  }

  @ParameterizedTest
  @CsvSource({"226, true", "574, true", "15002, true", "3021, true", "6115, true", "1205, false", "208, false"})
  void knowsTheRefusalsThatAreAboutTheTransaction(int number, boolean aboutIt) {
    assertThat(statements.refusedInTransaction(Errors.server(number, "x"))).isEqualTo(aboutIt);
  }

  @ParameterizedTest
  @CsvSource({"1801, true", "2714, true", "7642, true", "1205, false"})
  void aNameThatWasTakenLeavesNothing(int number, boolean nothing) {
    assertThat(statements.leftNothing(Errors.server(number, "x"))).isEqualTo(nothing);
  }
}
