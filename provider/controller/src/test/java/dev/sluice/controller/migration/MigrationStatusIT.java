package dev.sluice.controller.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.migration.MigrationObservation;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What people and machines see of a Migration, and when. */
@ExtendWith(TestbedExtension.class)
class MigrationStatusIT {
  private MigrationScene scene;
  private TestDatabase database;
  private Space space;

  @BeforeEach
  void scene(Space ownSpace, @PostgreSql EmbeddedPostgreSql server) {
    space = ownSpace;
    scene = MigrationScene.of(ownSpace, server);
    database = scene.existingDatabase();
  }

  @Test
  void aChangedSourceIsAnnouncedBeforeAnythingRuns() {
    scene.configMap("files", Map.of("V1__a.sql", "CREATE TABLE a ();"));
    var migration = scene.apply(scene.migration(database).configMaps("files")).awaitsVersion("1");
    // The time on the server at which the change became visible, against that of the announcement.
    var change = "ALTER TABLE a ADD COLUMN x timestamptz DEFAULT clock_timestamp(); CREATE TABLE at AS SELECT clock_timestamp() t;";

    try (var recorder = scene.recorder()) {
      await().until(() -> !recorder.versions().isEmpty());
      scene.configMap("files", Map.of("V1__a.sql", "CREATE TABLE a ();", "V2__b.sql", change));
      await().until(() -> "2".equals(migration.seen().appliedVersion()));

      await().until(() -> LiveMigration.says(recorder.versions().getLast().migration(), "Ready=True"));
      var announced = recorder.versions().get(1);
      assertThat(announced.migration()).matches(m -> LiveMigration.says(m, "Ready=False") && LiveMigration.says(m, "Reconciling=True"));
      assertThat(announced.observation().orElseThrow().appliedVersion()).isEqualTo("1");
      var applied = java.time.Instant.parse(database.text("SELECT to_char(t AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') FROM at"));
      var time = announced.migration().getMetadata().getManagedFields().stream()
          .filter(f -> "status".equals(f.getSubresource()))
          .map(f -> java.time.Instant.parse(f.getTime()))
          .findFirst()
          .orElseThrow();
      // The API server tells whole seconds.
      assertThat(time).isBefore(applied);
    }
  }

  @Test
  void theAppliedVersionIsNeverBlankAndNeverEarly() throws SQLException {
    var files = scene.migration(database).forProvider("timeouts", "{lock: 0s}").file("V1__a.sql", "CREATE TABLE a ();");
    try (var recorder = scene.recorder();
        var gate = database.holding("SELECT pg_advisory_xact_lock(7)")) {
      var migration = scene.apply(files).awaitsVersion("1");
      scene.apply(files.file("V2__b.sql", "SELECT pg_advisory_xact_lock(7);").file("V3__c.sql", "CREATE TABLE c ();"));
      migration.awaitsRunning("V2__b.sql");
      assertThat(migration.seen().appliedVersion()).isEqualTo("1");
      assertThat(migration.seen().targetVersion()).isEqualTo("3");
      assertThat(migration.seen().pending().count()).isEqualTo(2);
      gate.rollback();
      migration.awaitsVersion("3");
      scene.apply(files.file("V4__bad.sql", "SELECT 1/0;"));
      migration.awaits("Stalled=True");

      await().until(() -> LiveMigration.says(recorder.versions().getLast().migration(), "Stalled=True"));
      assertThat(recorder.values(MigrationObservation::appliedVersion)).containsExactly(null, "1", "3");
    }
  }

  @Test
  void progressIsWrittenAtMostOnceASecond() {
    var files = scene.migration(database);
    var statements = "SELECT pg_sleep(0.05);\n".repeat(60);
    files.file("V1__a.sql", statements);

    try (var recorder = scene.recorder()) {
      scene.apply(files).awaits("Ready=True/UpToDate");
      await().until(() -> LiveMigration.says(recorder.versions().getLast().migration(), "Ready=True"));

      var told = recorder.versions().stream().filter(v -> v.observation().map(MigrationObservation::running).isPresent()).toList();
      var seconds = Duration.between(told.getFirst().at(), told.getLast().at()).toSeconds();
      assertThat(told).hasSizeLessThanOrEqualTo((int) seconds + 2);
    }
  }

  @Test
  void nothingIsWrittenWhereNothingChanged() {
    var migration = scene.apply(scene.migration(database).file("V1__a.sql", "CREATE TABLE a ();").annotated("crossplane.io/poll-interval", "1s")).awaitsVersion("1");
    var version = migration.get().getMetadata().getResourceVersion();
    var polls = polls();

    await().until(() -> polls() >= polls + 3);

    assertThat(migration.get().getMetadata().getResourceVersion()).isEqualTo(version);
  }

  @Test
  void aStalledOneIsNotTouchedAtPolls() {
    var files = scene.migration(database).file("V1__a.sql", "CREATE TABLE a ();").annotated("crossplane.io/poll-interval", "1s");
    var migration = scene.apply(files).awaitsVersion("1");
    scene.apply(files.file("V1__a.sql", "CREATE TABLE a (); -- edited"));
    migration.awaits("Ready=False/ChecksumMismatch", "Stalled=True");
    var version = migration.get().getMetadata().getResourceVersion();
    var polls = polls();

    await().until(() -> polls() >= polls + 3);

    assertThat(migration.get().getMetadata().getResourceVersion()).isEqualTo(version);
  }

  @Test
  void kubectlShowsTheColumns() {
    scene.apply(scene.migration(database).file("V1__a.sql", "CREATE TABLE a ();").file("V2__b.sql", "CREATE TABLE b ();").forProvider("target", "'1'")).awaitsVersion("1");
    var kubectl = space.bed().controlPlane().kubectl();

    var table = kubectl.run("get", "mig", "-n", scene.namespace()).orThrow().stdout().lines().toList();
    var wide = kubectl.run("get", "migrations.db.m.sluice.dev", "-o", "wide", "-n", scene.namespace()).orThrow().stdout().lines().toList();

    assertThat(table.getFirst().split("\\s+")).containsExactly("NAME", "READY", "SYNCED", "DATABASE", "VERSION", "TARGET", "PENDING", "AGE");
    assertThat(table.get(1).split("\\s+")).startsWith("m", "True", "True", database.name(), "1", "1", "0");
    assertThat(wide.getFirst()).contains("STATUS").contains("MESSAGE");
    assertThat(wide.get(1)).contains("UpToDate");
    assertThat(kubectl.run("get", "managed", "-n", scene.namespace()).orThrow().stdout()).contains("migration.db.m.sluice.dev/m");
  }

  @Test
  void anEventTellsOfWhatWasApplied() {
    scene.apply(scene.migration(database).file("V1__a.sql", "CREATE TABLE a ();").file("V2__b.sql", "CREATE TABLE b ();")).awaitsVersion("2");

    await().untilAsserted(() -> assertThat(scene.events("MigrationApplied")).singleElement().asString().contains("2 of 2", database.name(), "version 2"));
  }

  /** Looks at the database, by what they leave in its statistics. */
  private long polls() {
    return new TestDatabase(database.server(), "postgres")
        .number("SELECT xact_commit FROM pg_stat_database WHERE datname = '" + database.name() + "'");
  }
}
