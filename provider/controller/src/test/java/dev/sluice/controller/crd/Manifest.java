package dev.sluice.controller.crd;

/** A kind, and how a test's fragment of YAML becomes a whole object of it. */
enum Manifest {
  DATABASE("db.m.sluice.dev", "Database", true, "forProvider: {%s}"),
  DATABASE_SPEC("db.m.sluice.dev", "Database", true, "forProvider: {}, %s"),
  SCHEMA("db.m.sluice.dev", "Schema", true, "forProvider: {%s}"),
  MIGRATION("db.m.sluice.dev", "Migration", true, "forProvider: {%s}"),
  MIGRATION_SPEC("db.m.sluice.dev", "Migration", true, "forProvider: {database: a, source: {inline: {V1__a.sql: x}}}, %s"),
  PROVIDER_CONFIG("db.m.sluice.dev", "ProviderConfig", true, "%s"),
  CLUSTER_PROVIDER_CONFIG("db.m.sluice.dev", "ClusterProviderConfig", false, "%s"),
  LEGACY_DATABASE_SPEC("db.sluice.dev", "Database", false, "forProvider: {}, %s"),
  LEGACY_MIGRATION("db.sluice.dev", "Migration", false, "forProvider: {%s}"),
  LEGACY_PROVIDER_CONFIG("db.sluice.dev", "ProviderConfig", false, "%s");

  private final String group;
  private final String kind;
  private final boolean namespaced;
  private final String spec;

  Manifest(String group, String kind, boolean namespaced, String spec) {
    this.group = group;
    this.kind = kind;
    this.namespaced = namespaced;
    this.spec = spec;
  }

  /** @param fragment entries of a YAML flow mapping */
  String with(String namespace, String fragment) {
    return """
        apiVersion: %s/v1alpha1
        kind: %s
        metadata: {name: crd-validation%s}
        spec: {%s}
        """
        .formatted(group, kind, namespaced ? ", namespace: " + namespace : "", spec.formatted(fragment));
  }
}
