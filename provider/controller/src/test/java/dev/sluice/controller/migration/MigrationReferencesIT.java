package dev.sluice.controller.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a Migration finds the Database that it refers to. */
@ExtendWith(TestbedExtension.class)
class MigrationReferencesIT {
  private MigrationScene scene;
  private String name;

  @BeforeEach
  void scene(Space space, @PostgreSql EmbeddedPostgreSql server) {
    scene = MigrationScene.of(space, server);
    name = space.unique("orders");
  }

  @ParameterizedTest
  @ValueSource(strings = {"databaseRef: {name: $name, policy: {resolution: Optional}}", "databaseSelector: {matchLabels: {part: $name}, policy: {resolution: Optional}}"})
  void anOptionalOneThatIsNotThereIsNoError(String reference) {
    var migration = scene.apply(migration(reference)).awaits("Ready=False/WaitingForReference", "Synced=True/ReconcileSuccess", "Reconciling=True", "!Stalled");

    scene.database(name);

    migration.awaitsVersion("1");
    assertThat(scene.events("CannotResolveResourceReferences")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"databaseRef: {name: $name}", "databaseRef: {name: $name, policy: {resolution: Required, resolve: Always}}"})
  void aRequiredOneThatIsNotThereIs(String reference) {
    var migration = scene.apply(migration(reference)).awaits("Ready=False/WaitingForReference", "Synced=False/ReconcileError", "Reconciling=True", "!Stalled");
    await().untilAsserted(() -> assertThat(scene.events("CannotResolveResourceReferences")).anyMatch(m -> m.contains(name)));

    scene.database(name);

    migration.awaitsVersion("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"databaseRef: {name: $name}", "databaseSelector: {matchLabels: {part: $name}}"})
  void oneOfAnotherConfigurationIsRefused(String reference) {
    scene.apply(
        """
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: ProviderConfig
        metadata: {name: other, namespace: %s}
        spec: {engine: PostgreSQL, credentials: {source: Secret, secretRef: {name: admin}}, tls: {mode: disable}}
        """
            .formatted(scene.namespace()));
    scene.database(name);
    var manifest = migration(reference).text();
    scene.apply(manifest.replace("kind: ProviderConfig, name: default", "kind: ProviderConfig, name: other"));
    var migration = new LiveMigration(scene.client(), scene.namespace(), "m").awaits("Ready=False/ProviderConfigDiffers", "Stalled=True", "Synced=False");

    assertThat(migration.message("Stalled")).contains("ProviderConfig other", "ProviderConfig default", name, "spec.providerConfigRef");
    assertThat(migration.get().getStatus().atProvider()).isNull();
    scene.apply(manifest);
    migration.awaitsVersion("1");
  }

  private MigrationManifest migration(String reference) {
    var colon = reference.indexOf(':');
    return scene
        .migration("m")
        .forProvider(reference.substring(0, colon), reference.substring(colon + 1).replace("$name", name))
        .file("V1__a.sql", "CREATE TABLE a ();");
  }
}
