package dev.sluice.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The provider's process is killed, as by {@code kill -9}, and another one goes on. */
@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(TestProducts.class)
class CrashIT {
  private static final String[] ALONE = {"V2__step.sql.conf", "executeInTransaction=false"};
  private static final String T = "CREATE TABLE t (a int);\n";

  private final TestDatabase database;

  @TempDir private Path folder;

  CrashIT(TestProduct product) {
    this.database = TestDatabase.on(product);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void betweenStatements(int statement) throws Exception {
    var designs =
        database.files("V1__t.sql", T + "INSERT INTO t VALUES (1);", "V2__step.sql",
            "INSERT INTO t VALUES (2);\n" + index() + "INSERT INTO t VALUES (3);", ALONE[0], ALONE[1],
            "V3__last.sql", "INSERT INTO t VALUES (4);");
    var provider = ProviderProcess.start(database, designs, folder, statement);
    provider.untilStopped();
    provider.kill();
    converges(designs, "1", "2", "3", "4");
  }

  @Test
  void inATransaction() throws Exception {
    var designs = database.files("V1__t.sql", T, "V2__u.sql", "INSERT INTO t VALUES (1);\n" + database.product().sleep(3) + ";");
    killWhile(designs, "sleep");
    converges(designs, "1");
  }

  @Test
  void inAStatementOutsideATransaction() throws Exception {
    var designs = database.files("V1__t.sql", T, "V2__step.sql", slow(1) + index(), ALONE[0], ALONE[1]);
    killWhile(designs, "INSERT INTO t SELECT");
    converges(designs, "1");
  }

  @Test
  void whileTheServerGoesOnWithTheDeadRunsStatement() throws Exception {
    assumeTrue(database.product().statementsOutliveClients(), "a statement dies with its client there");
    if (database.product() instanceof PostgreSqlTestProduct) {
      database.run("ALTER DATABASE " + database.name() + " SET client_connection_check_interval = 0");
    }
    var designs = database.files("V1__t.sql", T, "V2__step.sql", slow(1) + index(), ALONE[0], ALONE[1]);
    killWhile(designs, "INSERT INTO t SELECT");
    var recorder = new Recorder();
    database.migrations().apply(designs.design(), recorder);
    assertThat(recorder.holders).isNotEmpty();
    converges(designs, "1");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void betweenTheLastStatementAndTheHistory(boolean alone) throws Exception {
    database.apply(database.files("V1__t.sql", T));
    database.run(database.product().slowTrigger("flyway_schema_history", 3));
    var text = "INSERT INTO t VALUES (1);";
    var designs = alone ? database.files("V1__t.sql", T, "V2__step.sql", text, ALONE[0], ALONE[1]) : database.files("V1__t.sql", T, "V2__step.sql", text);
    killWhile(designs, database.product().busyInTrigger("installed_rank, version"));
    database.run(database.product().dropSlowTrigger("flyway_schema_history"));
    converges(designs, "1");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theServerGoesAwayInTheMiddle(boolean crash) {
    assumeTrue(database.product().sessions().isPresent(), "there is no server");
    try (var server = database.product().sessions().orElseThrow().own()) {
      var own = TestDatabase.on(server.product());
      var designs = own.files("V1__t.sql", T + "INSERT INTO t VALUES (1);", "V2__step.sql", "INSERT INTO t VALUES (2);\n" + slow(3), ALONE[0], ALONE[1]);
      var run = CompletableFuture.supplyAsync(() -> own.apply(designs));
      own.untilBusyWith("sleep");
      if (crash) {
        server.crash().run();
      } else {
        server.stop().run();
      }
      assertThat(catchThrowable(run::join)).isNotNull();
      server.startAgain().run();
      assertThat(own.apply(designs).appliedVersion()).contains("2");
      assertThat(own.query("SELECT a FROM t ORDER BY a")).containsExactly("1", "2", "3");
    }
  }

  private String slow(int value) {
    return database.product().slowInsert("t", value, 3) + ";\n";
  }

  private String index() {
    return database.product().index("t_a", "t", "a") + ";\n";
  }

  private void converges(Designs designs, String... rows) {
    var state = database.apply(designs);
    assertThat(state.problems()).isEmpty();
    assertThat(state.pending()).isEmpty();
    assertThat(database.query("SELECT a FROM t ORDER BY a")).containsExactly(rows);
    assertThat(database.query("SELECT 1 FROM flyway_schema_history GROUP BY version HAVING count(*) > 1")).isEmpty();
    assertThat(database.lockHolder()).isEmpty();
    assertThat(database.flyway(designs.design().files().files()).validateWithResult().validationSuccessful).isTrue();
  }

  private void killWhile(Designs designs, String word) throws IOException, InterruptedException {
    var provider = ProviderProcess.start(database, designs, folder, 0);
    database.untilBusyWith(word);
    provider.kill();
  }
}
