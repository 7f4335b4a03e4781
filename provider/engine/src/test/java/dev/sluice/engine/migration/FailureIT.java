package dev.sluice.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(TestProducts.class)
class FailureIT {
  private static final String T = "CREATE TABLE t (a int PRIMARY KEY);";
  private static final Duration SOON = Duration.ofSeconds(30);

  private final TestDatabase database;

  FailureIT(TestProduct product) {
    this.database = TestDatabase.on(product);
  }

  @Test
  void saysWhereAndWhatAndKeepsTheFilesBefore() {
    assumeFalse(database.product().takesBatches(), "statements have other lines and texts there; the product's own test has the same");
    var failure =
        failure(database.files("V1__t.sql", T, "V2__bad.sql", "INSERT INTO t VALUES (1);\n\n-- then\nALTER TABLE missing\n  ADD b int;\n"));
    var missing = database.product().missingTable(database.name(), "missing");
    assertThat(failure.where())
        .isEqualTo(
            new MigrationException.FailedStatement(
                java.util.Optional.of("2"), "V2__bad.sql", java.util.Optional.of(4),
                java.util.Optional.of("ALTER TABLE missing\n  ADD b int"), missing));
    assertThat(failure.failure()).isInstanceOf(Failure.Permanent.class);
    assertThat(failure.failure().sqlState()).contains(database.product().missingTableState());
    assertThat(failure.getMessage()).startsWith("V2__bad.sql line 4: " + missing + ". ").doesNotContain("\n");
    assertThat(failure.getCause()).isNull();
    assertThat(database.history()).containsExactly("1");
    assertThat(database.query("SELECT count(*) FROM t")).containsExactly(database.product().rollsBackDdl() ? "0" : "1");
    assertThat(database.lockHolder()).isEmpty();
  }

  @Test
  void pointsAtTheLineThatTheServerMeans() {
    assumeTrue(database.product().pointsAtLines());
    var failure = failure(database.files("V1__t.sql", "CREATE TABLE t (\n  a int,\n  b int int\n);"));
    assertThat(failure.where().line()).contains(3);
  }

  @Test
  void aFirstFileThatFailsLeavesNoTrace() {
    assumeTrue(database.product().rollsBackDdl());
    failure(database.files("V1__t.sql", "CREATE TABLE t (a int); INSERT INTO missing VALUES (1);"));
    assertThat(database.query(database.product().objects())).isEmpty();
  }

  @Test
  void rowsAreNotShown() {
    var failure = failure(database.files("V1__t.sql", T + "\nINSERT INTO t VALUES (4711);\nINSERT INTO t SELECT max(a) FROM t;"));
    assertThat(failure.failure().sqlState()).contains(database.product().duplicateState());
    assertThat(failure.getMessage() + failure.where().message()).doesNotContain("4711");
  }

  @Test
  void secretsAreNotShown() {
    var secret = failure(database.files("V1__t.sql", "SELECT 'hunter2' FROM nowhere;").confidential());
    assertThat(secret.where().statement()).isEmpty();
    var values = Map.of("password", "hunter2", "table", "nowhere");
    var placeholder = failure(database.files("V1__t.sql", "SELECT '${password}' FROM ${table};").placeholders(values, "password"));
    assertThat(placeholder.where().statement()).isEmpty();
    assertThat(placeholder.where().message()).isEqualTo(database.product().missingTable(database.name(), "${table}"));
    var quoted = failure(database.files("V1__t.sql", "SELECT ${password};").placeholders(values, "password"));
    assertThat(quoted.getMessage() + quoted.where()).doesNotContain("hunter2").contains("${password}");
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
      lock.execute(database.product().keepOut("t"));
      var designs = database.files("V1__t.sql", T, "V2__b.sql", "ALTER TABLE t ADD b int;").timeouts(Duration.ofMillis(50), Duration.ZERO, SOON);
      var failure = failure(designs);
      assertThat(failure.failure()).isInstanceOf(Failure.Transient.class);
      assertThat(failure.failure().reason()).isEqualTo(Reasons.LOCK_TIMEOUT);
    }
  }

  @Test
  void aStatementTimeoutIsPermanent() {
    var failure = failure(database.files("V1__s.sql", database.product().sleep(60) + ";").timeouts(SOON, Duration.ofMillis(50), SOON));
    assertThat(failure.failure()).isInstanceOf(Failure.Permanent.class);
  }

  @Test
  void theDeadlineCancelsTheStatement() {
    var failure = failure(database.files("V1__s.sql", T + "\n" + database.product().sleep(600) + ";").timeouts(SOON, Duration.ZERO, Duration.ofSeconds(1)));
    assertThat(failure.failure()).isInstanceOf(Failure.Permanent.class);
    assertThat(failure.failure().reason()).isEqualTo("DeadlineExceeded");
    assertThat(failure.where().statement().orElseThrow()).containsIgnoringCase("sleep");
    assertThat(database.query(database.product().objects()).contains("t")).isNotEqualTo(database.product().rollsBackDdl());
    assertThat(database.lockHolder()).isEmpty();
  }

  @Test
  void theCallerCancelsTheStatement() {
    var recorder = new Recorder();
    var run = CompletableFuture.supplyAsync(() -> database.migrations().apply(database.files("V1__s.sql", database.product().sleep(600) + ";").design(), recorder));
    database.untilBusyWith("sleep");
    recorder.cancel.join().run();
    var failure = (MigrationException) catchThrowableOfType(CompletionException.class, run::join).getCause();
    assertThat(failure.failure()).isInstanceOf(Failure.Transient.class);
    assertThat(failure.failure().reason()).isEqualTo("Cancelled");
    assertThat(database.lockHolder()).isEmpty();
    assertThat(database.apply(database.files("V1__s.sql", "SELECT 1;")).appliedVersion()).contains("1");
  }

  @Test
  void aSecondRunWaitsAndNamesTheFirst() {
    var first = CompletableFuture.supplyAsync(() -> database.apply(database.files("V1__t.sql", T, "V2__s.sql", database.product().sleep(2) + ";")));
    database.untilBusyWith("sleep");
    var recorder = new Recorder();
    var second = database.migrations().apply(database.files("V1__t.sql", T, "V2__s.sql", database.product().sleep(2) + ";").design(), recorder);
    assertThat(first.join().appliedVersion()).contains("2");
    assertThat(second.appliedVersion()).contains("2");
    assertThat(recorder.progress).isEmpty();
    assertThat(recorder.holders).hasSize(1).first().asString().contains(database.product().holder());
    assertThat(database.history()).containsExactly("1", "2");
  }

  @Test
  void waitingEndsAtTheDeadlineNamingTheHolder() throws SQLException {
    try (var other = database.connect()) {
      assertThat(database.product().dialect().tryLock(other, database.place())).isTrue();
      var failure =
          catchThrowableOfType(
              EngineException.class,
              () -> database.apply(database.files("V1__t.sql", T).timeouts(SOON, Duration.ZERO, Duration.ofMillis(300))));
      assertThat(failure.failure()).isInstanceOf(Failure.Permanent.class);
      assertThat(failure.failure().reason()).isEqualTo("DeadlineExceeded");
      assertThat(failure.getMessage()).contains(database.product().holder()).contains("spec.forProvider.timeouts.deadline");
    }
  }

  @Test
  void aCutConnectionIsTransientAndLeavesTheFileWhole() {
    assumeTrue(database.product().sessions().isPresent(), "there is no connection to cut");
    var run = CompletableFuture.supplyAsync(() -> database.apply(database.files("V1__t.sql", T + database.product().sleep(600) + ";")));
    database.untilBusyWith("sleep");
    database.endRuns();
    var failure = (MigrationException) catchThrowableOfType(CompletionException.class, run::join).getCause();
    assertThat(failure.failure()).isInstanceOf(Failure.Transient.class);
    assertThat(database.apply(database.files("V1__t.sql", T)).appliedVersion()).contains("1");
  }

  @Test
  void flywayAndWeDontMeet() {
    assumeTrue(database.product().sessions().isPresent(), "Flyway takes no lock on a file");
    var files = database.files("V1__t.sql", T, "V2__s.sql", database.product().sleep(1) + ";", "V3__u.sql", "CREATE TABLE u (a int);");
    var first = CompletableFuture.supplyAsync(() -> database.apply(files));
    database.untilBusyWith("sleep");
    var flyway = CompletableFuture.supplyAsync(() -> database.flyway(files.design().files().files()).migrate().migrationsExecuted);
    assertThat(flyway.join()).isZero();
    assertThat(first.join().appliedVersion()).contains("3");
    assertThat(database.history()).containsExactly("1", "2", "3");
  }

  private MigrationException failure(Designs designs) {
    return catchThrowableOfType(MigrationException.class, () -> database.apply(designs));
  }
}
