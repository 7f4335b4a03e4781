package dev.sluice.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(BothMajors.class)
class FailureIT {
  private static final String T = "CREATE TABLE t (a int PRIMARY KEY);";
  private static final Duration SOON = Duration.ofSeconds(30);

  private final TestDatabase database;

  FailureIT(EmbeddedPostgreSql server) {
    this.database = TestDatabase.on(server);
  }

  @Test
  void saysWhereAndWhatAndKeepsTheFilesBefore() {
    var failure =
        failure(database.files("V1__t.sql", T, "V2__bad.sql", "INSERT INTO t VALUES (1);\n\n-- then\nALTER TABLE missing\n  ADD COLUMN b int;\n"));
    assertThat(failure.where())
        .isEqualTo(
            new MigrationException.FailedStatement(
                java.util.Optional.of("2"), "V2__bad.sql", java.util.Optional.of(4),
                java.util.Optional.of("ALTER TABLE missing\n  ADD COLUMN b int"), "relation \"missing\" does not exist"));
    assertThat(failure.failure()).isInstanceOf(Failure.Permanent.class);
    assertThat(failure.failure().sqlState()).contains("42P01");
    assertThat(failure.getMessage()).startsWith("V2__bad.sql line 4: relation \"missing\" does not exist. ").doesNotContain("\n");
    assertThat(failure.getCause()).isNull();
    assertThat(database.history()).containsExactly("1");
    assertThat(database.query("SELECT a FROM t")).isEmpty();
    assertThat(database.advisoryLocks()).isEmpty();
  }

  @Test
  void pointsAtTheLineThatTheServerMeans() {
    var failure = failure(database.files("V1__t.sql", "CREATE TABLE t (\n  a int,\n  b nonsense\n);"));
    assertThat(failure.where().line()).contains(3);
  }

  @Test
  void aFirstFileThatFailsLeavesNoTrace() {
    failure(database.files("V1__t.sql", "CREATE TABLE t (a int); SELECT 1/0;"));
    assertThat(database.query("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace")).isEmpty();
  }

  @Test
  void rowsAreNotShown() {
    var failure = failure(database.files("V1__t.sql", T + "\nINSERT INTO t VALUES (4711);\nINSERT INTO t SELECT max(a) FROM t;"));
    assertThat(failure.failure().sqlState()).contains("23505");
    assertThat(failure.getMessage() + failure.where().message()).doesNotContain("4711");
    var converted = failure(database.files("V1__t.sql", "CREATE TABLE x AS SELECT 'a' || 4711 AS a; ALTER TABLE x ALTER a TYPE int USING a::int;"));
    assertThat(converted.where().message()).isEqualTo("invalid input syntax for type integer: \"...\"");
    assertThat(converted.getMessage()).doesNotContain("a4711");
  }

  @Test
  void whatFailsAtCommitFailsTheFile() {
    var failure = failure(database.files("V1__t.sql", T, "V2__u.sql",
        "CREATE TABLE u (a int REFERENCES t DEFERRABLE INITIALLY DEFERRED); INSERT INTO u VALUES (1);"));
    assertThat(failure.failure().sqlState()).contains("23503");
    assertThat(failure.where().file()).isEqualTo("V2__u.sql");
    assertThat(database.history()).containsExactly("1");
  }

  @Test
  void secretsAreNotShown() {
    var secret = failure(database.files("V1__t.sql", "SELECT 'hunter2' FROM nowhere;").confidential());
    assertThat(secret.where().statement()).isEmpty();
    var values = Map.of("password", "hunter2", "table", "nowhere");
    var placeholder = failure(database.files("V1__t.sql", "SELECT '${password}' FROM ${table};").placeholders(values, "password"));
    assertThat(placeholder.where().statement()).isEmpty();
    assertThat(placeholder.where().message()).isEqualTo("relation \"${table}\" does not exist");
    var quoted = failure(database.files("V1__t.sql", "SELECT ${password};").placeholders(values, "password"));
    assertThat(quoted.getMessage() + quoted.where()).doesNotContain("hunter2").contains("column \"${password}\" does not exist");
    var plain = failure(database.files("V1__t.sql", "SELECT '${password}' FROM ${table};").placeholders(values));
    assertThat(plain.where().statement()).contains("SELECT '${password}' FROM ${table}");
  }

  @Test
  void longStatementsAreShortened() {
    assertThat(failure(database.files("V1__t.sql", "SELECT '" + "x".repeat(5000) + "' FROM nowhere;")).where().statement().orElseThrow()).hasSizeLessThan(310);
  }

  @Test
  void aLockTimeoutIsTransient() throws SQLException {
    database.apply(database.files("V1__t.sql", T));
    try (var other = database.connect();
        var lock = other.createStatement()) {
      other.setAutoCommit(false);
      lock.execute("LOCK TABLE t");
      var designs = database.files("V1__t.sql", T, "V2__b.sql", "ALTER TABLE t ADD COLUMN b int;").timeouts(Duration.ofMillis(50), Duration.ZERO, SOON);
      var failure = failure(designs);
      assertThat(failure.failure()).isInstanceOf(Failure.Transient.class);
      assertThat(failure.failure().sqlState()).contains("55P03");
    }
  }

  @Test
  void aStatementTimeoutIsPermanent() {
    var failure = failure(database.files("V1__s.sql", "SELECT pg_sleep(60);").timeouts(SOON, Duration.ofMillis(50), SOON));
    assertThat(failure.failure()).isInstanceOf(Failure.Permanent.class);
  }

  @Test
  void theDeadlineCancelsTheStatement() {
    var failure = failure(database.files("V1__s.sql", T + "\nSELECT pg_sleep(600);").timeouts(SOON, Duration.ZERO, Duration.ofSeconds(1)));
    assertThat(failure.failure()).isInstanceOf(Failure.Permanent.class);
    assertThat(failure.failure().reason()).isEqualTo("DeadlineExceeded");
    assertThat(failure.where().line()).contains(2);
    assertThat(database.query("SELECT relname FROM pg_class WHERE relname = 't'")).isEmpty();
    assertThat(database.advisoryLocks()).isEmpty();
  }

  @Test
  void theCallerCancelsTheStatement() {
    var recorder = new Recorder();
    var run = CompletableFuture.supplyAsync(() -> database.migrations().apply(database.files("V1__s.sql", "SELECT pg_sleep(600);").design(), recorder));
    untilRunning("pg_sleep");
    recorder.cancel.join().run();
    var failure = (MigrationException) catchThrowableOfType(CompletionException.class, run::join).getCause();
    assertThat(failure.failure()).isInstanceOf(Failure.Transient.class);
    assertThat(failure.failure().reason()).isEqualTo("Cancelled");
    assertThat(database.advisoryLocks()).isEmpty();
    assertThat(database.apply(database.files("V1__s.sql", "SELECT 1;")).appliedVersion()).contains("1");
  }

  @Test
  void aStatementThatIgnoresTheCancelLosesItsSession() {
    var stubborn = "DO $$ BEGIN LOOP BEGIN PERFORM pg_sleep(600); EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP; END $$;";
    var recorder = new Recorder();
    var run = CompletableFuture.supplyAsync(() -> database.migrations().apply(database.files("V1__s.sql", stubborn).design(), recorder));
    untilRunning("PERFORM");
    recorder.cancel.join().run();
    var failure = (MigrationException) catchThrowableOfType(CompletionException.class, run::join).getCause();
    assertThat(failure.failure().reason()).isEqualTo("Cancelled");
    assertThat(database.advisoryLocks()).isEmpty();
  }

  @Test
  void aSecondRunWaitsAndNamesTheFirst() {
    var first = CompletableFuture.supplyAsync(() -> database.apply(database.files("V1__t.sql", T, "V2__s.sql", "SELECT pg_sleep(2);")));
    untilRunning("pg_sleep");
    var recorder = new Recorder();
    var second = database.migrations().apply(database.files("V1__t.sql", T, "V2__s.sql", "SELECT pg_sleep(2);").design(), recorder);
    assertThat(first.join().appliedVersion()).contains("2");
    assertThat(second.appliedVersion()).contains("2");
    assertThat(recorder.progress).isEmpty();
    assertThat(recorder.holders).hasSize(1).first().asString().contains("session ").contains("sluice migration V2__s.sql");
    assertThat(database.history()).containsExactly("1", "2");
  }

  @Test
  void waitingEndsAtTheDeadlineNamingTheHolder() throws SQLException {
    try (var other = database.connect();
        var lock = other.createStatement()) {
      lock.execute("SET application_name = 'somebody'");
      lock.execute("SELECT pg_advisory_lock(" + 0x53_6C_75_69_63_65_00_01L + ")");
      var failure =
          catchThrowableOfType(
              EngineException.class,
              () -> database.apply(database.files("V1__t.sql", T).timeouts(SOON, Duration.ZERO, Duration.ofMillis(300))));
      assertThat(failure.failure()).isInstanceOf(Failure.Permanent.class);
      assertThat(failure.failure().reason()).isEqualTo("DeadlineExceeded");
      assertThat(failure.getMessage()).contains("somebody").contains("spec.forProvider.timeouts.deadline");
    }
  }

  @Test
  void aCutConnectionIsTransientAndLeavesTheFileWhole() {
    var run = CompletableFuture.supplyAsync(() -> database.apply(database.files("V1__t.sql", T + "SELECT pg_sleep(600);")));
    untilRunning("pg_sleep");
    database.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()");
    var failure = (MigrationException) catchThrowableOfType(CompletionException.class, run::join).getCause();
    assertThat(failure.failure()).isInstanceOf(Failure.Transient.class);
    assertThat(database.apply(database.files("V1__t.sql", T)).appliedVersion()).contains("1");
  }

  @Test
  void flywayAndWeDontMeet() {
    var files = database.files("V1__t.sql", T, "V2__s.sql", "SELECT pg_sleep(1);", "V3__u.sql", "CREATE TABLE u ();");
    var first = CompletableFuture.supplyAsync(() -> database.apply(files));
    untilRunning("pg_sleep");
    var flyway = CompletableFuture.supplyAsync(() -> database.flyway(files.design().files().files()).migrate().migrationsExecuted);
    assertThat(flyway.join()).isZero();
    assertThat(first.join().appliedVersion()).contains("3");
    assertThat(database.history()).containsExactly("1", "2", "3");
  }

  private MigrationException failure(Designs designs) {
    return catchThrowableOfType(MigrationException.class, () -> database.apply(designs));
  }

  private void untilRunning(String word) {
    await().atMost(SOON).until(() -> !database.query(
        "SELECT pid FROM pg_stat_activity WHERE state = 'active' AND datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%" + word + "%'").isEmpty());
  }
}
