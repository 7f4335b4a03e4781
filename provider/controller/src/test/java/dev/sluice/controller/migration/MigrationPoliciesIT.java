package dev.sluice.controller.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the management policies let a Migration do. */
@ExtendWith(TestbedExtension.class)
class MigrationPoliciesIT {
  private MigrationScene scene;
  private TestDatabase database;

  @BeforeEach
  void scene(Space space, @PostgreSql EmbeddedPostgreSql server) {
    scene = MigrationScene.of(space, server);
    database = scene.existingDatabase();
  }

  @Test
  void observeOnlyReportsAndExecutesNothing() {
    var migration = scene.apply(files().policies("Observe")).awaits("Ready=False/Pending", "Synced=True", "!Reconciling", "!Stalled");

    assertThat(migration.seen().pending().versions()).containsExactly("1", "2");
    assertThat(migration.message("Ready")).contains("V1__a.sql", "Create");
    assertThat(database.column("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace")).isEmpty();
  }

  @Test
  void createWithoutUpdateRunsTheFirstTimeOnly() {
    var files = files().policies("Observe", "Create");
    var migration = scene.apply(files).awaitsVersion("2");

    scene.apply(files.file("V3__c.sql", "CREATE TABLE c ();"));

    migration.awaits("Ready=False/Pending", "Synced=True", "!Stalled", "!Reconciling");
    assertThat(migration.message("Ready")).contains("V3__c.sql", "Update");
    assertThat(migration.seen().appliedVersion()).isEqualTo("2");
    assertThat(migration.seen().pending().versions()).containsExactly("3");
    assertThat(database.has("public.c")).isFalse();
  }

  @Test
  void whatIsWithheldIsNotWrittenAgain() {
    var migration = scene.apply(files().policies("Observe", "Update").annotated("crossplane.io/poll-interval", "1s"));
    migration.awaits("Ready=False/Pending", "Synced=True");
    var version = migration.get().getMetadata().getResourceVersion();

    try (var recorder = scene.recorder()) {
      migration.annotate("crossplane.io/reconcile-requested-at", "now");
      org.awaitility.Awaitility.await().until(() -> "now".equals(migration.get().getStatus().lastHandledReconcileAt()));
      assertThat(migration.get().getMetadata().getResourceVersion()).isNotEqualTo(version);
      assertThat(recorder.versions()).allMatch(v -> LiveMigration.says(v.migration(), "Ready=False/Pending"));
    }
  }

  private MigrationManifest files() {
    return scene.migration(database).file("V1__a.sql", "CREATE TABLE a ();").file("V2__b.sql", "CREATE TABLE b ();");
  }
}
