package dev.sluice.controller.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  /** A first run needs Create, any later one Update; nothing here is ever undone. The empty set is a pause: {@link #theEmptySetIsAPause}. */
  @ParameterizedTest
  @CsvSource({
    "*, yes, yes",
    "Observe Create Update Delete LateInitialize, yes, yes",
    "Observe, no, no",
    "Observe Create Update Delete, yes, yes",
    "Observe Create Update LateInitialize, yes, yes",
    "Observe Create Update, yes, yes",
    "Observe Create Delete LateInitialize, yes, no",
    "Observe Create Delete, yes, no",
    "Observe Create, yes, no",
    "Observe Create LateInitialize, yes, no",
    "Observe Delete, no, no",
    "Observe Update, no, yes",
    "Observe LateInitialize, no, no",
    "Observe Update LateInitialize, no, yes",
  })
  void aSetAllowsWhatItNames(String policies, String first, String later) {
    var begun = scene.existing("begun");
    scene.apply(scene.migration("begun").database(begun.name()).file("V1__a.sql", "CREATE TABLE a ();")).awaitsVersion("1");

    var fresh = scene.apply(files().policies(policies.split(" ")));
    var next = scene.apply(
        scene.migration("begun").database(begun.name()).file("V1__a.sql", "CREATE TABLE a ();").file("V2__b.sql", "CREATE TABLE b ();").policies(policies.split(" ")));

    for (var migration : List.of(fresh, next)) {
      var runs = (migration == fresh ? first : later).equals("yes");
      migration.awaits(runs ? "Ready=True/UpToDate" : "Ready=False/Pending", "Synced=True", "!Reconciling", "!Stalled");
      assertThat(migration.message("Ready")).contains(runs ? "" : migration == fresh ? "Create" : "Update");
    }
    assertThat(database.has("public.a")).isEqualTo(first.equals("yes"));
    assertThat(database.has("public.b")).isEqualTo(first.equals("yes"));
    assertThat(begun.has("public.b")).isEqualTo(later.equals("yes"));
    List.of(fresh, next).forEach(migration -> {
      migration.delete();
      migration.awaitGone();
    });
    assertThat(begun.has("public.a")).isTrue();
  }

  @Test
  void theEmptySetIsAPause() {
    scene.apply(files().spec("managementPolicies: []"));
    var migration = new LiveMigration(scene.client(), scene.namespace(), "m");
    await().until(() -> migration.condition("Synced").filter(c -> c.reason().equals("ReconcilePaused")).isPresent());
    assertThat(migration.condition("Ready")).isEmpty();
    assertThat(LiveMigration.isCurrent(migration.get())).isFalse();
    assertThat(database.has("public.a")).isFalse();

    scene.apply(files()).awaitsVersion("2");
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
      await().until(() -> "now".equals(migration.get().getStatus().lastHandledReconcileAt()));
      assertThat(migration.get().getMetadata().getResourceVersion()).isNotEqualTo(version);
      assertThat(recorder.versions()).allMatch(v -> LiveMigration.says(v.migration(), "Ready=False/Pending"));
    }
  }

  private MigrationManifest files() {
    return scene.migration(database).file("V1__a.sql", "CREATE TABLE a ();").file("V2__b.sql", "CREATE TABLE b ();");
  }
}
