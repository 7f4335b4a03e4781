package dev.sluice.controller.gitops;

import static dev.sluice.controller.gitops.State.FAILED_FOR_GOOD;
import static dev.sluice.controller.gitops.State.IN_USE;
import static dev.sluice.controller.gitops.State.READY;
import static dev.sluice.controller.gitops.State.UNREACHABLE;
import static dev.sluice.controller.gitops.State.UNSEEN;
import static dev.sluice.controller.gitops.State.WAITING;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.testbed.Flavour;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Configurations in every state that applies to them, and what Argo CD, Flux, Helm and kubectl make of it. */
@ExtendWith(TestbedExtension.class)
class ProviderConfigStatesIT {

  @ParameterizedTest
  @CsvSource({"NAMESPACED, ProviderConfig", "NAMESPACED, ClusterProviderConfig", "CLUSTER, ProviderConfig"})
  void fromUnseenToInUse(Flavour flavour, String kind, Space space) {
    try (var own = EmbeddedPostgreSql.builder(18).withoutFsync().start()) {
      var gallery = new Gallery(space, flavour, kind);
      var clusterwide = flavour == Flavour.CLUSTER || kind.startsWith("Cluster");
      var name = clusterwide ? space.name() : "default";
      gallery.shows(UNSEEN, space.applied(manifest(flavour, kind, name, clusterwide, space)));
      var config = space.resource(flavour, kind, name).awaits("Ready=False/WaitingForCredentials", "Reconciling=True");
      gallery.shows(WAITING, config);
      space.secret("admin", own, "not the password");
      gallery.shows(FAILED_FOR_GOOD, config.awaits("Ready=False/AuthenticationFailed", "Stalled=True"));
      space.secret("admin", own, own.password());
      config.awaits("Ready=True");
      use(space, flavour, kind, name);
      await().until(() -> Integer.valueOf(1).equals(config.observedStatus("users")));
      gallery.shows(READY, config);
      config.delete();
      await().until(() -> config.status().says("Terminating=True/InUse"));
      gallery.shows(IN_USE, config);
      space.resource(flavour, "Database", space.unique("orders")).delete().awaitGone();
      config.awaitGone();
    }
  }

  @ParameterizedTest
  @CsvSource({"NAMESPACED, ProviderConfig", "NAMESPACED, ClusterProviderConfig", "CLUSTER, ProviderConfig"})
  void withTheServerAway(Flavour flavour, String kind, Space space) {
    try (var own = EmbeddedPostgreSql.builder(18).withoutFsync().start()) {
      var clusterwide = flavour == Flavour.CLUSTER || kind.startsWith("Cluster");
      var name = clusterwide ? space.name() : "default";
      own.stop();
      space.secret("admin", own, own.password());
      space.apply(manifest(flavour, kind, name, clusterwide, space));
      var config = space.resource(flavour, kind, name).awaits("Ready=False/Unreachable", "Reconciling=True");
      new Gallery(space, flavour, kind).shows(UNREACHABLE, config);
    }
  }

  private static String manifest(Flavour flavour, String kind, String name, boolean clusterwide, Space space) {
    var place = ", namespace: " + space.name();
    return """
        apiVersion: %s
        kind: %s
        metadata: {name: %s%s}
        spec: {engine: PostgreSQL, credentials: {source: Secret, secretRef: {name: admin%s}}, tls: {mode: disable}%s}
        """
        .formatted(
            flavour.apiVersion(),
            kind,
            name,
            clusterwide ? "" : place,
            clusterwide ? place : "",
            kind.startsWith("Cluster") ? ", allow: {namespaces: {names: [" + space.name() + "]}, databaseNames: ['*']}" : "");
  }

  private static void use(Space space, Flavour flavour, String kind, String name) {
    space.apply(
        """
        apiVersion: %s
        kind: Database
        metadata: {name: %s%s}
        spec: {forProvider: {}, providerConfigRef: {%sname: %s}}
        """
            .formatted(
                flavour.apiVersion(),
                space.unique("orders"),
                flavour == Flavour.NAMESPACED ? ", namespace: " + space.name() : "",
                flavour == Flavour.NAMESPACED ? "kind: " + kind + ", " : "",
                name));
    space.resource(flavour, "Database", space.unique("orders")).awaits("Ready=True");
  }
}
