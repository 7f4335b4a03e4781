package dev.sluice.controller.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.migration.LiveMigration;
import dev.sluice.controller.migration.MigrationScene;
import dev.sluice.controller.migration.TestDatabase;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import dev.sluice.local.provider.ProviderProcess;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two replicas, of which one works. */
@ExtendWith(ClusterExtension.class)
class ReplicasIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String WORKS = "Reconciling,";

  private Cluster cluster;
  private MigrationScene scene;
  private TestDatabase database;

  @BeforeEach
  void scene(Cluster shared, @PostgreSql EmbeddedPostgreSql server) {
    cluster = shared;
    scene = cluster.scene(server);
    database = scene.existingDatabase();
    cluster.client().leases().inNamespace("sluice-system").delete();
  }

  @Test
  void theOtherTakesOverWhenTheFirstIsKilled() throws SQLException {
    var first = replica("5s");
    awaitWorks(first);
    var second = replica("5s");
    assertThat(second.output()).doesNotContain(WORKS);
    LiveMigration migration;
    try (var gate = gate()) {
      migration = migrate();
      first.kill();
      gate.rollback();
    }

    awaitWorks(second);

    migration.awaitsWithin(LONG, "Ready=True/UpToDate");
    assertThat(database.number("SELECT count(*) FROM a")).isEqualTo(2);
  }

  @Test
  void theOtherTakesOverAtOnceWhenTheFirstEnds() {
    var first = replica("60s");
    awaitWorks(first);
    var second = replica("60s");

    assertThat(first.terminate(LONG)).hasValue(0);

    // Well before the lease ends: only because it is given back.
    await().atMost(Duration.ofSeconds(30)).until(() -> second.output().contains(WORKS));
    scene.apply(scene.migration(database).file("V1__a.sql", "CREATE TABLE a ();")).awaitsWithin(LONG, "Ready=True/UpToDate");
  }

  @Test
  void oneThatWasFrozenBeyondItsLeaseDoesNothingTwice() throws SQLException {
    var first = replica("5s");
    awaitWorks(first);
    var second = replica("5s");
    LiveMigration migration;
    try (var gate = gate()) {
      migration = migrate();
      first.signal("STOP");
      awaitWorks(second);
      // The frozen one's session still holds the database.
      migration.awaits("Ready=False/WaitingForLock", "Reconciling=True", "!Stalled");
      first.signal("CONT");
      await().atMost(LONG).until(() -> first.output().contains("was lost"));
      gate.rollback();
    }

    migration.awaitsWithin(LONG, "Ready=True/UpToDate", "!Reconciling", "!Stalled");

    assertThat(migration.seen().appliedVersion()).isEqualTo("3");
    assertThat(database.number("SELECT count(*) FROM a")).isEqualTo(2);
    assertThat(database.history()).containsExactly("1", "2", "3");
    await().until(() -> database.advisoryLocks() == 0);
    var other = scene.existing("other");
    scene.apply(scene.migration("other").database(other.name()).file("V1__a.sql", "CREATE TABLE a ();")).awaitsWithin(LONG, "Ready=True/UpToDate");
    assertThat(List.of(first.isAlive(), second.isAlive())).containsOnly(true);
  }

  private ProviderProcess replica(String lease) {
    return cluster.operator("--leader-election", "--lease-duration=" + lease);
  }

  private static void awaitWorks(ProviderProcess replica) {
    await().atMost(LONG).until(() -> replica.output().contains(WORKS));
  }

  private java.sql.Connection gate() {
    return database.holding("SELECT pg_advisory_xact_lock(7)");
  }

  private LiveMigration migrate() {
    return scene
        .apply(
            scene
                .migration(database)
                .forProvider("timeouts", "{lock: 0s}")
                .file("V1__a.sql", "CREATE TABLE a (n int);")
                .file("V2__b.sql", "INSERT INTO a VALUES (1); SELECT pg_advisory_xact_lock(7);")
                .file("V3__c.sql", "INSERT INTO a VALUES (2);"))
        .awaitsRunning("V2__b.sql");
  }
}
