package dev.sluice.controller.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What happens to a run while it goes on. A lock that the test holds keeps it in the middle for as long as is needed. */
@ExtendWith(TestbedExtension.class)
class MigrationRunsIT {
  private static final String WAITS = "SELECT pg_advisory_xact_lock(7); CREATE TABLE b ();";

  private MigrationScene scene;
  private TestDatabase database;
  private MigrationManifest files;

  @BeforeEach
  void scene(Space space, @PostgreSql EmbeddedPostgreSql server) {
    scene = MigrationScene.of(space, server);
    database = scene.existingDatabase();
    files =
        scene
            .migration(database)
            .forProvider("timeouts", "{lock: 0s}")
            .file("V1__a.sql", "CREATE TABLE a ();")
            .file("V2__b.sql", WAITS)
            .file("V3__c.sql", "CREATE TABLE c ();");
  }

  @Test
  void theStatusSaysWhatRuns() throws SQLException {
    try (var gate = gate()) {
      var migration = scene.apply(files).awaitsRunning("V2__b.sql");

      migration.awaits("Ready=False/Migrating", "Reconciling=True", "!Stalled");
      var running = migration.seen().running();
      assertThat(running.version()).isEqualTo("2");
      assertThat(running.statement()).isEqualTo(1);
      assertThat(running.statements()).isEqualTo(2);
      assertThat(running.startedAt()).isNotBlank();
      assertThat(migration.message("Ready")).contains("V2__b.sql");
      gate.rollback();
      migration.awaitsVersion("3");
      assertThat(migration.seen().running()).isNull();
    }
  }

  @Test
  void pausedItFinishesTheFileAndStartsNoOther() throws SQLException {
    try (var gate = gate()) {
      var migration = scene.apply(files).awaitsRunning("V2__b.sql");

      migration.annotate("crossplane.io/paused", "true");
      await().until(() -> LiveMigration.says(migration.get(), "Synced=False/ReconcilePaused"));
      gate.rollback();

      await().until(() -> database.has("public.b") && database.advisoryLocks() == 0);
      assertThat(database.history()).containsExactly("1", "2");
      migration.annotate("crossplane.io/paused", null);
      migration.awaitsVersion("3");
    }
  }

  @Test
  void aChangeOfOtherFilesLetsTheFileFinish() throws SQLException {
    try (var gate = gate()) {
      var migration = scene.apply(files).awaitsRunning("V2__b.sql");
      var session = session();

      scene.apply(files.file("V3__c.sql", "CREATE TABLE other ();"));
      migration.awaits("Ready=False/Migrating");
      assertThat(session()).isEqualTo(session);
      gate.rollback();

      migration.awaitsVersion("3");
      assertThat(database.has("public.other")).isTrue();
      assertThat(database.has("public.c")).isFalse();
    }
  }

  @Test
  void aChangeOfTheRunningFileCancelsIt() throws SQLException {
    try (var gate = gate()) {
      var migration = scene.apply(files).awaitsRunning("V2__b.sql");

      scene.apply(files.file("V2__b.sql", "CREATE TABLE instead ();"));

      migration.awaitsVersion("3");
      assertThat(database.has("public.instead")).isTrue();
      assertThat(database.has("public.b")).isFalse();
      assertThat(database.history()).containsExactly("1", "2", "3");
      gate.rollback();
    }
  }

  @Test
  void deletedItFinishesTheFile() throws SQLException {
    try (var gate = gate()) {
      var migration = scene.apply(files).awaitsRunning("V2__b.sql");

      migration.delete();
      await().until(() -> LiveMigration.says(migration.get(), "Ready=False/Deleting") && migration.message("Ready").contains("V2__b.sql"));
      gate.rollback();

      migration.awaitGone();
      assertThat(database.history()).containsExactly("1", "2");
      assertThat(database.has("public.c")).isFalse();
    }
  }

  @Test
  void deletedWithoutTheRightToDeleteItFinishesTheFileToo() throws SQLException {
    try (var gate = gate()) {
      var migration = scene.apply(files.policies("Observe", "Create", "Update")).awaitsRunning("V2__b.sql");

      migration.delete();
      await().until(() -> LiveMigration.says(migration.get(), "Ready=False/Deleting") && migration.message("Ready").contains("V2__b.sql"));
      gate.rollback();

      migration.awaitGone();
      assertThat(database.history()).containsExactly("1", "2");
      assertThat(database.has("public.c")).isFalse();
    }
  }

  @Test
  void pastTheDeadlineTheStatementIsCancelled() throws SQLException {
    try (var gate = gate()) {
      var migration = scene.apply(files.forProvider("timeouts", "{lock: 0s, deadline: 2s}"));

      migration.awaits("Ready=False/DeadlineExceeded", "Stalled=True", "!Reconciling");

      assertThat(database.running("pg_advisory_xact_lock(7)")).isZero();
      assertThat(migration.seen().appliedVersion()).isEqualTo("1");
      assertThat(migration.seen().lastFailure().file()).isEqualTo("V2__b.sql");
      gate.rollback();
      assertThat(database.history()).containsExactly("1");
      migration.annotate("sluice.dev/retry", "1");
      migration.awaitsVersion("3");
    }
  }

  @Test
  void aStatementThatTakesTooLongIsStalled() {
    var migration = scene.apply(files.file("V2__b.sql", "SELECT pg_sleep(60);").forProvider("timeouts", "{statement: 300ms}"));

    migration.awaits("Ready=False/StatementTimeout", "Stalled=True");
  }

  @Test
  void anIndexIsMadeConcurrently() {
    scene
        .apply(
            scene
                .migration(database)
                .file("V1__a.sql", "CREATE TABLE a (n int); INSERT INTO a SELECT generate_series(1, 1000);")
                .file("V2__i.sql", "CREATE INDEX CONCURRENTLY i ON a (n);")
                .file("V3__c.sql", "CREATE TABLE c ();"))
        .awaitsVersion("3");

    assertThat(database.text("SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass")).isEqualTo("t");
  }

  @Test
  void nothingIsLeftOnTheServer() {
    scene.apply(scene.migration(database).file("V1__a.sql", "CREATE TABLE a ();").file("V2__bad.sql", "SELECT 1/0;")).awaits("Stalled=True");

    await().until(() -> database.number("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()") == 0);
    assertThat(database.advisoryLocks()).isZero();
  }

  private java.sql.Connection gate() {
    return database.holding("SELECT pg_advisory_xact_lock(7)");
  }

  private String session() {
    return database.text("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'sluice migration V2__b.sql'");
  }
}
