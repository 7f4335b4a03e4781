package dev.sluice.engine.mysqlfamily;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MySqlFamilyMigrationAtomicityTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE t ADD a int, ADD b int", "CREATE TABLE t (a int)", "CREATE UNIQUE INDEX i ON t (a, b)", "CREATE OR REPLACE VIEW v AS SELECT 1, 2", "DROP TABLE t",
        "DROP INDEX i ON t", "RENAME TABLE a TO b, c TO d", "TRUNCATE t", "CREATE USER u", "SET GLOBAL x = @@GLOBAL.x + 1",
        "SET STATEMENT max_statement_time = 1 FOR DROP TABLE t"
      })
  void someLeaveNothing(String sql) {
    assertThat(MySqlFamilyMigrationAtomicity.ofDefinition(sql)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CALL p()", "BEGIN NOT ATOMIC INSERT INTO t VALUES (1); END", "EXECUTE s", "DROP TABLE a, b", "DROP DATABASE d", "CREATE TABLE t AS SELECT 1",
        "CREATE OR REPLACE TABLE t (a int)", "CREATE USER u, v", "DROP USER u, v", "ALTER USER u IDENTIFIED BY 'x', v IDENTIFIED BY 'y'",
        "SET STATEMENT max_statement_time = 1 FOR CALL p()", "IF 1 THEN DELETE FROM t; END IF"
      })
  void ofTheOthersNobodyKnows(String sql) {
    assertThat(MySqlFamilyMigrationAtomicity.ofDefinition(sql)).isFalse();
  }

  @Test
  void whatIsMissingAndNamedWasMissedAtOnce() {
    assertThat(MySqlFamilyMigrationAtomicity.neverBegan("INSERT INTO `gone` VALUES (1)", error(1146, "Table 'd.gone' doesn't exist"))).isTrue();
    assertThat(MySqlFamilyMigrationAtomicity.neverBegan("CALL p()", error(1146, "(conn=1) Table 'd.gone' doesn't exist"))).isFalse();
    assertThat(MySqlFamilyMigrationAtomicity.neverBegan("CALL d.p()", error(1305, "PROCEDURE d.p does not exist"))).isTrue();
    assertThat(MySqlFamilyMigrationAtomicity.neverBegan("CALL q()", error(1305, "PROCEDURE d.p does not exist"))).isFalse();
    assertThat(MySqlFamilyMigrationAtomicity.neverBegan("INSRT", error(1064, "You have an error"))).isTrue();
    assertThat(MySqlFamilyMigrationAtomicity.neverBegan("CALL p()", error(1064, "You have an error"))).isFalse();
    assertThat(MySqlFamilyMigrationAtomicity.neverBegan("CALL p()", error(1062, "Duplicate entry"))).isFalse();
  }

  private static SQLException error(int code, String message) {
    return new SQLException(message, "HY000", code);
  }
}
