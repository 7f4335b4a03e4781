package dev.sluice.controller.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.testbed.Servers;
import dev.sluice.local.controlplane.ControlPlane;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A cluster that isn't ready for the provider, and one that goes away under it. */
class OutageIT {
  private static final Path CRDS = Path.of("../../package/crds").toAbsolutePath().normalize();
  private static final String MANIFESTS =
      """
      apiVersion: v1
      kind: Secret
      metadata: {name: admin}
      stringData: {endpoint: %s, port: "%d", username: %s, password: '%s'}
      ---
      apiVersion: db.m.sluice.dev/v1alpha1
      kind: ProviderConfig
      metadata: {name: default}
      spec: {engine: PostgreSQL, credentials: {source: Secret, secretRef: {name: admin}}, tls: {mode: disable}}
      """;
  private static final String DATABASE =
      """
      apiVersion: db.m.sluice.dev/v1alpha1
      kind: Database
      metadata: {name: %s}
      spec: {forProvider: {connectionLimit: %d}, providerConfigRef: {kind: ProviderConfig, name: default}}
      """;

  @Test
  void kindsStartWhenTheyAreInstalled(@PostgreSql EmbeddedPostgreSql server) {
    try (var controlPlane = ControlPlane.start();
        var provider = InProcessProvider.start(controlPlane.kubeconfig(), "--poll=1h")) {
      assertThat(provider).isNotNull();
      // As under safe-start: nothing is there when the provider starts.
      install(controlPlane, server);
      controlPlane.apply(DATABASE.formatted("late", 1));
      awaitReady(controlPlane, "late", 1);
    }
  }

  @Test
  void whatComesAfterTheApiServerWasGoneIsDone(@PostgreSql EmbeddedPostgreSql server) {
    try (var controlPlane = ControlPlane.start()) {
      install(controlPlane, server);
      try (var provider = InProcessProvider.start(controlPlane.kubeconfig(), "--poll=1h")) {
        assertThat(provider).isNotNull();
        controlPlane.apply(DATABASE.formatted("outage", 1));
        awaitReady(controlPlane, "outage", 1);
        controlPlane.stopApiServer();
        await().during(Duration.ofSeconds(10)).atMost(Duration.ofSeconds(15)).until(() -> Servers.has(server, "outage"));
        controlPlane.startApiServer();
        controlPlane.apply(DATABASE.formatted("outage", 2));
        awaitReady(controlPlane, "outage", 2);
        assertThat(Servers.ask(server, "postgres", "SELECT datconnlimit FROM pg_database WHERE datname = 'outage'")).containsExactly("2");
        controlPlane.kubectl("delete", "database", "outage", "--wait=false").orThrow();
        await().atMost(Duration.ofSeconds(30)).until(() -> !Servers.has(server, "outage"));
      }
    }
  }

  private static void install(ControlPlane controlPlane, EmbeddedPostgreSql server) {
    controlPlane.kubectl("apply", "-f", CRDS.toString()).orThrow();
    controlPlane.kubectl("wait", "--for=condition=Established", "-f", CRDS.toString()).orThrow();
    controlPlane.apply(MANIFESTS.formatted(server.host(), server.port(), server.username(), server.password()));
  }

  // In short calls: one that waits would hold up the threads on which the provider in this very JVM gets its answers.
  private static void awaitReady(ControlPlane controlPlane, String name, long generation) {
    var path = "jsonpath={.status.observedGeneration} {.status.conditions[?(@.type=='Ready')].status}";
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(controlPlane.kubectl("get", "database", name, "-o", path).stdout()).isEqualTo(generation + " True"));
  }
}
