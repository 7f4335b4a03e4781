package dev.sluice.controller.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Files that can't go through without a person. Attempts are counted by a sequence, which no rollback takes back. */
@ExtendWith(TestbedExtension.class)
class MigrationFailuresIT {
  private static final String BAD = "SELECT nextval('tries');\n\nALTER TABLE nowhere ADD COLUMN x int;";

  private MigrationScene scene;
  private TestDatabase database;

  @BeforeEach
  void scene(Space space, @PostgreSql EmbeddedPostgreSql server) {
    scene = MigrationScene.of(space, server);
    database = scene.existingDatabase();
  }

  @Test
  void aFailingFileIsStalledAtOnceAndToldOf() {
    var files = files();
    scene.apply(files).awaitsVersion("1");

    var migration = scene.apply(files.file("V2__bad.sql", BAD)).awaits("Ready=False", "Stalled=True", "Synced=False/ReconcileError", "!Reconciling");

    var failure = migration.seen().lastFailure();
    assertThat(failure.version()).isEqualTo("2");
    assertThat(failure.file()).isEqualTo("V2__bad.sql");
    assertThat(failure.line()).isEqualTo(3);
    assertThat(failure.statement()).isEqualTo("ALTER TABLE nowhere ADD COLUMN x int");
    assertThat(failure.sqlState()).isEqualTo("42P01");
    assertThat(failure.message()).isEqualTo("relation \"nowhere\" does not exist");
    assertThat(failure.attempts()).isEqualTo(1);
    assertThat(failure.at()).isNotBlank();
    assertThat(migration.seen().appliedVersion()).isEqualTo("1");
    assertThat(migration.seen().targetVersion()).isEqualTo("2");
    assertThat(migration.seen().pending().versions()).containsExactly("2");
    assertThat(migration.seen().running()).isNull();
    assertThat(migration.message("Stalled")).contains("V2__bad.sql line 3", "nowhere");
    assertThat(tries()).isEqualTo(1);
  }

  @Test
  void whatWasAppliedBeforeStays() {
    var migration = scene.apply(files().file("V2__b.sql", "CREATE TABLE b ();").file("V3__bad.sql", BAD)).awaits("Ready=False", "Stalled=True");

    assertThat(migration.seen().appliedVersion()).isEqualTo("2");
    assertThat(migration.seen().lastFailure().version()).isEqualTo("3");
    assertThat(database.history()).containsExactly("1", "2");
  }

  @Test
  void aCorrectedFileGoesThrough() {
    var files = files();
    var migration = scene.apply(files.file("V2__bad.sql", BAD)).awaits("Stalled=True");

    scene.apply(files.file("V2__bad.sql", "ALTER TABLE a ADD COLUMN x int;")).awaitsVersion("2");

    assertThat(migration.seen().lastFailure()).isNull();
  }

  @Test
  void retryTriesOncePerToken() {
    var migration = scene.apply(files().file("V2__bad.sql", BAD)).awaits("Stalled=True");

    migration.annotate("sluice.dev/retry", "first");

    await().until(() -> "first".equals(migration.get().getStatus().lastHandledRetry()));
    migration.awaits("Stalled=True");
    assertThat(tries()).isEqualTo(2);
    assertThat(migration.seen().lastFailure().attempts()).isEqualTo(2);
    database.runAsOwner("CREATE TABLE nowhere ()");
    migration.annotate("sluice.dev/retry", "second");
    migration.awaitsVersion("2");
    assertThat(tries()).isEqualTo(3);
  }

  @Test
  void aFailureIsHeldAtPolls() {
    var migration = scene.apply(files().file("V2__bad.sql", BAD).annotated("crossplane.io/poll-interval", "1s")).awaits("Stalled=True");
    var seen = migration.get().getMetadata().getResourceVersion();

    for (var token = 1; token <= 3; token++) {
      var value = Integer.toString(token);
      migration.annotate("crossplane.io/reconcile-requested-at", value);
      await().until(() -> value.equals(migration.get().getStatus().lastHandledReconcileAt()));
    }

    migration.awaits("Stalled=True", "!Reconciling");
    assertThat(migration.get().getMetadata().getResourceVersion()).isNotEqualTo(seen);
    assertThat(tries()).isEqualTo(1);
    assertThat(migration.seen().lastFailure().attempts()).isEqualTo(1);
  }

  @Test
  void anEditedFileIsAcceptedOnceWithItsDigest() {
    var files = files();
    var migration = scene.apply(files).awaitsVersion("1");
    scene.apply(files.file("V1__a.sql", "CREATE TABLE a (n int); CREATE SEQUENCE tries; -- edited")).awaits("Ready=False/ChecksumMismatch", "Stalled=True");
    var digest = migration.seen().sourceDigest();
    assertThat(migration.message("Stalled")).contains("V1__a.sql", "sluice.dev/repair: " + digest);

    migration.annotate("sluice.dev/repair", "sha256:" + "0".repeat(64));
    migration.annotate("crossplane.io/reconcile-requested-at", "now");
    await().until(() -> "now".equals(migration.get().getStatus().lastHandledReconcileAt()));
    migration.awaits("Ready=False/ChecksumMismatch", "Stalled=True");
    assertThat(migration.get().getStatus().lastHandledRepair()).isNull();

    migration.annotate("sluice.dev/repair", digest);

    migration.awaitsVersion("1");
    assertThat(migration.get().getStatus().lastHandledRepair()).isEqualTo(digest);
    await().untilAsserted(() -> assertThat(scene.events("Repaired")).singleElement().asString().contains(digest));
    scene.apply(files.file("V1__a.sql", "CREATE TABLE a (n int); CREATE SEQUENCE tries; -- again")).awaits("Ready=False/ChecksumMismatch", "Stalled=True");
  }

  @Test
  void aRepairWithMoreToDoGoesOn() {
    var files = files();
    var migration = scene.apply(files).awaitsVersion("1");
    scene
        .apply(files.file("V1__a.sql", "CREATE TABLE a (n int); CREATE SEQUENCE tries; -- edited").file("V2__b.sql", "CREATE TABLE b ();"))
        .awaits("Ready=False/ChecksumMismatch");

    migration.annotate("sluice.dev/repair", migration.seen().sourceDigest());

    migration.awaitsVersion("2");
  }

  @Test
  void aMissingRightIsTriedUntilItIsThere() {
    database.run("CREATE ROLE " + scene.namespace() + " LOGIN PASSWORD 'pw'");
    scene.credentials(scene.namespace(), "pw", "");
    var files = files().forProvider("runAs", "ProviderConfig");
    var migration = scene.apply(files).awaits("Ready=False/MissingRight", "Stalled=True", "!Reconciling");
    var generation = migration.get().getMetadata().getGeneration();

    database.run("GRANT CREATE ON SCHEMA public TO " + scene.namespace());

    migration.awaitsVersion("1");
    assertThat(migration.get().getMetadata().getGeneration()).isEqualTo(generation);
  }

  private MigrationManifest files() {
    return scene.migration(database).file("V1__a.sql", "CREATE TABLE a (n int); CREATE SEQUENCE tries;");
  }

  private long tries() {
    return database.number("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM tries");
  }
}
