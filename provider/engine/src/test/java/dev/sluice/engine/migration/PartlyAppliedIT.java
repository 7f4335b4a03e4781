package dev.sluice.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.rules.SourceDigest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements that the server refuses, or that nobody saw the end of, having done a part of their work: none is sent again unasked. */
@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(TestProducts.MySqlFamily.class)
class PartlyAppliedIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String T = "CREATE TABLE t (a int PRIMARY KEY, b int);";
  private static final String FAILS = "CREATE PROCEDURE p() BEGIN INSERT INTO t VALUES (1, 1); SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no'; END";

  private final TestDatabase database;

  PartlyAppliedIT(TestProduct product) {
    this.database = TestDatabase.on(product);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aProcedureThatFailsIsAskedAbout(boolean applied) {
    database.apply(database.files("V1__t.sql", T));
    database.run(FAILS);
    var designs = step("CALL p();\nINSERT INTO t VALUES (2, 2);");
    var digest = SourceDigest.hex("CALL p()");
    assertThat(failure(designs).getMessage())
        .contains("Statement 1 of 2 failed, and a part of it may have taken effect; none before it took effect.")
        .contains("sluice.dev/repair: applied:V2__step.sql:" + digest)
        .contains("sluice.dev/repair: not-applied:V2__step.sql:" + digest);
    database.run("DROP PROCEDURE p", "CREATE PROCEDURE p() INSERT INTO t VALUES (1, 1)");
    asks(designs, "Statement 1 of V2__step.sql failed");
    assertThat(database.query("SELECT a FROM t")).containsExactly("1");
    if (!applied) {
      database.run("DELETE FROM t");
    }
    assertThat(database.migrations().decide(designs.design(), "V2__step.sql", digest, applied).problems()).isEmpty();
    assertThat(database.apply(designs).appliedVersion()).contains("2");
    assertThat(database.query("SELECT a FROM t ORDER BY a")).containsExactly("1", "2");
  }

  @Test
  void aCancelledProcedureIsAskedAbout() throws SQLException {
    database.apply(database.files("V1__t.sql", T));
    database.run("CREATE PROCEDURE waits() BEGIN INSERT INTO t VALUES (1, 1); INSERT INTO t VALUES (9, 9); END");
    var designs = step("CALL waits();");
    var recorder = new Recorder();
    try (var other = database.connect();
        var open = other.createStatement()) {
      other.setAutoCommit(false);
      open.execute("INSERT INTO t VALUES (9, 8)");
      var run = CompletableFuture.runAsync(() -> database.migrations().apply(designs.design(), recorder));
      database.untilBusyWith("(9, 9)");
      recorder.cancel.join().run();
      await().atMost(SOON).until(run::isCompletedExceptionally);
      other.rollback();
    }
    asks(designs, "Statement 1 of V2__step.sql failed");
    assertThat(database.query("SELECT a FROM t")).containsExactly("1");
  }

  @Test
  void rowsThatCantBeTakenBackAreAskedAbout() {
    var start = "CREATE TABLE s (a int PRIMARY KEY) ENGINE = MyISAM;";
    database.apply(database.files("V1__s.sql", start));
    var designs = database.files("V1__s.sql", start, "V2__step.sql", "INSERT INTO s VALUES (1), (2), (1);");
    assertThat(failure(designs).getMessage()).contains("a part of it may have taken effect");
    var corrected = database.files("V1__s.sql", start, "V2__step.sql", "INSERT INTO s VALUES (1), (2), (3);");
    asks(corrected, "Statement 1 of V2__step.sql failed");
    assertThat(database.query("SELECT a FROM s ORDER BY a")).containsExactly("1", "2");
    var digest = SourceDigest.hex("INSERT INTO s VALUES (1), (2), (1)");
    var rest = database.files("V1__s.sql", start, "V2__step.sql", "INSERT INTO s VALUES (3);");
    assertThat(database.migrations().decide(rest.design(), "V2__step.sql", digest, false).problems()).isEmpty();
    assertThat(database.apply(rest).appliedVersion()).contains("2");
    assertThat(database.query("SELECT a FROM s ORDER BY a")).containsExactly("1", "2", "3");
  }

  @Test
  void aListOfTablesIsDroppedAsAWholeOrAskedAbout() {
    database.apply(database.files("V1__t.sql", T));
    var failure = failure(step("DROP TABLE t, missing;"));
    if (database.product().toString().equals("MariaDB")) {
      assertThat(database.query("SHOW TABLES LIKE 't'")).isEmpty();
      assertThat(failure.getMessage()).contains("a part of it may have taken effect");
      asks(step("CREATE TABLE u (a int);"), "Statement 1 of V2__step.sql failed");
    } else {
      assertThat(failure.getMessage()).contains("Statement 1 of 1 failed; none took effect.");
      assertThat(database.apply(step("DROP TABLE t;")).appliedVersion()).contains("2");
    }
  }

  @Test
  void aBlockThatFailsIsAskedAbout() {
    assumeTrue(database.product().toString().equals("MariaDB"));
    var text = "DELIMITER $$\nBEGIN NOT ATOMIC\n  INSERT INTO t VALUES (1, 1);\n  INSERT INTO t VALUES (1, 1);\nEND$$\n";
    assertThat(failure(step(text)).getMessage()).contains("a part of it may have taken effect");
    asks(step(text), "Statement 1 of V2__step.sql failed");
    assertThat(database.query("SELECT a FROM t")).containsExactly("1");
  }

  @Test
  void whatCantHaveBegunIsSentAgainWhenItIsCorrected() {
    database.apply(database.files("V1__t.sql", T));
    database.run("CREATE PROCEDURE p() INSERT INTO t VALUES (1, 1)");
    for (var wrong : List.of("CALL q();", "ALTER TABLE t ADD b int;", "ALTER TABLE t AD b int;", "DROP TABLE missing;", "CREATE TABLE t AS SELECT 1 AS a;")) {
      assertThat(failure(step(wrong)).getMessage()).contains("Statement 1 of 1 failed; none took effect.");
    }
    assertThat(database.apply(step("CALL p();")).appliedVersion()).contains("2");
    assertThat(database.query("SELECT a FROM t")).containsExactly("1");
  }

  /** A word before a statement may make it look harmless. */
  @ParameterizedTest
  @ValueSource(strings = {"SET STATEMENT max_statement_time = 0 FOR ", "ANALYZE ", "ANALYZE FORMAT=JSON "})
  void aLostInsertBehindAnotherWordIsAskedAbout(String before) {
    assumeTrue(database.product().toString().equals("MariaDB"));
    var start = "CREATE TABLE s (a int) ENGINE = MyISAM;";
    database.apply(database.files("V1__s.sql", start));
    var designs = database.files("V1__s.sql", start, "V2__step.sql", before + database.product().slowInsert("s", 1, 600) + ";");
    var run = CompletableFuture.runAsync(() -> database.apply(designs));
    database.untilBusyWith("sleep(600)");
    database.endRuns();
    await().atMost(SOON).until(run::isCompletedExceptionally);
    asks(designs, "statement 1 of V2__step.sql was lost");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SET STATEMENT max_statement_time = 0 FOR ", "ANALYZE "})
  void aLostInsertBehindAnotherWordIsRolledBackWhereItCanBe(String before) {
    assumeTrue(database.product().toString().equals("MariaDB"));
    database.apply(database.files("V1__t.sql", "CREATE TABLE t (a int);"));
    var text = "CREATE TABLE u (a int);\n" + before;
    var designs = database.files("V1__t.sql", "CREATE TABLE t (a int);", "V2__step.sql", text + database.product().slowInsert("t", 1, 600) + ";");
    var run = CompletableFuture.runAsync(() -> database.apply(designs));
    database.untilBusyWith("sleep(600)");
    database.endRuns();
    await().atMost(SOON).until(run::isCompletedExceptionally);
    var quick = database.files("V1__t.sql", "CREATE TABLE t (a int);", "V2__step.sql", text + "INSERT INTO t VALUES (1);");
    assertThat(database.apply(quick).appliedVersion()).contains("2");
    assertThat(database.query("SELECT a FROM t")).containsExactly("1");
  }

  private Designs step(String text) {
    return database.files("V1__t.sql", T, "V2__step.sql", text);
  }

  private MigrationException failure(Designs designs) {
    return catchThrowableOfType(MigrationException.class, () -> database.apply(designs));
  }

  /** A run changes nothing. */
  private void asks(Designs designs, String words) {
    for (var state : List.of(database.observe(designs), database.apply(designs))) {
      assertThat(state.problems()).extracting(MigrationState.Problem::reason).containsExactly("OutcomeUnknown");
      assertThat(state.problems().getFirst().message()).contains(words);
      assertThat(state.appliedVersion()).contains("1");
    }
  }
}
