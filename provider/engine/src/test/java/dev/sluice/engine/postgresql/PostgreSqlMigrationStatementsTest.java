package dev.sluice.engine.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.migration.StatementRules.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgreSqlMigrationStatementsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INSERT INTO t VALUES (1) | PLAIN",
        "CREATE INDEX i ON t (a) | PLAIN",
        "ALTER TYPE e ADD VALUE 'x' | PLAIN",
        "REFRESH MATERIALIZED VIEW CONCURRENTLY v | PLAIN",
        "create unique index concurrently i on t (a) | ALONE",
        "CREATE /* now */ INDEX CONCURRENTLY i ON t (a) | ALONE",
        "DROP INDEX CONCURRENTLY i | ALONE",
        "REINDEX TABLE CONCURRENTLY t | ALONE",
        "VACUUM (ANALYZE) t | ALONE",
        "CALL p() | ALONE",
        "DO $$ BEGIN COMMIT; END $$ | ALONE",
        "DO $$ BEGIN EXECUTE 'x'; END $$ | ALONE",
        "DO $$ BEGIN INSERT INTO t VALUES (1); END $$ | PLAIN",
        "ALTER TABLE p DETACH PARTITION c CONCURRENTLY | ALONE",
        "ALTER TABLE p DETACH PARTITION c | PLAIN",
        "CREATE DATABASE d | ALONE",
        "ALTER SYSTEM SET x = 1 | ALONE",
        "COMMIT PREPARED 'x' | ALONE",
        "BEGIN | OPENS",
        "start transaction isolation level serializable | OPENS",
        "COMMIT AND CHAIN | COMMITS",
        "END | COMMITS",
        "PREPARE TRANSACTION 'x' | COMMITS",
        "ROLLBACK | ROLLS_BACK",
        "ABORT WORK | ROLLS_BACK",
        "ROLLBACK TO SAVEPOINT s | PLAIN",
        "ROLLBACK WORK TO s | PLAIN",
        "SAVEPOINT s | PLAIN",
        "SET search_path = s | SESSION",
        "RESET ALL | SESSION",
        "PREPARE p AS SELECT 1 | SESSION",
        "SELECT set_config('a.b', 'c', false) | SESSION",
        "SETTLE | PLAIN"
      })
  void knowsWhatAStatementDoesToTransactions(String sql, Kind kind) {
    assertThat(new PostgreSqlMigrationStatements().kind(sql)).isEqualTo(kind);
  }
}
