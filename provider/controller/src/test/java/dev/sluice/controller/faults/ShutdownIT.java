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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SIGTERM, as the kubelet sends it. */
@ExtendWith(ClusterExtension.class)
class ShutdownIT {
  private static final Duration LONG = Duration.ofSeconds(60);

  private Cluster cluster;
  private MigrationScene scene;
  private TestDatabase database;

  @BeforeEach
  void scene(Cluster shared, @PostgreSql EmbeddedPostgreSql server) {
    cluster = shared;
    scene = cluster.scene(server);
    database = scene.existingDatabase();
  }

  @Test
  void idleItEndsWithZero() {
    assertThat(cluster.operator().terminate(LONG)).hasValue(0);
  }

  @Test
  void theRunningFileIsFinishedWithinTheGrace() throws SQLException {
    var operator = cluster.operator();
    LiveMigration migration;
    try (var gate = database.holding("SELECT pg_advisory_xact_lock(7)")) {
      migration = migrate("*");
      operator.signal("TERM");
      await().atMost(LONG).until(() -> operator.output().contains("Shutting down"));
      gate.rollback();
      assertThat(operator.terminate(LONG)).hasValue(0);
    }

    assertThat(database.history()).containsExactly("1", "2");
    assertThat(database.advisoryLocks()).isZero();
    cluster.operator();
    migration.awaitsWithin(LONG, "Ready=True/UpToDate");
    assertThat(database.number("SELECT count(*) FROM a")).isEqualTo(2);
  }

  @Test
  void pastTheGraceItIsRolledBack() throws SQLException {
    var operator = cluster.operator("--shutdown-grace=1s");
    LiveMigration migration;
    try (var gate = database.holding("SELECT pg_advisory_xact_lock(7)")) {
      migration = migrate("*");

      assertThat(operator.terminate(LONG)).hasValue(0);

      assertThat(database.running("pg_advisory_xact_lock")).isZero();
      assertThat(database.history()).containsExactly("1");
      assertThat(database.number("SELECT count(*) FROM a")).isZero();
      gate.rollback();
    }
    cluster.operator();
    migration.awaitsWithin(LONG, "Ready=True/UpToDate");
    assertThat(database.number("SELECT count(*) FROM a")).isEqualTo(2);
  }

  /** Under policies without Delete, too: what stays is the database, not the run. */
  @ParameterizedTest
  @ValueSource(strings = {"*", "Observe Create Update"})
  void aDeletedMigrationIsCancelledPastItsGrace(String policies) throws SQLException {
    cluster.operator("--deletion-grace=1s");
    try (var gate = database.holding("SELECT pg_advisory_xact_lock(7)")) {
      var migration = migrate(policies.split(" "));

      migration.delete();

      migration.awaitGone();
      await().until(() -> database.running("pg_advisory_xact_lock") == 0);
      assertThat(database.history()).containsExactly("1");
      gate.rollback();
    }
  }

  private LiveMigration migrate(String... policies) {
    return scene
        .apply(
            scene
                .migration(database)
                .forProvider("timeouts", "{lock: 0s}")
                .file("V1__a.sql", "CREATE TABLE a (n int);")
                .file("V2__b.sql", "INSERT INTO a VALUES (1); SELECT pg_advisory_xact_lock(7);")
                .file("V3__c.sql", "INSERT INTO a VALUES (2);")
                .policies(policies))
        .awaitsRunning("V2__b.sql");
  }
}
