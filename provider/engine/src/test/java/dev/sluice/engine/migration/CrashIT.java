package dev.sluice.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The provider's process is killed, as by {@code kill -9}, and another one goes on. */
@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(BothMajors.class)
class CrashIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String[] ALONE = {"V2__step.sql.conf", "executeInTransaction=false"};
  private static final String T = "CREATE TABLE t (a int);";

  private final TestDatabase database;

  @TempDir private Path folder;

  CrashIT(EmbeddedPostgreSql server) {
    this.database = TestDatabase.on(server);
    // As the connector sets it: a server on its own notices within that time that nobody listens any more.
    database.run("ALTER DATABASE " + database.name() + " SET client_connection_check_interval = '500ms'");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void betweenStatements(int statement) throws Exception {
    var designs =
        database.files("V1__t.sql", T + "INSERT INTO t VALUES (1);", "V2__step.sql",
            "INSERT INTO t VALUES (2);\nCREATE INDEX CONCURRENTLY t_a ON t (a);\nINSERT INTO t VALUES (3);", ALONE[0], ALONE[1],
            "V3__last.sql", "INSERT INTO t VALUES (4);");
    var provider = start(designs, statement);
    try (BufferedReader output = provider.inputReader()) {
      assertThat(output.readLine()).isEqualTo("stopped");
    }
    kill(provider);
    converges(designs, "1", "2", "3", "4");
  }

  @Test
  void inATransaction() throws Exception {
    var designs = database.files("V1__t.sql", T + "INSERT INTO t VALUES (1);\nSELECT pg_sleep(3);");
    killWhile(designs, "SELECT pg_sleep");
    converges(designs, "1");
  }

  @Test
  void inAStatementOutsideATransaction() throws Exception {
    var designs = database.files("V1__t.sql", T, "V2__step.sql", "INSERT INTO t SELECT 1 FROM pg_sleep(3);\nVACUUM t;", ALONE[0], ALONE[1]);
    killWhile(designs, "INSERT INTO t SELECT");
    converges(designs, "1");
  }

  @Test
  void whileTheServerGoesOnWithTheDeadRunsStatement() throws Exception {
    database.run("ALTER DATABASE " + database.name() + " SET client_connection_check_interval = 0");
    var designs = database.files("V1__t.sql", T, "V2__step.sql", "INSERT INTO t SELECT 1 FROM pg_sleep(4);\nVACUUM t;", ALONE[0], ALONE[1]);
    killWhile(designs, "INSERT INTO t SELECT");
    var recorder = new Recorder();
    database.migrations().apply(designs.design(), recorder);
    assertThat(recorder.holders).hasSize(1);
    converges(designs, "1");
  }

  @Test
  void inAnIndexThatIsBuiltConcurrently() throws Exception {
    var designs = database.files("V1__t.sql", T + "INSERT INTO t VALUES (1);", "V2__step.sql", "CREATE INDEX CONCURRENTLY t_a ON t (a);");
    try (var other = database.connect();
        var open = other.createStatement()) {
      other.setAutoCommit(false);
      database.apply(database.files("V1__t.sql", T + "INSERT INTO t VALUES (1);"));
      open.execute("LOCK TABLE t IN ROW EXCLUSIVE MODE");
      // It waits for the open transaction, having made the index already.
      killWhile(designs, "CREATE INDEX CONCURRENTLY");
      assertThat(database.query("SELECT indisvalid FROM pg_index WHERE indexrelid = 't_a'::regclass")).containsExactly("f");
      other.commit();
    }
    converges(designs, "1");
    assertThat(database.query("SELECT indisvalid FROM pg_index WHERE indexrelid = 't_a'::regclass")).containsExactly("t");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void betweenTheLastStatementAndTheHistory(boolean alone) throws Exception {
    database.apply(database.files("V1__t.sql", T));
    database.run(
        "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(3); RETURN NEW; END'",
        "CREATE TRIGGER wait BEFORE INSERT ON flyway_schema_history FOR EACH ROW EXECUTE FUNCTION wait()");
    var text = "INSERT INTO t VALUES (1);";
    var designs = alone ? database.files("V1__t.sql", T, "V2__step.sql", text, ALONE[0], ALONE[1]) : database.files("V1__t.sql", T, "V2__step.sql", text);
    killWhile(designs, "INSERT INTO \"public\".\"flyway_schema_history\"");
    database.run("DROP TRIGGER wait ON flyway_schema_history");
    converges(designs, "1");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theServerGoesAwayInTheMiddle(boolean crash) {
    try (var server = EmbeddedPostgreSql.start(18)) {
      var own = TestDatabase.on(server);
      var designs = own.files("V1__t.sql", T + "INSERT INTO t VALUES (1);", "V2__step.sql", "INSERT INTO t VALUES (2);\nINSERT INTO t SELECT 3 FROM pg_sleep(3);", ALONE[0], ALONE[1]);
      var run = CompletableFuture.supplyAsync(() -> own.apply(designs));
      await().atMost(SOON).until(() -> !own.query("SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'INSERT INTO t SELECT 3%'").isEmpty());
      if (crash) {
        server.crash();
      } else {
        server.stop();
      }
      assertThat(catchThrowable(run::join)).isNotNull();
      server.startAgain();
      assertThat(own.apply(designs).appliedVersion()).contains("2");
      assertThat(own.query("SELECT a FROM t ORDER BY a")).containsExactly("1", "2", "3");
    }
  }

  private void converges(Designs designs, String... rows) {
    var state = database.apply(designs);
    assertThat(state.problems()).isEmpty();
    assertThat(state.pending()).isEmpty();
    assertThat(database.query("SELECT a FROM t ORDER BY a")).containsExactly(rows);
    assertThat(database.query("SELECT 1 FROM flyway_schema_history GROUP BY version HAVING count(*) > 1")).isEmpty();
    assertThat(database.advisoryLocks()).isEmpty();
    assertThat(database.flyway(designs.design().files().files()).validateWithResult().validationSuccessful).isTrue();
  }

  private void killWhile(Designs designs, String statement) throws IOException, InterruptedException {
    var provider = start(designs, 0);
    await().atMost(SOON).until(() -> !database.query("SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND datname = current_database()"
        + " AND pid <> pg_backend_pid() AND position('" + statement + "' IN query) > 0").isEmpty());
    kill(provider);
  }

  private Process start(Designs designs, int stopAt) throws IOException {
    for (var file : designs.design().files().files().entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
    var server = database.server();
    return new ProcessBuilder(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp",
                System.getProperty("java.class.path"), CrashingProvider.class.getName(), server.host(), Integer.toString(server.port()),
                server.username(), server.password(), database.name(), folder.toString(), Integer.toString(stopAt)))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static void kill(Process provider) throws InterruptedException {
    provider.destroyForcibly().waitFor();
  }
}
