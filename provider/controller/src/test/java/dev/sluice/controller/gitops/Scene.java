package dev.sluice.controller.gitops;

import dev.sluice.controller.testbed.Flavour;
import dev.sluice.controller.testbed.Resource;
import dev.sluice.controller.testbed.Space;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;

/** Resources of one flavour in a test's space. */
record Scene(Space space, Flavour flavour) {

  /** With credentials, and without a limit on locks, so that a test may hold one for as long as it needs. */
  static Scene of(Space space, Flavour flavour, EmbeddedPostgreSql server) {
    var scene = new Scene(space, flavour);
    space.secret("admin", server, server.password());
    space.config(flavour, ", timeouts: {lock: 0s}");
    return scene;
  }

  Gallery gallery(String kind) {
    return new Gallery(space, flavour, kind);
  }

  Resource resource(String kind, String part) {
    return space.resource(flavour, kind, space.unique(part));
  }

  /** Of the cluster flavour too. */
  String configName() {
    return flavour == Flavour.NAMESPACED ? "default" : space.name();
  }

  Resource config() {
    return space.resource(flavour, "ProviderConfig", configName());
  }

  /**
   * @param forProvider entries of a YAML flow mapping
   * @param more entries of the spec, each after a comma
   * @return as the API server answers, before the provider can have seen it
   */
  GenericKubernetesResource apply(String kind, String part, String forProvider, String more) {
    return space.applied(manifest(kind, part, forProvider, more));
  }

  String manifest(String kind, String part, String forProvider, String more) {
    var namespaced = flavour == Flavour.NAMESPACED;
    return """
        apiVersion: %s
        kind: %s
        metadata: {name: %s%s}
        spec: {forProvider: {%s}, providerConfigRef: {%sname: %s}%s}
        """
        .formatted(
            flavour.apiVersion(),
            kind,
            space.unique(part),
            namespaced ? ", namespace: " + space.name() : "",
            forProvider,
            namespaced ? "kind: ProviderConfig, " : "",
            configName(),
            more);
  }

  /** A Migration of the Database {@code orders}. */
  GenericKubernetesResource migrate(String files, String more) {
    return apply("Migration", "orders", migration("orders", files), more);
  }

  String migration(String database, String files) {
    return "databaseRef: {name: " + space.unique(database) + "}, source: {inline: {" + files + "}}";
  }
}
