package dev.sluice.controller.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.migration.LiveMigration;
import dev.sluice.controller.migration.MigrationManifest;
import dev.sluice.controller.migration.MigrationScene;
import dev.sluice.controller.migration.TestDatabase;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The operator is killed in the middle of a migration, and another one starts. */
@ExtendWith(ClusterExtension.class)
class CrashedMigrationIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String OUTSIDE = "executeInTransaction=false";

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
  void inATransaction() throws SQLException {
    var operator = cluster.operator();
    try (var gate = gate()) {
      var migration = scene.apply(files("V2__b.sql", "INSERT INTO a VALUES (1); SELECT pg_advisory_xact_lock(7); INSERT INTO a VALUES (2);"));
      awaitAtGate();

      operator.kill();
      cluster.operator();
      gate.rollback();

      done(migration, "2");
    }
    assertThat(database.column("SELECT n FROM a ORDER BY n")).containsExactly("1", "2");
    assertThat(database.history()).containsExactly("1", "2");
  }

  @Test
  void inAStatementOutsideOfATransaction() {
    var operator = cluster.operator();
    var migration =
        scene.apply(
            files("V2__b.sql", "INSERT INTO a VALUES (1);\nINSERT INTO a SELECT 2 FROM pg_sleep(4);\nINSERT INTO a VALUES (3);")
                .file("V2__b.sql.conf", OUTSIDE));
    await().atMost(LONG).until(() -> database.running("pg_sleep(4)") == 1);

    operator.kill();
    cluster.operator();

    done(migration, "2");
    assertThat(database.column("SELECT n FROM a ORDER BY n")).containsExactly("1", "2", "3");
    assertThat(database.history()).containsExactly("1", "2");
  }

  @Test
  void inAnIndexThatIsMadeConcurrently() throws SQLException {
    var operator = cluster.operator();
    var files = files("V2__i.sql", "CREATE INDEX CONCURRENTLY i ON a (n);");
    var migration = scene.apply(files);
    done(migration, "2");

    try (var writer = database.holding("INSERT INTO a VALUES (1)")) {
      scene.apply(files.file("V3__j.sql", "CREATE INDEX CONCURRENTLY j ON a (n);"));
      await().atMost(LONG).until(() -> database.running("CONCURRENTLY j") == 1 && database.has("j"));
      operator.kill();
      cluster.operator();
      writer.commit();
    }

    done(migration, "3");
    assertThat(database.column("SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = 'a'::regclass AND indisvalid ORDER BY 1")).containsExactly("i", "j");
    assertThat(database.number("SELECT count(*) FROM pg_index WHERE indrelid = 'a'::regclass")).isEqualTo(2);
  }

  @Test
  void betweenFiles() {
    var operator = cluster.operator();
    var files = files("V2__b.sql", "INSERT INTO a VALUES (2);");
    IntStream.rangeClosed(3, 200).forEach(n -> files.file("V" + n + "__n.sql", "INSERT INTO a VALUES (" + n + ");"));
    var migration = scene.apply(files);

    for (var at : new int[] {20, 80, 140}) {
      await().atMost(LONG).pollInterval(Duration.ofMillis(5)).until(() -> database.has("public.a") && database.number("SELECT count(*) FROM a") >= at);
      operator.kill();
      operator = cluster.operator();
    }

    done(migration, "200");
    assertThat(database.number("SELECT count(*) FROM a")).isEqualTo(199);
    assertThat(database.number("SELECT count(DISTINCT n) FROM a")).isEqualTo(199);
    assertThat(database.history()).hasSize(200);
  }

  @Test
  void afterTheCommitAndBeforeTheStatus() throws SQLException {
    var operator = cluster.operator();
    LiveMigration migration;
    try (var gate = gate()) {
      migration = scene.apply(files("V2__b.sql", "SELECT pg_advisory_xact_lock(7); INSERT INTO a VALUES (1);"));
      awaitAtGate();
      cluster.controlPlane().stopApiServer();
      gate.rollback();
      await().atMost(LONG).until(() -> database.history().size() == 2);
      operator.kill();
    }
    cluster.controlPlane().startApiServer();
    cluster.operator();

    done(migration, "2");
    assertThat(database.number("SELECT count(*) FROM a")).isEqualTo(1);
  }

  @Test
  void whatTheCatalogCannotTellAPersonDecides() throws SQLException {
    database.run("CREATE PROCEDURE p() LANGUAGE plpgsql AS 'BEGIN INSERT INTO a VALUES (1); COMMIT; PERFORM pg_advisory_xact_lock(7); INSERT INTO a VALUES (2); END'");
    var operator = cluster.operator();
    LiveMigration migration;
    try (var gate = gate()) {
      migration = scene.apply(files("V2__b.sql", "CALL p();\nINSERT INTO a VALUES (3);").forProvider("baseline", "{version: '0'}").file("V2__b.sql.conf", OUTSIDE));
      awaitAtGate();
      operator.kill();
      cluster.operator();
      // The dead one's session notices within seconds that nobody is there any more.
      migration.awaitsWithin(LONG, "Ready=False/OutcomeUnknown", "Stalled=True");
      gate.rollback();
    }
    var message = migration.message("Stalled");
    var token = message.substring(message.indexOf(": applied:") + 2).split(" ")[0];
    database.run("INSERT INTO a VALUES (2)");

    migration.annotate("sluice.dev/repair", token);

    done(migration, "2");
    assertThat(database.column("SELECT n FROM a ORDER BY n")).containsExactly("1", "2", "3");
    assertThat(migration.get().getStatus().lastHandledRepair()).isEqualTo(token);
  }

  private MigrationManifest files(String file, String sql) {
    return scene.migration(database).forProvider("timeouts", "{lock: 0s}").file("V1__a.sql", "CREATE TABLE a (n int);").file(file, sql);
  }

  private java.sql.Connection gate() {
    return database.holding("SELECT pg_advisory_xact_lock(7)");
  }

  private void awaitAtGate() {
    await().atMost(LONG).until(() -> database.number("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 7 AND NOT granted") == 1);
  }

  private void done(LiveMigration migration, String version) {
    migration.awaitsWithin(LONG, "Ready=True/UpToDate", "Synced=True", "!Reconciling", "!Stalled");
    assertThat(migration.seen().appliedVersion()).isEqualTo(version);
    await().until(() -> database.advisoryLocks() == 0);
    if (database.has("public.sluice_migration_progress")) {
      assertThat(database.number("SELECT count(*) FROM sluice_migration_progress")).isZero();
    }
  }
}
