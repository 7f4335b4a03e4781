package dev.sluice.controller.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.migration.LiveMigration;
import dev.sluice.controller.migration.MigrationScene;
import dev.sluice.controller.migration.TestDatabase;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The API server goes in the middle of a migration. */
@ExtendWith(ClusterExtension.class)
class ApiServerGoneIT {
  private static final Duration LONG = Duration.ofSeconds(90);

  private Cluster cluster;
  private MigrationScene scene;
  private TestDatabase database;

  @BeforeEach
  void scene(Cluster shared, @PostgreSql EmbeddedPostgreSql server) {
    cluster = shared;
    scene = cluster.scene(server);
    database = scene.existingDatabase();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--leader-election=false", "--leader-election=true"})
  void theMigrationIsFinishedAndTheStatusFollows(String election) throws SQLException {
    var operator = cluster.operator(election, "--lease-duration=5s");
    LiveMigration migration;
    try (var gate = database.holding("SELECT pg_advisory_xact_lock(7)")) {
      var files = scene.migration(database).forProvider("timeouts", "{lock: 0s}").file("V1__a.sql", "CREATE TABLE a (n int);");
      files.file("V2__b.sql", "SELECT pg_advisory_xact_lock(7); INSERT INTO a VALUES (2);");
      IntStream.rangeClosed(3, 30).forEach(n -> files.file("V" + n + "__n.sql", "INSERT INTO a VALUES (" + n + ");"));
      migration = scene.apply(files).awaitsRunning("V2__b.sql");

      cluster.controlPlane().stopApiServer();
      gate.rollback();
      await().atMost(LONG).until(() -> database.history().size() == 30);
      // Longer than a lease lasts.
      await().atMost(LONG).until(() -> operator.output().contains("lease") && operator.output().contains("lost") || election.endsWith("false"));
    }
    cluster.controlPlane().startApiServer();

    migration.awaitsWithin(LONG, "Ready=True/UpToDate", "!Reconciling", "!Stalled");
    assertThat(migration.seen().appliedVersion()).isEqualTo("30");
    assertThat(database.number("SELECT count(*) FROM a")).isEqualTo(29);
    scene.apply(scene.migration("next").database(database.name()).forProvider("historyTable", "next").forProvider("baseline", "{version: '0'}").file("V1__x.sql", "CREATE TABLE x ();"))
        .awaitsWithin(LONG, "Ready=True/UpToDate");
    assertThat(operator.isAlive()).isTrue();
  }
}
