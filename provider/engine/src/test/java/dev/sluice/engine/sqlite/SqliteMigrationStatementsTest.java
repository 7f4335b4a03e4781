package dev.sluice.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.migration.StatementRules.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteMigrationStatementsTest {
  private final SqliteMigrationStatements rules = new SqliteMigrationStatements();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CREATE TABLE t (a) | PLAIN", "/* VACUUM */ INSERT INTO t VALUES ('VACUUM') | PLAIN", "vacuum | ALONE", "-- x | PLAIN",
        "PRAGMA wal_checkpoint(TRUNCATE) | ALONE", "PRAGMA main.wal_checkpoint | ALONE", "pragma foreign_keys=off | SESSION",
        "PRAGMA main . recursive_triggers = 1 | SESSION", "PRAGMA user_version = 3 | PLAIN", "COMMIT | COMMITS", "end transaction | COMMITS",
        "ROLLBACK | ROLLS_BACK", "ROLLBACK TO a | PLAIN", "ROLLBACK TRANSACTION TO SAVEPOINT a | PLAIN", "SAVEPOINT a | PLAIN", "RELEASE a | PLAIN",
        "REINDEX | PLAIN", "ANALYZE | PLAIN"
      })
  void tellsWhatAStatementDoesToTransactions(String sql, Kind kind) {
    assertThat(rules.kind(sql)).isEqualTo(kind);
  }

  @Test
  void knowsWhatATransactionCannotHold() {
    assertThat(rules.mayRunInTransaction("VACUUM", true)).isFalse();
    assertThat(rules.mayRunInTransaction("PRAGMA foreign_keys = ON", true)).isFalse();
    assertThat(rules.mayRunInTransaction("PRAGMA max_page_count = 5", true)).isTrue();
    assertThat(rules.mayRunInTransaction("CREATE TABLE t (a)", true)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ATTACH 'x' AS y", " /* c */-- d\n ;attach database 'x' as y", "/* /* */ ATTACH 'x' AS y", "\uFEFFDETACH y", "VACUUM INTO 'x'", "VACUUM main INTO 'x'",
        "VACUUM/**/\"main\"/**/INTO 'x'", "backup to x", "Restore from x", "BEGIN", "begin exclusive", "PRAGMA journal_mode=WAL", "PRAGMA main.journal_mode",
        "PRAGMA /*x*/ writable_schema=1", "PRAGMA 'user_version'=1", "PRAGMA [temp_store_directory]='x'", "PRAGMA", "PRAGMA main.", "EXPLAIN QUERY PLAN PRAGMA soft_heap_limit=1",
        "PRAGMA busy_timeout = 1", "PRAGMA key = 'x'", "PRAGMA locking_mode=EXCLUSIVE", "PRAGMA schema_version = 1", "EXPLAIN ATTACH 'x' AS y"
      })
  void refusesWhatLeadsOutOfTheDatabase(String sql) {
    assertThat(rules.objection(sql)).isPresent();
  }

  @Test
  void aTransactionOfAFilesOwnIsRefusedForWhatFlywayMakesOfIt() {
    assertThat(rules.objection("BEGIN")).hasValueSatisfying(words -> assertThat(words).contains("trigger", "executeInTransaction=false").doesNotContain("anyway"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SELECT begin FROM t; DELETE FROM t", "CREATE TABLE t (begin); /* x */ DROP TABLE u", "INSERT INTO t VALUES (';'); SELECT 'it''s'"})
  void refusesWhatTheDriverWouldDropInSilence(String sql) {
    assertThat(rules.objection(sql)).hasValueSatisfying(words -> assertThat(words).contains("only the first part would be run"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO t VALUES ('a; b', \"c; d\", [e; f], `g; h`, 'it''s; so') -- ; x", "SELECT 1;; /* ; */ -- ;", "CREATE TEMP TRIGGER x AFTER DELETE ON t BEGIN SELECT 1; SELECT 2; END;",
        "VACUUM", "vacuum main;", "PRAGMA user_version = 1", "PRAGMA foreign_key_check(t)", "CREATE TABLE attach (a)", "INSERT INTO t VALUES ('ATTACH')",
        "CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT 1; END", "/* ATTACH */ SELECT 1", "", "-- PRAGMA journal_mode"
      })
  void letsTheRestPass(String sql) {
    assertThat(rules.objection(sql)).isEmpty();
  }
}
