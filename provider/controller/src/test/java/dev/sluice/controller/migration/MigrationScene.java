package dev.sluice.controller.migration;

import dev.sluice.controller.testbed.Space;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;

/** A namespace with credentials for a server, in which Migrations are tried. */
public record MigrationScene(KubernetesClient client, String namespace, EmbeddedPostgreSql server) {
  private static final PatchContext APPLY =
      new PatchContext.Builder().withPatchType(PatchType.SERVER_SIDE_APPLY).withFieldManager("person").withForce(true).build();

  public static MigrationScene of(Space space, EmbeddedPostgreSql server) {
    var scene = new MigrationScene(space.client(), space.name(), server);
    scene.credentials(server.username(), server.password(), "");
    return scene;
  }

  /**
   * Without a limit on locks unless the entries have timeouts, so that a test may hold one for as long as it needs.
   *
   * @param entries of the ProviderConfig's spec, each after a comma
   */
  public void credentials(String user, String password, String entries) {
    secret("admin", Map.of("endpoint", server.host(), "port", Integer.toString(server.port()), "username", user, "password", password));
    apply(
        """
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: ProviderConfig
        metadata: {name: default, namespace: %s}
        spec: {engine: PostgreSQL, credentials: {source: Secret, secretRef: {name: admin}}, tls: {mode: disable}%s%s}
        """
            .formatted(namespace, entries.contains("timeouts") ? "" : ", timeouts: {lock: 0s}", entries));
  }

  /** Server-side, as a person. */
  public void apply(String manifest) {
    client.resource(manifest).patch(APPLY);
  }

  public void database(String name) {
    apply(
        """
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: Database
        metadata: {name: %s, namespace: %s, labels: {part: %s}}
        spec: {forProvider: {}, providerConfigRef: {kind: ProviderConfig, name: default}}
        """
            .formatted(name, namespace, name));
  }

  /** One that was there before, under a name of this test's own. */
  public TestDatabase existingDatabase() {
    return existing("db");
  }

  public TestDatabase existing(String part) {
    return TestDatabase.create(server, namespace + "_" + part);
  }

  public MigrationManifest migration(String name) {
    return new MigrationManifest(namespace, name);
  }

  public MigrationManifest migration(TestDatabase database) {
    return migration("m").database(database.name());
  }

  public LiveMigration apply(MigrationManifest manifest) {
    apply(manifest.text());
    return new LiveMigration(client, namespace, manifest.name());
  }

  public void configMap(String name, Map<String, String> files) {
    client
        .resource(new ConfigMapBuilder().withNewMetadata().withName(name).withNamespace(namespace).endMetadata().withData(files).build())
        .patch(APPLY);
  }

  public void secret(String name, Map<String, String> values) {
    client
        .resource(new SecretBuilder().withNewMetadata().withName(name).withNamespace(namespace).endMetadata().withStringData(values).build())
        .patch(APPLY);
  }

  /** Of this namespace's Migrations, from now on; to be closed. */
  public MigrationRecorder recorder() {
    return new MigrationRecorder(this);
  }

  public List<String> events(String reason) {
    return client.v1().events().inNamespace(namespace).list().getItems().stream()
        .filter(e -> e.getReason().equals(reason))
        .map(Event::getMessage)
        .toList();
  }
}
