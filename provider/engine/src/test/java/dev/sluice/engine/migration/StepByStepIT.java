package dev.sluice.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(TestProducts.PostgreSql.class)
class StepByStepIT {
  private static final String[] ALONE = {"V2__step.sql.conf", "executeInTransaction=false"};
  private static final String T = "CREATE TABLE t (a int);";
  private static final String PROGRESS = "SELECT concat_ws(' ', file, statement, status) FROM sluice_migration_progress ORDER BY statement";
  private static final Duration SOON = Duration.ofSeconds(30);

  private final TestDatabase database;

  @TempDir private Path folder;

  StepByStepIT(TestProduct product) {
    this.database = TestDatabase.on(product);
  }

  @Test
  void anIndexIsBuiltConcurrently() {
    var designs = database.files("V1__t.sql", T, "V2__step.sql", "CREATE INDEX CONCURRENTLY t_a ON t (a);");
    assertThat(database.apply(designs).appliedVersion()).contains("2");
    assertThat(valid("t_a")).isTrue();
    assertThat(database.query(PROGRESS)).isEmpty();
    assertThat(database.flyway(designs.design().files().files()).validateWithResult().validationSuccessful).isTrue();
    assertThat(database.observe(database.files("V1__t.sql", T, "V2__step.sql", "CREATE INDEX CONCURRENTLY t_a ON t (a);")).problems()).isEmpty();
  }

  @Test
  void aCorrectedFileGoesOnAtTheStatementThatFailed() {
    var start = "INSERT INTO t VALUES (1);\nVACUUM t;\nINSERT INTO t VALUES (2);\n";
    var failure = failure(start + "INSERT INTO missing VALUES (3);\nINSERT INTO t VALUES (4);");
    assertThat(failure.where().line()).contains(4);
    assertThat(failure.getMessage()).contains("Statement 4 of 5 failed; statements 1 to 3 took effect");
    assertThat(database.query("SELECT a FROM t")).containsExactly("1", "2");
    assertThat(database.history()).containsExactly("1");
    var corrected = step(start + "INSERT INTO t VALUES (3);\nINSERT INTO t VALUES (4);");
    assertThat(database.flyway(corrected.design().files().files()).validateWithResult().validationSuccessful).isFalse();
    assertThat(database.observe(corrected).problems()).isEmpty();
    assertThat(database.apply(corrected).appliedVersion()).contains("2");
    assertThat(database.query("SELECT a FROM t ORDER BY a")).containsExactly("1", "2", "3", "4");
    assertThat(database.flyway(corrected.design().files().files()).validateWithResult().validationSuccessful).isTrue();
  }

  @Test
  void aFileThatMixesBothWithoutSayingSoIsRefused() {
    var state = database.apply(database.files("V1__a.sql", "CREATE TABLE x (); VACUUM;"));
    assertThat(state.problems()).extracting(MigrationState.Problem::reason).containsExactly("InvalidSource");
    assertThat(state.problems().getFirst().message()).contains("V1__a.sql mixes").doesNotContain("\n");
    assertThat(state.started()).isFalse();
  }

  @Test
  void anEditOfWhatTookEffectIsAProblem() {
    failure("INSERT INTO t VALUES (1);\nINSERT INTO missing VALUES (2);");
    for (var edited : List.of("INSERT INTO t VALUES (7);\nSELECT 2;", "-- nothing", "SELECT 1;")) {
      var state = database.apply(step(edited));
      assertThat(state.problems()).extracting(MigrationState.Problem::reason).containsExactly("AppliedStatementEdited");
      assertThat(state.problems().getFirst().message()).contains("V2__step.sql").contains("statement 1");
    }
    var renamed = database.apply(database.files("V1__t.sql", T, "V2__other.sql", "SELECT 1;"));
    assertThat(renamed.problems().getFirst().message()).contains("V2__step.sql").contains("sluice_migration_progress");
    assertThat(database.query("SELECT a FROM t")).containsExactly("1");
    // A comment before it is not an edit, and neither is running the rest as one transaction.
    assertThat(database.apply(database.files("V1__t.sql", T, "V2__step.sql", "-- why\nINSERT INTO t VALUES (1);\nSELECT 2;")).appliedVersion()).contains("2");
    assertThat(database.query("SELECT a FROM t")).containsExactly("1");
  }

  @Test
  void aTransactionOfTheFilesOwnIsThereAsAWhole() {
    var own = "BEGIN;\nINSERT INTO t VALUES (1);\nSAVEPOINT s;\nINSERT INTO t VALUES (0);\nROLLBACK TO s;\nINSERT INTO t VALUES (2);\nCOMMIT;\n";
    failure(own + "BEGIN; INSERT INTO t VALUES (3); INSERT INTO missing VALUES (4); COMMIT;");
    assertThat(database.query("SELECT a FROM t ORDER BY a")).containsExactly("1", "2");
    assertThat(database.query(PROGRESS)).hasSize(7);
    assertThat(database.apply(step(own + "BEGIN; INSERT INTO t VALUES (3); COMMIT;")).appliedVersion()).contains("2");
    assertThat(database.query("SELECT a FROM t ORDER BY a")).containsExactly("1", "2", "3");
  }

  @Test
  void aFileThatEndsInsideATransactionIsRefused() {
    var failure = failure("INSERT INTO t VALUES (1);\nBEGIN;\nINSERT INTO t VALUES (2);");
    assertThat(failure.failure()).isInstanceOf(Failure.Permanent.class);
    assertThat(failure.getMessage()).contains("COMMIT");
    assertThat(database.query("SELECT a FROM t")).containsExactly("1");
    assertThat(database.history()).containsExactly("1");
  }

  @Test
  void settingsOfTheSessionAreMadeAgain() {
    var start = "CREATE SCHEMA s;\nSET search_path = s;\nCREATE TABLE in_s ();\n";
    failure(start + "INSERT INTO missing VALUES (3);");
    database.apply(step(start + "CREATE TABLE later ();"));
    assertThat(database.query("SELECT schemaname FROM pg_tables WHERE tablename = 'later'")).containsExactly("s");
  }

  @Test
  void anotherRoleThanOursMayBeSet() {
    var role = "r_" + database.name();
    database.apply(step("CREATE ROLE " + role + ";\nGRANT ALL ON SCHEMA public TO " + role + ";\nSET ROLE " + role
        + ";\nCREATE TABLE mine ();\nBEGIN; CREATE TABLE mine_too (); COMMIT;\nVACUUM mine;"));
    assertThat(database.query("SELECT DISTINCT tableowner FROM pg_tables WHERE tablename LIKE 'mine%'")).containsExactly(role);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void aConnectionLostBeforeAnyStatementIsMadeUpFor(int lost) {
    var text =
        "INSERT INTO t VALUES (1);\nCREATE INDEX CONCURRENTLY t_a ON t (a);\nBEGIN;\nINSERT INTO t VALUES (2);\nCOMMIT;\nVACUUM t;\n"
            + "DROP INDEX CONCURRENTLY t_a;\nINSERT INTO t VALUES (3);";
    database.apply(database.files("V1__t.sql", T));
    var told = new ArrayList<MigrationRun.Progress>();
    var recorder = Recorder.listening(progress -> {
      told.add(progress);
      if (told.size() == lost) {
        database.endRuns();
      }
    });
    var failure = catchThrowableOfType(MigrationException.class, () -> database.migrations().apply(step(text).design(), recorder));
    assertThat(failure.failure()).isInstanceOf(Failure.Transient.class);
    assertThat(database.apply(step(text)).appliedVersion()).contains("2");
    assertThat(database.query("SELECT a FROM t ORDER BY a")).containsExactly("1", "2", "3");
    assertThat(database.query("SELECT indexname FROM pg_indexes WHERE indexname = 't_a'")).isEmpty();
  }

  @Test
  void anIndexThatWasLeftInvalidIsBuiltAnew() {
    database.apply(database.files("V1__t.sql", T));
    database.run("INSERT INTO t VALUES (1), (1)");
    var text = "CREATE UNIQUE INDEX CONCURRENTLY t_a ON t (a);";
    failure(text);
    assertThat(valid("t_a")).isFalse();
    database.run("DELETE FROM t");
    assertThat(database.apply(step(text)).appliedVersion()).contains("2");
    assertThat(valid("t_a")).isTrue();
  }

  @Test
  void anIndexOfThatNameThatWasThereBeforeIsNotTakenForOurs() {
    database.apply(database.files("V1__t.sql", T));
    database.run("CREATE INDEX t_a ON t (a)");
    assertThat(failure("CREATE INDEX CONCURRENTLY t_a ON t (a);").failure().sqlState()).contains("42P07");
    assertThat(failure("CREATE INDEX CONCURRENTLY t_a ON t (a);").failure().sqlState()).contains("42P07");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anUnknownOutcomeIsDecidedByAPerson(boolean applied) {
    database.apply(database.files("V1__t.sql", T));
    database.run("CREATE PROCEDURE slow() LANGUAGE plpgsql AS 'BEGIN INSERT INTO t VALUES (1); PERFORM pg_sleep(600); COMMIT; END'");
    var designs = step("CALL slow();\nINSERT INTO t VALUES (2);");
    var run = CompletableFuture.runAsync(() -> database.apply(designs));
    database.untilBusyWith("CALL slow");
    // While it runs, "sent" is no loss.
    assertThat(database.observe(designs).problems()).isEmpty();
    database.endRuns();
    await().atMost(SOON).until(run::isCompletedExceptionally);
    database.run("CREATE OR REPLACE PROCEDURE slow() LANGUAGE plpgsql AS 'BEGIN INSERT INTO t VALUES (1); COMMIT; END'");
    var problem = database.observe(designs).problems().getFirst();
    assertThat(problem.reason()).isEqualTo("OutcomeUnknown");
    var digest = dev.sluice.rules.SourceDigest.hex("CALL slow()");
    assertThat(problem.message())
        .contains("sluice.dev/repair: applied:V2__step.sql:" + digest)
        .contains("sluice.dev/repair: not-applied:V2__step.sql:" + digest);
    assertThat(database.apply(designs).appliedVersion()).contains("1");
    var wrong = catchThrowableOfType(EngineException.class, () -> database.migrations().decide(designs.design(), "V2__step.sql", "beef", applied));
    assertThat(wrong.failure().reason()).isEqualTo("NothingToDecide");
    assertThat(database.migrations().decide(designs.design(), "V2__step.sql", digest, applied).problems()).isEmpty();
    assertThat(database.apply(designs).appliedVersion()).contains("2");
    assertThat(database.query("SELECT a FROM t ORDER BY a")).isEqualTo(applied ? List.of("2") : List.of("1", "2"));
  }

  @Test
  void aProcedureThatCommitsAndFailsIsAskedAbout() {
    database.apply(database.files("V1__t.sql", T));
    database.run("CREATE PROCEDURE p() LANGUAGE plpgsql AS 'BEGIN INSERT INTO t VALUES (1); COMMIT; RAISE EXCEPTION $$no$$; END'");
    assertThat(failure("CALL p();").getMessage()).contains("a part of it may have taken effect");
    var state = database.apply(step("CALL p();"));
    assertThat(state.problems()).extracting(MigrationState.Problem::reason).containsExactly("OutcomeUnknown");
    assertThat(database.query("SELECT a FROM t")).containsExactly("1");
  }

  @Test
  void aCancelledIndexIsBuiltByTheNextRun() throws Exception {
    database.apply(database.files("V1__t.sql", T));
    var recorder = new Recorder();
    var text = "CREATE INDEX CONCURRENTLY t_a ON t (a);";
    try (var other = database.connect();
        var open = other.createStatement()) {
      other.setAutoCommit(false);
      open.execute("INSERT INTO t VALUES (1)");
      var run = CompletableFuture.runAsync(() -> database.migrations().apply(step(text).timeouts(SOON, Duration.ZERO, SOON).design(), recorder));
      database.untilBusyWith("CREATE INDEX");
      recorder.cancel.join().run();
      await().atMost(SOON).until(run::isCompletedExceptionally);
      other.commit();
    }
    assertThat(database.apply(step(text)).appliedVersion()).contains("2");
    assertThat(valid("t_a")).isTrue();
  }

  @Test
  void aCrashInAnIndexThatIsBuiltConcurrently() throws Exception {
    var designs = database.files("V1__t.sql", T + "INSERT INTO t VALUES (1);", "V2__step.sql", "CREATE INDEX CONCURRENTLY t_a ON t (a);");
    try (var other = database.connect();
        var open = other.createStatement()) {
      other.setAutoCommit(false);
      database.apply(database.files("V1__t.sql", T + "INSERT INTO t VALUES (1);"));
      open.execute("LOCK TABLE t IN ROW EXCLUSIVE MODE");
      // It waits for the open transaction, having made the index already.
      var provider = ProviderProcess.start(database, designs, folder, 0);
      database.untilBusyWith("CREATE INDEX CONCURRENTLY");
      provider.kill();
      assertThat(database.query("SELECT indisvalid FROM pg_index WHERE indexrelid = 't_a'::regclass")).containsExactly("f");
      other.commit();
    }
    assertThat(database.apply(designs).appliedVersion()).contains("2");
    assertThat(database.query("SELECT indisvalid FROM pg_index WHERE indexrelid = 't_a'::regclass")).containsExactly("t");
  }

  private Designs step(String text) {
    return database.files("V1__t.sql", T, "V2__step.sql", text, ALONE[0], ALONE[1]);
  }

  private MigrationException failure(String text) {
    return catchThrowableOfType(MigrationException.class, () -> database.apply(step(text)));
  }

  private boolean valid(String index) {
    return database.query("SELECT indisvalid FROM pg_index WHERE indexrelid = '" + index + "'::regclass").equals(List.of("t"));
  }
}
