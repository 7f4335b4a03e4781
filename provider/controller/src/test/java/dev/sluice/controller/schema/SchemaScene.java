package dev.sluice.controller.schema;

import static org.awaitility.Awaitility.await;

import dev.sluice.api.schema.ClusterSchema;
import dev.sluice.api.schema.Schema;
import dev.sluice.api.schema.SchemaObservation;
import dev.sluice.controller.migration.TestDatabase;
import dev.sluice.controller.testbed.Flavour;
import dev.sluice.controller.testbed.Resource;
import dev.sluice.controller.testbed.Space;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A namespace with credentials for a server and a database on it, in which Schemas are tried. */
record SchemaScene(Space space, Flavour flavour, TestDatabase database) {
  static SchemaScene of(Space space, EmbeddedPostgreSql server) {
    return of(space, Flavour.NAMESPACED, server);
  }

  static SchemaScene of(Space space, Flavour flavour, EmbeddedPostgreSql server) {
    space.credentials(flavour, server);
    return new SchemaScene(space, flavour, TestDatabase.create(server, space.name() + "_db"));
  }

  SchemaManifest schema(String part) {
    return new SchemaManifest(flavour, space.name(), space.unique(part), database.name());
  }

  SchemaManifest schema() {
    return schema("s");
  }

  LiveSchema apply(SchemaManifest manifest) {
    space.apply(manifest.text());
    return new LiveSchema(space.client(), space.resource(flavour, "Schema", manifest.name()), flavour, space.name(), manifest.name());
  }

  void configMap(String name, Map<String, String> files) {
    space.apply(space.client().getKubernetesSerialization().asJson(
        Map.of("apiVersion", "v1", "kind", "ConfigMap", "metadata", Map.of("name", name, "namespace", space.name()), "data", files)));
  }

  void secret(String name, Map<String, String> values) {
    space.apply(space.client().getKubernetesSerialization().asJson(
        Map.of("apiVersion", "v1", "kind", "Secret", "metadata", Map.of("name", name, "namespace", space.name()), "stringData", values)));
  }

  List<String> events(String reason) {
    return space.events().stream().filter(e -> e.getReason().equals(reason)).map(Event::getMessage).toList();
  }

  /** A Schema in the cluster, in words as {@link Resource} has them. */
  record LiveSchema(KubernetesClient client, Resource resource, Flavour flavour, String namespace, String name) {
    LiveSchema awaits(String... conditions) {
      resource.awaits(conditions);
      return this;
    }

    LiveSchema awaitsInSync() {
      return awaits("Ready=True/Available", "Synced=True", "!Reconciling", "!Stalled", "!ApprovalRequired", "!Drifted");
    }

    LiveSchema awaitsApproval() {
      return awaits("Ready=False/ApprovalRequired", "Synced=True", "ApprovalRequired=True", "!Reconciling", "!Stalled");
    }

    SchemaObservation seen() {
      return flavour == Flavour.NAMESPACED
          ? client.resources(Schema.class).inNamespace(namespace).withName(name).get().getStatus().atProvider()
          : client.resources(ClusterSchema.class).withName(name).get().getStatus().atProvider();
    }

    String message(String type) {
      return resource.status().message(type);
    }

    LiveSchema annotate(String annotation, String value) {
      resource.annotate(annotation, value);
      return this;
    }

    /** Has it looked at again, and waits until it was. */
    LiveSchema polled() {
      var token = UUID.randomUUID().toString();
      resource.annotate("crossplane.io/reconcile-requested-at", token);
      await().pollInterval(Duration.ofMillis(50)).until(() -> token.equals(resource.observedStatus("lastHandledReconcileAt")));
      return this;
    }
  }
}
