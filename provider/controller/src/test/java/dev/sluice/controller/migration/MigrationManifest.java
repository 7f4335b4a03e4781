package dev.sluice.controller.migration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A Migration to be applied, piece by piece; pieces are entries of a YAML flow mapping. */
public final class MigrationManifest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String namespace;
  private final String name;
  private final Map<String, String> annotations = new LinkedHashMap<>();
  private final Map<String, String> inline = new TreeMap<>();
  private final StringBuilder source = new StringBuilder();
  private final Map<String, String> forProvider = new LinkedHashMap<>();
  private final StringBuilder spec = new StringBuilder();

  MigrationManifest(String namespace, String name) {
    this.namespace = namespace;
    this.name = name;
  }

  public static MigrationManifest in(String namespace, String name) {
    return new MigrationManifest(namespace, name);
  }

  public String name() {
    return name;
  }

  public MigrationManifest database(String database) {
    return forProvider("database", database);
  }

  /** Over what was there; null takes it away. */
  public MigrationManifest forProvider(String field, String value) {
    forProvider.put(field, value);
    forProvider.values().removeIf(Objects::isNull);
    return this;
  }

  public MigrationManifest file(String file, String sql) {
    inline.put(file, sql);
    return this;
  }

  public MigrationManifest without(String file) {
    inline.remove(file);
    return this;
  }

  public MigrationManifest source(String entries) {
    source.append(", ").append(entries);
    return this;
  }

  public MigrationManifest configMaps(String... names) {
    return source("configMapRefs: [{name: " + String.join("}, {name: ", names) + "}]");
  }

  public MigrationManifest spec(String entries) {
    spec.append(", ").append(entries);
    return this;
  }

  public MigrationManifest policies(String... actions) {
    return spec("managementPolicies: ['" + String.join("', '", actions) + "']");
  }

  public MigrationManifest annotated(String annotation, String value) {
    annotations.put(annotation, value);
    return this;
  }

  public String text() {
    try {
      return """
          apiVersion: db.m.sluice.dev/v1alpha1
          kind: Migration
          metadata: {name: %s, namespace: %s, annotations: %s}
          spec: {forProvider: {source: {inline: %s%s}, %s}, providerConfigRef: {kind: ProviderConfig, name: default}%s}
          """
          .formatted(
              name, namespace, JSON.writeValueAsString(annotations), JSON.writeValueAsString(inline), source, fields(), spec);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private String fields() {
    return forProvider.entrySet().stream().map(e -> e.getKey() + ": " + e.getValue()).collect(Collectors.joining(", "));
  }
}
