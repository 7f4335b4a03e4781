package dev.sluice.controller.testbed;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A Database to be applied, piece by piece; pieces are entries of a YAML flow mapping. */
public final class DatabaseManifest {
  private final Space space;
  private final Flavour flavour;
  private final String name;
  private final Map<String, String> annotations = new LinkedHashMap<>();
  private final StringBuilder spec = new StringBuilder();
  private final StringBuilder metadata = new StringBuilder();
  private String config;
  private String forProvider = "";

  DatabaseManifest(Space space, Flavour flavour, String name) {
    this.space = space;
    this.flavour = flavour;
    this.name = name;
    this.config = flavour.isNamespaced() ? "{kind: ProviderConfig, name: default}" : "{name: " + space.name() + "}";
  }

  public DatabaseManifest forProvider(String entries) {
    this.forProvider = entries;
    return this;
  }

  public DatabaseManifest spec(String entries) {
    spec.append(", ").append(entries);
    return this;
  }

  public DatabaseManifest metadata(String entries) {
    metadata.append(", ").append(entries);
    return this;
  }

  public DatabaseManifest policies(String... actions) {
    return spec("managementPolicies: [" + Arrays.stream(actions).map(a -> "'" + a + "'").collect(Collectors.joining(", ")) + "]");
  }

  public DatabaseManifest annotated(String annotation, String value) {
    annotations.put(annotation, value);
    return this;
  }

  public DatabaseManifest externalName(String external) {
    return annotated("crossplane.io/external-name", external);
  }

  public DatabaseManifest with(String providerConfigRef) {
    this.config = providerConfigRef;
    return this;
  }

  /** Writes the connection Secret of that name, into the test's namespace. */
  public DatabaseManifest connectionSecret(String secret) {
    var place = flavour.isNamespaced() ? "" : ", namespace: " + space.name();
    return spec("writeConnectionSecretToRef: {name: " + secret + place + "}");
  }

  public Resource apply() {
    space.apply(text());
    return space.resource(flavour, "Database", name);
  }

  public String text() {
    var notes = annotations.entrySet().stream().map(e -> "'" + e.getKey() + "': '" + e.getValue() + "'").collect(Collectors.joining(", "));
    var namespace = flavour.isNamespaced() ? ", namespace: " + space.name() : "";
    return """
        apiVersion: %s
        kind: Database
        metadata: {name: '%s'%s, annotations: {%s}%s}
        spec: {forProvider: {%s}, providerConfigRef: %s%s}
        """
        .formatted(flavour.apiVersion(), name, namespace, notes, metadata, forProvider, config, spec);
  }
}
