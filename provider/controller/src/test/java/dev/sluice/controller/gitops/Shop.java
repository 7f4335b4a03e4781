package dev.sluice.controller.gitops;

import dev.sluice.controller.testbed.Flavour;
import dev.sluice.controller.testbed.Resource;
import dev.sluice.controller.testbed.Servers;
import dev.sluice.controller.testbed.Space;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An application with its database as Git holds it: the Database in wave 0, the Migration in wave 1, the Deployment in wave 2.
 * Watches that no version of it is applied whose migration is not.
 */
final class Shop {
  private static final String V1 = "V1__orders.sql: 'CREATE TABLE orders (id int);'";

  private final Scene scene;
  private final EmbeddedPostgreSql server;
  private final List<String> ahead = new CopyOnWriteArrayList<>();

  Shop(Space space, EmbeddedPostgreSql server) {
    this.scene = Scene.of(space, Flavour.NAMESPACED, server);
    this.server = server;
  }

  /** Up to a version, of which each is a table. */
  Commit release(int version) {
    return release(version, files(version));
  }

  Commit release(int version, String files) {
    return commit("release " + version, 1, version, files);
  }

  /** @param migrationWave where the Migration stands among the others */
  Commit commit(String message, int migrationWave, int version, String files) {
    return new Commit(
        message,
        new Commit.Manifest(0, "database", scene.manifest("Database", "orders", "", "")),
        new Commit.Manifest(migrationWave, "migration", scene.manifest("Migration", "orders", scene.migration("orders", files), "")),
        new Commit.Manifest(2, "app", app(version)));
  }

  static String files(int version) {
    var files = new StringBuilder(V1);
    for (var v = 2; v <= version; v++) {
      files.append(", V%d__t.sql: 'CREATE TABLE t%d (id int); SELECT pg_sleep(0.2);'".formatted(v, v));
    }
    return files.toString();
  }

  /** To be told before each manifest is applied. */
  void watch(Commit.Manifest manifest) {
    if (manifest.name().equals("app")) {
      var version = manifest.yaml().replaceAll("(?s).*image: registry.example.org/orders:([0-9]+).*", "$1");
      if (!applied().contains(version)) {
        ahead.add("version %s of the application with %s applied".formatted(version, applied()));
      }
    }
  }

  /** Versions of the application that were applied before their migrations, in words. */
  List<String> ahead() {
    return List.copyOf(ahead);
  }

  /** Versions whose migrations are; none before the database and its history are there. */
  List<String> applied() {
    var database = scene.space().unique("orders");
    var begun = Servers.has(server, database) && Servers.ask(server, database, "SELECT to_regclass('flyway_schema_history') IS NOT NULL").contains("t");
    return begun ? Servers.ask(server, database, "SELECT version FROM flyway_schema_history WHERE success") : List.of();
  }

  Resource migration() {
    return scene.resource("Migration", "orders");
  }

  String image() {
    return deployment().get().getSpec().getTemplate().getSpec().getContainers().getFirst().getImage();
  }

  void drift() {
    deployment().edit(d -> new DeploymentBuilder(d).editSpec().withReplicas(7).endSpec().build());
  }

  int replicas() {
    return deployment().get().getSpec().getReplicas();
  }

  private RollableScalableResource<Deployment> deployment() {
    return scene.space().client().apps().deployments().inNamespace(scene.space().name()).withName("orders");
  }

  private String app(int version) {
    return """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: orders, namespace: %s}
        spec:
          replicas: 1
          selector: {matchLabels: {app: orders}}
          template:
            metadata: {labels: {app: orders}}
            spec: {containers: [{name: app, image: registry.example.org/orders:%d}]}
        """
        .formatted(scene.space().name(), version);
  }
}
