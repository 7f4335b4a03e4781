package dev.sluice.engine.mysqlfamily;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.migration.StatementRules.Proof;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MySqlFamilyMigrationEffectsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "CREATE TABLE `my ``t` (a int) | TABLE my `t PRESENT",
        "CREATE TABLE IF NOT EXISTS d . t (a int) | TABLE d.t PRESENT?",
        "CREATE /*!50000 UNIQUE */ INDEX i USING BTREE ON d.t (a) | INDEX d.t/i PRESENT",
        "CREATE FULLTEXT INDEX i ON t (a) | INDEX t/i PRESENT",
        "CREATE DEFINER=`root`@`%` SQL SECURITY INVOKER VIEW v AS SELECT 1 | TABLE v PRESENT",
        "CREATE DEFINER = CURRENT_USER PROCEDURE p() SELECT 1 | PROCEDURE p PRESENT",
        "CREATE FUNCTION d.f(x int) RETURNS int RETURN 1 | FUNCTION d.f PRESENT",
        "CREATE TRIGGER r AFTER INSERT ON t FOR EACH ROW SET @x = 1 | TRIGGER r PRESENT",
        "CREATE EVENT IF NOT EXISTS e ON SCHEDULE EVERY 1 DAY DO DELETE FROM t | EVENT e PRESENT?",
        "CREATE SCHEMA x | DATABASE x PRESENT",
        "DROP TABLE IF EXISTS a, d.b CASCADE | TABLE a ABSENT?, TABLE d.b ABSENT?",
        "DROP VIEW v | TABLE v ABSENT",
        "DROP INDEX i ON t | INDEX t/i ABSENT",
        "DROP PROCEDURE IF EXISTS d.p | PROCEDURE d.p ABSENT?",
        "DROP TRIGGER r | TRIGGER r ABSENT",
        "DROP DATABASE x | DATABASE x ABSENT",
        "RENAME TABLE a TO b, c TO d.c | TABLE a ABSENT, TABLE b PRESENT, TABLE c ABSENT, TABLE d.c PRESENT",
        "ALTER TABLE t ADD COLUMN a decimal(10, 2) NOT NULL DEFAULT 0 AFTER b, ALGORITHM=INPLACE, LOCK=NONE | COLUMN t/a PRESENT",
        "ALTER TABLE t ADD (a int, b int) | COLUMN t/a PRESENT, COLUMN t/b PRESENT",
        "ALTER TABLE t ADD COLUMN IF NOT EXISTS a int | COLUMN t/a PRESENT?",
        "ALTER TABLE t DROP a, DROP COLUMN b | COLUMN t/a ABSENT, COLUMN t/b ABSENT",
        "ALTER TABLE t MODIFY COLUMN a bigint, ALTER b SET DEFAULT 1 | COLUMN t/a CHANGED, COLUMN t/b CHANGED",
        "ALTER TABLE t CHANGE a b int, CHANGE c c bigint | COLUMN t/a ABSENT, COLUMN t/b PRESENT, COLUMN t/c CHANGED",
        "ALTER TABLE t RENAME COLUMN a TO b, RENAME INDEX i TO j | COLUMN t/a ABSENT, COLUMN t/b PRESENT, INDEX t/i ABSENT, INDEX t/j PRESENT",
        "ALTER TABLE t RENAME d.u | TABLE t ABSENT, TABLE d.u PRESENT",
        "ALTER TABLE t ADD UNIQUE KEY i (a), ADD FULLTEXT j (b) | INDEX t/i PRESENT, INDEX t/j PRESENT",
        "ALTER TABLE t ADD CONSTRAINT k UNIQUE (a), ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES u (b) | CONSTRAINT t/k PRESENT, CONSTRAINT t/f PRESENT",
        "ALTER TABLE t ADD PRIMARY KEY (a), DROP FOREIGN KEY f, DROP CHECK c | INDEX t/PRIMARY PRESENT, CONSTRAINT t/f ABSENT, CONSTRAINT t/c ABSENT",
        "ALTER TABLE t DROP PRIMARY KEY, ADD PRIMARY KEY (a, b) | INDEX t/PRIMARY CHANGED"
      })
  void readsWhatAStatementMakesOfTheCatalog(String sql, String effects) {
    var found = MySqlFamilyMigrationEffects.of(sql).list();
    assertThat(found.stream().map(MySqlFamilyMigrationEffectsTest::text).collect(Collectors.joining(", "))).isEqualTo(effects);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "CREATE OR REPLACE VIEW v AS SELECT 1 | REPEATABLE",
        "CREATE OR REPLACE PROCEDURE p() SELECT 1 | REPEATABLE",
        "ALTER TABLE t ENGINE = InnoDB | REPEATABLE",
        "ALTER TABLE t AUTO_INCREMENT = 5, COMMENT 'x' | REPEATABLE",
        "ANALYZE TABLE t | REPEATABLE",
        "GRANT SELECT ON t TO u | REPEATABLE",
        "SET GLOBAL x = 1 | REPEATABLE",
        "SET @@GLOBAL.x = 'a', GLOBAL y = ON | REPEATABLE",
        "SET GLOBAL x = @@GLOBAL.x + 1 | UNKNOWN",
        "SET GLOBAL x = (SELECT max(a) FROM t) | UNKNOWN",
        "SET PASSWORD = 'x' | UNKNOWN",
        "SET STATEMENT max_statement_time = 1 FOR INSERT INTO t VALUES (1) | UNKNOWN",
        "SET STATEMENT max_statement_time = 1 FOR ANALYZE TABLE t | REPEATABLE",
        "ANALYZE LOCAL TABLE t | REPEATABLE",
        "ANALYZE INSERT INTO t VALUES (1) | UNKNOWN",
        "ANALYZE FORMAT=JSON UPDATE t SET a = 1 | UNKNOWN",
        "ALTER USER u IDENTIFIED BY 'x' | REPEATABLE",
        "ALTER USER u IDENTIFIED BY 'x' RETAIN CURRENT PASSWORD | UNKNOWN",
        "ALTER DEFINER = u EVENT e RENAME TO f | UNKNOWN",
        "CREATE OR REPLACE EVENT e ON SCHEDULE AT CURRENT_TIMESTAMP DO DELETE FROM t | UNKNOWN",
        "ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4 | REPEATABLE",
        "ALTER TABLE t CONVERT PARTITION p TO TABLE u | UNKNOWN",
        "ALTER TABLE t ADD INDEX (a) | UNKNOWN",
        "ALTER TABLE t ADD CHECK (a > 1) | UNKNOWN",
        "ALTER TABLE t EXCHANGE PARTITION p WITH TABLE u | UNKNOWN",
        "ALTER TABLE t TRUNCATE PARTITION p | UNKNOWN",
        "ALTER TABLE t DROP PARTITION p | UNKNOWN",
        "RENAME TABLE a TO x, b TO a, x TO b | UNKNOWN",
        "TRUNCATE TABLE t | UNKNOWN",
        "CALL p() | UNKNOWN",
        "EXECUTE s | UNKNOWN",
        "INSERT INTO t VALUES (1) | UNKNOWN",
        "CREATE OR REPLACE DATABASE d | UNKNOWN",
        "CREATE FUNCTION f RETURNS STRING SONAME 'x.so' | UNKNOWN",
        "REVOKE SELECT ON t FROM u | UNKNOWN",
        "nonsense | UNKNOWN"
      })
  void whatTheCatalogDoesntShowIsRepeatedOnlyWhereThatIsTheSame(String sql, Proof otherwise) {
    var effects = MySqlFamilyMigrationEffects.of(sql);
    assertThat(effects.list()).isEmpty();
    assertThat(effects.otherwise()).isEqualTo(otherwise);
  }

  @Test
  void voicesThatDisagreeAreWorthNothing() {
    var drop = MySqlFamilyMigrationEffects.of("DROP TABLE a, b");
    assertThat(MySqlFamilyMigrationEvidence.judge(drop, List.of("x", "x"), List.of("absent", "absent"))).isEqualTo(Proof.APPLIED);
    assertThat(MySqlFamilyMigrationEvidence.judge(drop, List.of("x", "x"), List.of("x", "x"))).isEqualTo(Proof.NOT_APPLIED);
    assertThat(MySqlFamilyMigrationEvidence.judge(drop, List.of("x", "x"), List.of("absent", "x"))).isEqualTo(Proof.UNKNOWN);
    assertThat(MySqlFamilyMigrationEvidence.judge(drop, List.of("absent", "x"), List.of("absent", "absent"))).isEqualTo(Proof.APPLIED);
    var filled = MySqlFamilyMigrationEffects.of("CREATE TABLE a AS SELECT 1");
    assertThat(MySqlFamilyMigrationEvidence.judge(filled, List.of("absent"), List.of("x"))).isEqualTo(Proof.UNKNOWN);
    assertThat(MySqlFamilyMigrationEvidence.judge(filled, List.of("absent"), List.of("absent"))).isEqualTo(Proof.NOT_APPLIED);
    var replaced = MySqlFamilyMigrationEffects.of("CREATE OR REPLACE TABLE a (b int)");
    assertThat(MySqlFamilyMigrationEvidence.judge(replaced, List.of("x"), List.of("x"))).isEqualTo(Proof.UNKNOWN);
    assertThat(MySqlFamilyMigrationEvidence.judge(replaced, List.of("absent"), List.of("x"))).isEqualTo(Proof.APPLIED);
  }

  private static String text(MySqlFamilyMigrationEffect effect) {
    var object = effect.database().map(database -> database + ".").orElse("") + effect.table();
    return effect.type() + " " + object + (effect.name().isEmpty() ? "" : "/" + effect.name()) + " " + effect.goal() + (effect.tolerant() ? "?" : "");
  }
}
