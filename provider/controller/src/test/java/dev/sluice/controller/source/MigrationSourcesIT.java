package dev.sluice.controller.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.migration.MigrationScene;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where files come from, and when. Polls are an hour apart: whatever happens here was watched. */
@ExtendWith(TestbedExtension.class)
class MigrationSourcesIT {
  private static final String A = "CREATE TABLE a ();";
  private static final String B = "CREATE TABLE b ();";

  private MigrationScene scene;

  @BeforeEach
  void scene(Space space, @PostgreSql EmbeddedPostgreSql server) {
    scene = MigrationScene.of(space, server);
  }

  @Test
  void anEditedConfigMapActs() {
    var database = scene.existingDatabase();
    scene.configMap("files", Map.of("V1__a.sql", A));
    var migration = scene.apply(scene.migration(database).configMaps("files")).awaitsVersion("1");

    try (var recorder = scene.recorder()) {
      scene.configMap("files", Map.of("V1__a.sql", A, "V2__b.sql", B));

      await().until(() -> "2".equals(migration.seen().appliedVersion()));
      migration.awaitsVersion("2");
      // Before anything is done, and too short for somebody who looks now and then.
      await().untilAsserted(() -> assertThat(recorder.readiness()).containsExactly("True", "False", "True"));
    }
    assertThat(migration.get().getMetadata().getGeneration()).isEqualTo(1);
  }

  @Test
  void anEditedSecretActs() {
    var database = scene.existingDatabase();
    scene.secret("files", Map.of("V1__a.sql", A));
    var migration = scene.apply(scene.migration(database).source("secretRefs: [{name: files}]")).awaitsVersion("1");
    var digest = migration.seen().sourceDigest();

    scene.secret("files", Map.of("V1__a.sql", A, "V2__b.sql", B));

    await().until(() -> !digest.equals(migration.seen().sourceDigest()));
    migration.awaitsVersion("2");
  }

  @Test
  void aConfigMapMayComeLater() {
    var database = scene.existingDatabase();

    var migration = scene.apply(scene.migration(database).configMaps("later")).awaits("Ready=False/WaitingForSource", "Reconciling=True", "Synced=False");
    assertThat(migration.message("Ready")).contains("ConfigMap " + scene.namespace() + "/later");
    scene.configMap("later", Map.of("V1__a.sql", A));

    migration.awaitsVersion("1");
  }

  @Test
  void aPlaceholdersKeyMayComeLater() {
    var database = scene.existingDatabase();
    scene.configMap("env", Map.of("other", "x"));
    var migration =
        scene.apply(
            scene
                .migration(database)
                .file("V1__a.sql", "CREATE TABLE ${t} ();")
                .forProvider("placeholders", "{valuesFrom: [{name: t, configMapKeyRef: {name: env, key: table}}]}"));

    migration.awaits("Ready=False/WaitingForSource", "Reconciling=True");
    assertThat(migration.message("Ready")).contains("env", "table");
    scene.configMap("env", Map.of("other", "x", "table", "late"));

    migration.awaitsVersion("1");
    assertThat(database.has("public.late")).isTrue();
  }

  @Test
  void aDatabaseMayComeLater() {
    var name = scene.namespace() + "-late";
    var migration = scene.apply(scene.migration("m").forProvider("databaseRef", "{name: " + name + "}").file("V1__a.sql", A));

    migration.awaits("Ready=False/WaitingForReference", "Reconciling=True", "Synced=False");
    scene.database(name);

    migration.awaitsVersion("1");
  }

  @Test
  void aDatabaseThatIsOnlyNamedMayComeLater() {
    var name = scene.namespace() + "-named";
    var migration = scene.apply(scene.migration("m").database(name).file("V1__a.sql", A));

    migration.awaits("Ready=False/DatabaseMissing", "Reconciling=True");
    scene.database(name);

    migration.awaitsVersion("1");
  }

  @Test
  void everythingMayComeInTheWrongOrder(Space space, @PostgreSql EmbeddedPostgreSql server) {
    var late = new MigrationScene(scene.client(), space.unique("late"), server);
    scene.client().resource(new NamespaceBuilder().withNewMetadata().withName(late.namespace()).endMetadata().build()).create();
    var name = late.namespace();
    var migration = late.apply(late.migration("m").forProvider("databaseRef", "{name: " + name + "}").configMaps("files").file("V2__b.sql", B));

    migration.awaits("Ready=False", "Reconciling=True", "!Stalled");
    late.configMap("files", Map.of("V1__a.sql", A));
    late.database(name);
    late.credentials(server.username(), server.password(), "");

    migration.awaitsVersion("2");
  }

  @Test
  void whileItRunsTheFilesAreNotReadAgain(Space space) throws SQLException {
    var database = scene.existingDatabase();
    scene.configMap("files", Map.of("V1__a.sql", "SELECT pg_advisory_xact_lock(7);"));
    try (var gate = database.holding("SELECT pg_advisory_xact_lock(7)")) {
      var migration = scene.apply(scene.migration(database).configMaps("files").forProvider("timeouts", "{lock: 0s}")).awaitsRunning("V1__a.sql");
      var reads = reads(space);

      await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(10)).until(() -> reads(space) == reads);

      gate.rollback();
      migration.awaitsVersion("1");
      assertThat(reads(space)).isEqualTo(reads);
    }
  }

  @Test
  void theSourceIsWaitedForNoLongerThanTheDeadline() {
    var database = scene.existingDatabase();

    var migration = scene.apply(scene.migration(database).configMaps("never").forProvider("timeouts", "{deadline: 2s}"));

    migration.awaits("Ready=False/DeadlineExceeded", "Stalled=True", "!Reconciling");
    scene.configMap("never", Map.of("V1__a.sql", A));
    migration.awaitsVersion("1");
  }

  @Test
  void moreThanAConfigMapHolds() {
    var database = scene.existingDatabase();
    var padding = "-- " + "x".repeat(700_000) + "\n";
    scene.configMap("one", Map.of("V1__a.sql", padding + A));
    scene.configMap("two", Map.of("V2__b.sql", padding + B));

    scene.apply(scene.migration(database).configMaps("one", "two")).awaitsVersion("2");

    assertThat(database.history()).containsExactly("1", "2");
  }

  @Test
  void aFileInTwoPlacesIsRefused() {
    var database = scene.existingDatabase();
    scene.configMap("files", Map.of("V1__a.sql", A));

    var migration = scene.apply(scene.migration(database).configMaps("files").file("V1__a.sql", B)).awaits("Ready=False/InvalidSource", "Stalled=True");

    assertThat(migration.message("Stalled")).contains("V1__a.sql", "inline", "ConfigMap " + scene.namespace() + "/files");
    scene.configMap("files", Map.of("V2__a.sql", A));
    migration.awaitsVersion("2");
  }

  @Test
  void aNameThatIsNoneOfFlywaysIsRefused() {
    var database = scene.existingDatabase();

    scene.configMap("files", Map.of("create.sql", A));

    var migration = scene.apply(scene.migration(database).configMaps("files")).awaits("Ready=False/InvalidSource", "Stalled=True");

    assertThat(migration.message("Stalled")).contains("create.sql");
  }

  @Test
  void aSourceThatGoesAwayIsSaidAndTheVersionKept() {
    var database = scene.existingDatabase();
    scene.configMap("files", Map.of("V1__a.sql", A));
    var migration = scene.apply(scene.migration(database).configMaps("files")).awaitsVersion("1");

    scene.client().configMaps().inNamespace(scene.namespace()).withName("files").delete();

    migration.awaits("Ready=False/WaitingForSource", "Reconciling=True");
    assertThat(migration.seen().appliedVersion()).isEqualTo("1");
  }

  /** How often the operator asked for the files themselves. */
  private long reads(Space space) {
    try (var lines = Files.lines(space.bed().controlPlane().auditLog().orElseThrow())) {
      return lines.filter(l -> l.contains("\"verb\":\"get\"") && l.contains("/namespaces/" + scene.namespace() + "/configmaps/files\"")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
