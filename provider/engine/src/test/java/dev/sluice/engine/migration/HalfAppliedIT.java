package dev.sluice.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.sluice.engine.Failure;
import dev.sluice.rules.SourceDigest;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that commit each DDL statement by itself: what of a file stays, and how the next run goes on. */
@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(TestProducts.MySqlFamily.class)
class HalfAppliedIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String T = "CREATE TABLE t (a int PRIMARY KEY, b int);";
  private static final String STEPS = "SELECT CONCAT_WS(' ', file, statement, status) FROM sluice_migration_progress ORDER BY file, statement";

  private final TestDatabase database;

  @TempDir private Path folder;

  HalfAppliedIT(TestProduct product) {
    this.database = TestDatabase.on(product);
  }

  @Test
  void aFailureSaysWhichStatementFailedAndWhichTookEffect() {
    var failure = failure(step("INSERT INTO t VALUES (1, 1);\nALTER TABLE t ADD c int;\nINSERT INTO t VALUES (2, 2, 2);\nALTER TABLE t ADD c int;\nDROP TABLE t;"));
    assertThat(failure.failure()).isInstanceOf(Failure.Permanent.class);
    assertThat(failure.getMessage())
        .isEqualTo("V2__step.sql line 4: Duplicate column name 'c'. Statement 4 of 5 failed; statements 1 to 3 took effect"
            + " and are left out when the file runs again. Correct the file only from statement 4 on.");
    assertThat(failure.where().statement()).contains("ALTER TABLE t ADD c int");
    assertThat(database.history()).containsExactly("1");
    assertThat(database.query(STEPS))
        .containsExactly("V2__step.sql 1 done", "V2__step.sql 2 done", "V2__step.sql 3 done", "V2__step.sql 4 failed");
  }

  @Test
  void aCorrectedFileGoesOnAtTheStatementThatFailedAndFlywayAgrees() {
    var start = "INSERT INTO t VALUES (1, 1);\nALTER TABLE t ADD c int;\n";
    failure(step(start + "ALTER TABLE t ADD c int;\nINSERT INTO t VALUES (2, 2, 2);"));
    var corrected = step(start + "ALTER TABLE t ADD d int;\nINSERT INTO t VALUES (2, 2, 2, 2);");
    assertThat(database.observe(corrected).problems()).isEmpty();
    assertThat(database.observe(corrected).pending()).hasSize(1);
    var recorder = new Recorder();
    assertThat(database.migrations().apply(corrected.design(), recorder).appliedVersion()).contains("2");
    assertThat(recorder.progress).extracting(MigrationRun.Progress::statement).containsExactly(3, 4);
    assertThat(database.query("SELECT a FROM t ORDER BY a")).containsExactly("1", "2");
    assertThat(database.query(STEPS)).isEmpty();
    var flyway = database.flyway(corrected.design().files().files());
    assertThat(flyway.validateWithResult().validationSuccessful).isTrue();
    assertThat(flyway.migrate().migrationsExecuted).isZero();
  }

  @Test
  void anEditOfWhatTookEffectIsAProblemThatNamesIt() {
    failure(step("ALTER TABLE t ADD c int;\nINSERT INTO missing VALUES (2);"));
    for (var edited : List.of("ALTER TABLE t ADD c bigint;\nINSERT INTO t VALUES (1, 1, 1);", "-- nothing", "SELECT 1;")) {
      var state = database.apply(step(edited));
      assertThat(state.problems()).extracting(MigrationState.Problem::reason).containsExactly("AppliedStatementEdited");
      assertThat(state.problems().getFirst().message()).contains("V2__step.sql").contains("statement 1");
    }
    assertThat(database.query("SELECT a FROM t")).isEmpty();
    assertThat(database.apply(step("# why\n/* now */ ALTER TABLE t ADD c int;\nINSERT INTO t VALUES (1, 1, 1);")).appliedVersion()).contains("2");
  }

  @Test
  void aFileOfRowsAloneIsThereAsAWholeOrNotAtAll() {
    var failure = failure(step("INSERT INTO t VALUES (1, 1);\nINSERT INTO missing VALUES (2);"));
    assertThat(failure.getMessage()).endsWith("The file was rolled back as a whole.");
    assertThat(database.query("SELECT a FROM t")).isEmpty();
    assertThat(database.query(STEPS)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"MyISAM", "MEMORY", "Aria"})
  void rowsOfTablesWithoutTransactionsAreRecordedStepByStep(String engine) {
    org.junit.jupiter.api.Assumptions.assumeTrue(!engine.equals("Aria") || database.product().toString().equals("MariaDB"));
    var start = database.files("V1__t.sql", "CREATE TABLE t (a int) ENGINE = " + engine + ";");
    database.apply(start);
    var text = "INSERT INTO t VALUES (1);\nINSERT INTO missing VALUES (2);";
    var failure = failure(database.files("V1__t.sql", "CREATE TABLE t (a int) ENGINE = " + engine + ";", "V2__step.sql", text));
    assertThat(failure.getMessage()).contains("Statement 2 of 2 failed; statement 1 took effect");
    assertThat(database.apply(database.files("V1__t.sql", "CREATE TABLE t (a int) ENGINE = " + engine + ";", "V2__step.sql",
        "INSERT INTO t VALUES (1);\nINSERT INTO t VALUES (2);")).appliedVersion()).contains("2");
    assertThat(database.query("SELECT a FROM t ORDER BY a")).containsExactly("1", "2");
  }

  @Test
  void aLostInsertIntoATableWithoutTransactionsIsAskedAbout() throws Exception {
    var files = new String[] {"V1__t.sql", "CREATE TABLE t (a int) ENGINE = MyISAM;", "V2__step.sql", database.product().slowInsert("t", 1, 600) + ";"};
    killedWhile(database.files(files), "sleep(600)");
    var problem = database.observe(database.files(files)).problems().getFirst();
    assertThat(problem.reason()).isEqualTo("OutcomeUnknown");
  }

  @Test
  void aTransactionOfTheFilesOwnMayNotWriteWhatCantBeRolledBack() {
    var failure = failure(step("CREATE TABLE s (a int) ENGINE = MyISAM;\nSTART TRANSACTION;\nINSERT INTO s VALUES (1);\nCOMMIT;"));
    assertThat(failure.failure().reason()).isEqualTo("InvalidSource");
    assertThat(failure.getMessage()).contains("V2__step.sql line 3").contains("InnoDB");
    assertThat(database.query("SELECT a FROM s")).isEmpty();
  }

  @Test
  void ddlInsideATransactionOfTheFilesOwnCommitsWhatIsBefore() {
    failure(step("START TRANSACTION;\nINSERT INTO t VALUES (1, 1);\nALTER TABLE t ADD c int;\nINSERT INTO t VALUES (2, 2, 2);\nINSERT INTO missing VALUES (3);"));
    assertThat(database.query(STEPS)).contains("V2__step.sql 2 done", "V2__step.sql 3 done", "V2__step.sql 4 done").hasSize(4);
    assertThat(database.query("SELECT a FROM t ORDER BY a")).containsExactly("1", "2");
    var open = failure(step("START TRANSACTION;\nINSERT INTO t VALUES (1, 1);\nALTER TABLE t ADD c int;\nINSERT INTO t VALUES (2, 2, 2);\nBEGIN;\nINSERT INTO t VALUES (3, 3, 3);"));
    assertThat(open.getMessage()).contains("COMMIT");
    assertThat(database.query("SELECT a FROM t ORDER BY a")).containsExactly("1", "2");
  }

  @Test
  void autocommitTurnedOffOpensATransaction() {
    var start = "SET autocommit = 0;\nINSERT INTO t VALUES (1, 1);\nINSERT INTO t VALUES (2, 2);\nROLLBACK;\nINSERT INTO t VALUES (3, 3);\nCOMMIT;\nSET @x = 1;\n";
    failure(step(start + "INSERT INTO t VALUES (4, 4);\nINSERT INTO missing VALUES (3);\nCOMMIT;"));
    assertThat(database.query("SELECT a FROM t")).containsExactly("3");
    assertThat(database.apply(step(start + "INSERT INTO t VALUES (5, 5);\nROLLBACK;\nINSERT INTO t VALUES (6, 6);\nCREATE TABLE u (a int);\nINSERT INTO t VALUES (7, 7);\nCOMMIT;")).appliedVersion()).contains("2");
    assertThat(database.query("SELECT a FROM t ORDER BY a")).containsExactly("3", "6", "7");
  }

  @Test
  void whatAFileSetsEndsWithIt() {
    var other = TestDatabase.on(database.product()).name();
    database.apply(
        database.files(
            "V1__t.sql", T,
            "V2__set.sql", "SET NAMES utf8; SET sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES', time_zone = '+09:00', foreign_key_checks = 0;"
                + " SET @mine = 'x'; LOCK TABLES t WRITE; INSERT INTO t VALUES (1, 1); USE " + other + "; SET autocommit = 0;",
            "R__it's.sql", "CREATE TABLE s (mode text, zone text, keys_checked int, mine text, q text);"
                + " INSERT INTO s SELECT @@sql_mode, @@time_zone, @@foreign_key_checks, @mine, 'it\\'s';"));
    assertThat(database.query("SELECT CONCAT_WS(' ', zone, keys_checked, q) FROM s")).containsExactly("SYSTEM 1 it's");
    // MySQL lists a session's variables only where it keeps statistics.
    if (database.query("SHOW VARIABLES WHERE variable_name = 'performance_schema' AND value = 'OFF' AND @@version NOT LIKE '%Maria%'").isEmpty()) {
      assertThat(database.query("SELECT mine IS NULL FROM s")).containsExactly("1");
    }
    assertThat(database.query("SELECT mode = @@GLOBAL.sql_mode FROM s")).containsExactly("1");
    assertThat(database.query("SELECT description FROM flyway_schema_history ORDER BY installed_rank")).containsExactly("t", "set", "it's");
    assertThat(database.query("SELECT 1 FROM information_schema.tables WHERE table_schema = '" + other + "'")).isEmpty();
  }

  @Test
  void aDumpIsRestored() {
    var dump =
        """
        /*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
        /*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
        DROP TABLE IF EXISTS `orders`;
        CREATE TABLE `orders` (`id` int NOT NULL, `note` varchar(50) DEFAULT NULL, PRIMARY KEY (`id`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
        LOCK TABLES `orders` WRITE;
        /*!40000 ALTER TABLE `orders` DISABLE KEYS */;
        INSERT INTO `orders` VALUES (1,'a;b'),(2,'it''s -- no comment'),(3,'# nor this');
        /*!40000 ALTER TABLE `orders` ENABLE KEYS */;
        UNLOCK TABLES;
        /*!50003 CREATE TRIGGER `upper` BEFORE INSERT ON `orders` FOR EACH ROW SET NEW.note = UPPER(NEW.note) */;
        /*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
        /*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
        """;
    var designs = database.files("V1__dump.sql", dump, "V2__more.sql", "INSERT INTO orders VALUES (4, 'x');");
    assertThat(database.apply(designs).appliedVersion()).contains("2");
    assertThat(database.query("SELECT note FROM orders ORDER BY id")).containsExactly("a;b", "it's -- no comment", "# nor this", "X");
    assertThat(database.flyway(designs.design().files().files()).validateWithResult().validationSuccessful).isTrue();
  }

  @Test
  void routinesWithBodiesAreCutWhereFlywayCutsThem() {
    var routines =
        """
        DELIMITER $$
        CREATE PROCEDURE fill(IN n int)
        BEGIN
          DECLARE i int DEFAULT 0;
          WHILE i < n DO
            INSERT INTO t VALUES (i, CASE WHEN i > 1 THEN 2 ELSE 1 END);
            SET i = i + 1;
          END WHILE;
        END$$
        CREATE FUNCTION twice(x int) RETURNS int DETERMINISTIC
        BEGIN
          IF x IS NULL THEN RETURN 0; END IF;
          RETURN 2 * x;
        END$$
        DELIMITER ;
        CREATE TRIGGER double_b BEFORE INSERT ON t FOR EACH ROW
        BEGIN
          SET NEW.b = twice(NEW.b);
        END;
        CALL fill(3);
        """;
    assertThat(database.apply(step(routines)).appliedVersion()).contains("2");
    assertThat(database.query("SELECT b FROM t ORDER BY a")).containsExactly("2", "2", "4");
  }

  @Test
  void valuesAreNotShown() {
    for (var text : List.of("INSERT INTO t SELECT CONCAT('x', 4711), 1;", "INSERT INTO t SELECT 1, CONCAT('it''s', 4711);")) {
      var failure = failure(step(text));
      assertThat(failure.where().message()).doesNotContain("4711").contains("'...'").contains("for column");
    }
    var near = failure(step("INSERT INTO t VALUES (1, 1);\n-- so\nALTER TABLE t\n  AD c int;"));
    assertThat(near.where().line()).contains(4);
    assertThat(near.where().message()).startsWith("You have an error in your SQL syntax near '").contains("c int");
    var secret = failure(step("INSERT INTO t VALUES (1, 1);\n-- so\nALTER TABLE t\n  AD c int;").confidential());
    assertThat(secret.where().message()).isEqualTo("You have an error in your SQL syntax");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ALTER TABLE t ADD COLUMN c int, ADD INDEX i (b) | true",
        "ALTER TABLE t MODIFY b bigint | true",
        "ALTER TABLE t DROP COLUMN b | true",
        "ALTER TABLE t CHANGE b c bigint | true",
        "ALTER TABLE t RENAME TO u | true",
        "ALTER TABLE t ADD CONSTRAINT k UNIQUE (b) | true",
        "CREATE INDEX i ON t (b) | true",
        "RENAME TABLE t TO u, w TO x | true",
        "DROP TABLE t | true",
        "CREATE VIEW v AS SELECT * FROM t | true",
        "CREATE TABLE u LIKE t | true",
        "CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW SET NEW.b = 1 | true",
        "CREATE DATABASE d_%s | true",
        "CREATE TABLE t2 AS SELECT * FROM t | false",
        "RENAME TABLE t TO s, w TO t, s TO w | false",
        "TRUNCATE TABLE t | false"
      })
  void whatTookEffectUnseenIsProvedByTheCatalog(String sql, boolean provable) throws SQLException {
    database.run(T, "CREATE TABLE w (a int)");
    var statement = sql.formatted(database.name());
    var rules = database.product().dialect().statements();
    try (var connection = database.connect()) {
      var before = rules.evidence(connection, statement);
      assertThat(rules.prove(connection, statement, before)).isEqualTo(notYet(statement));
      database.run(statement);
      assertThat(rules.prove(connection, statement, before)).isEqualTo(provable ? StatementRules.Proof.APPLIED : StatementRules.Proof.UNKNOWN);
    }
  }

  private static StatementRules.Proof notYet(String sql) {
    return sql.contains(" MODIFY ")
        ? StatementRules.Proof.REPEATABLE
        : sql.startsWith("TRUNCATE") || sql.contains("s TO w") ? StatementRules.Proof.UNKNOWN : StatementRules.Proof.NOT_APPLIED;
  }

  @Test
  void whatWasSoBeforeProvesNothing() throws SQLException {
    database.run(T, "CREATE VIEW v AS SELECT 1 AS a");
    var rules = database.product().dialect().statements();
    try (var connection = database.connect()) {
      for (var sql : List.of("CREATE TABLE t (a int)", "ALTER TABLE t ADD b int", "DROP TABLE missing")) {
        assertThat(rules.prove(connection, sql, rules.evidence(connection, sql))).isEqualTo(StatementRules.Proof.NOT_APPLIED);
        assertThat(rules.prove(connection, sql)).isEqualTo(StatementRules.Proof.UNKNOWN);
      }
      for (var sql : List.of("CREATE TABLE IF NOT EXISTS t (a int)", "DROP TABLE IF EXISTS missing", "CREATE OR REPLACE VIEW v AS SELECT 2 AS a", "ANALYZE TABLE t")) {
        assertThat(rules.prove(connection, sql, rules.evidence(connection, sql))).isEqualTo(StatementRules.Proof.REPEATABLE);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
  void theProviderDiesBetweenStatements(int statement) throws Exception {
    var text = "INSERT INTO t VALUES (1, 1);\nALTER TABLE t ADD c int;\nSTART TRANSACTION;\nINSERT INTO t VALUES (2, 2, 2);\nCOMMIT;\nALTER TABLE t DROP c;\nINSERT INTO t VALUES (3, 3);";
    database.apply(database.files("V1__t.sql", T));
    var provider = ProviderProcess.start(database, step(text), folder, statement);
    provider.untilStopped();
    provider.kill();
    converges(step(text), "1", "2", "3");
  }

  /** A session that holds the table keeps the statement waiting; what then becomes of it is the server's. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theProviderDiesInsideADdlStatement(boolean serverGoesOn) throws Exception {
    database.apply(database.files("V1__t.sql", T));
    var text = "INSERT INTO t VALUES (1, 1);\nALTER TABLE t ADD c int;\nINSERT INTO t VALUES (2, 2, 2);";
    try (var other = database.connect();
        var open = other.createStatement()) {
      other.setAutoCommit(false);
      open.execute("SELECT * FROM t");
      var provider = ProviderProcess.start(database, step(text), folder, 0);
      database.untilBusyWith("ADD c");
      provider.kill();
      assertThat(database.query(STEPS)).containsExactly("V2__step.sql 1 done", "V2__step.sql 2 sent");
      // Its session lives, and with it the lock: "sent" is no loss yet.
      assertThat(database.lockHolder()).isPresent();
      assertThat(database.observe(step(text)).problems()).isEmpty();
      if (!serverGoesOn) {
        database.run("KILL " + database.query(database.product().sessions().orElseThrow().busyWith("ADD c")).getFirst());
        await().atMost(SOON).until(() -> database.lockHolder().isEmpty());
      }
      other.commit();
    }
    converges(step(text), "1", "2");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anUnknownOutcomeIsDecidedByAPerson(boolean applied) throws Exception {
    database.apply(database.files("V1__t.sql", T));
    database.run("CREATE PROCEDURE slow() BEGIN INSERT INTO t VALUES (1, 1); DO SLEEP(600); END");
    var designs = step("CALL slow();\nINSERT INTO t VALUES (2, 2);");
    killedWhile(designs, "sleep(600)");
    database.run("DELETE FROM t", "DROP PROCEDURE slow", "CREATE PROCEDURE slow() INSERT INTO t VALUES (1, 1)");
    var digest = SourceDigest.hex("CALL slow()");
    var problem = database.observe(designs).problems().getFirst();
    assertThat(problem.reason()).isEqualTo("OutcomeUnknown");
    assertThat(problem.message()).contains("sluice.dev/repair: applied:V2__step.sql:" + digest);
    assertThat(database.apply(designs).appliedVersion()).contains("1");
    assertThat(database.query("SELECT a FROM t")).isEmpty();
    assertThat(database.migrations().decide(designs.design(), "V2__step.sql", digest, applied).problems()).isEmpty();
    assertThat(database.apply(designs).appliedVersion()).contains("2");
    assertThat(database.query("SELECT a FROM t ORDER BY a")).isEqualTo(applied ? List.of("2") : List.of("1", "2"));
  }

  @Test
  void theServerDiesInsideADdlStatement() {
    try (var server = database.product().sessions().orElseThrow().own()) {
      var own = TestDatabase.on(server.product());
      var designs = own.files("V1__t.sql", T, "V2__step.sql", "CREATE TABLE u (a int);\nALTER TABLE t ADD c int;\nINSERT INTO t VALUES (1, 1, 1);");
      own.apply(own.files("V1__t.sql", T));
      var other = own.connect();
      var run = CompletableFuture.supplyAsync(() -> {
        try (var open = other.createStatement()) {
          other.setAutoCommit(false);
          open.execute("SELECT * FROM t");
          return own.apply(designs);
        } catch (SQLException e) {
          throw new IllegalStateException(e);
        }
      });
      own.untilBusyWith("ADD c");
      server.crash().run();
      await().atMost(SOON).until(run::isCompletedExceptionally);
      server.startAgain().run();
      assertThat(own.apply(designs).appliedVersion()).contains("2");
      assertThat(own.query("SELECT c FROM t")).containsExactly("1");
    }
  }

  private Designs step(String text) {
    return database.files("V1__t.sql", T, "V2__step.sql", text);
  }

  private MigrationException failure(Designs designs) {
    return catchThrowableOfType(MigrationException.class, () -> database.apply(designs));
  }

  /** The run's session is ended by somebody while it is busy. */
  private void killedWhile(Designs designs, String word) {
    var run = CompletableFuture.runAsync(() -> database.apply(designs));
    database.untilBusyWith(word);
    assertThat(database.observe(designs).problems()).isEmpty();
    database.endRuns();
    await().atMost(SOON).until(run::isCompletedExceptionally);
  }

  private void converges(Designs designs, String... rows) {
    var state = database.apply(designs);
    assertThat(state.problems()).isEmpty();
    assertThat(state.pending()).isEmpty();
    assertThat(database.query("SELECT a FROM t ORDER BY a")).containsExactly(rows);
    assertThat(database.query(STEPS)).isEmpty();
    assertThat(database.lockHolder()).isEmpty();
    assertThat(database.flyway(designs.design().files().files()).validateWithResult().validationSuccessful).isTrue();
  }
}
