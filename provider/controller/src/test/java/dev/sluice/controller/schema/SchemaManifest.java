package dev.sluice.controller.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.controller.testbed.Flavour;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A Schema to be applied, piece by piece; pieces are entries of a YAML flow mapping. */
final class SchemaManifest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Flavour flavour;
  private final String namespace;
  private final String name;
  private final Map<String, String> annotations = new LinkedHashMap<>();
  private final Map<String, String> inline = new TreeMap<>();
  private final Map<String, String> desired = new LinkedHashMap<>();
  private final Map<String, String> policy = new LinkedHashMap<>();
  private final Map<String, String> forProvider = new LinkedHashMap<>();
  private final Map<String, String> spec = new LinkedHashMap<>();

  SchemaManifest(Flavour flavour, String namespace, String name, String database) {
    this.flavour = flavour;
    this.namespace = namespace;
    this.name = name;
    forProvider.put("database", database);
  }

  String name() {
    return name;
  }

  Flavour flavour() {
    return flavour;
  }

  SchemaManifest sql(String sql) {
    return file("desired.sql", sql);
  }

  SchemaManifest file(String file, String sql) {
    inline.put(file, sql);
    return this;
  }

  SchemaManifest withoutFiles() {
    inline.clear();
    return this;
  }

  SchemaManifest desired(String field, String value) {
    return put(desired, field, value);
  }

  SchemaManifest policy(String field, String value) {
    return put(policy, field, value);
  }

  /** Over what was there; null takes it away. */
  SchemaManifest forProvider(String field, String value) {
    return put(forProvider, field, value);
  }

  SchemaManifest policies(String... actions) {
    return put(spec, "managementPolicies", "['" + String.join("', '", actions) + "']");
  }

  SchemaManifest annotated(String annotation, String value) {
    return put(annotations, annotation, value);
  }

  private SchemaManifest put(Map<String, String> fields, String field, String value) {
    fields.put(field, value);
    fields.values().removeIf(Objects::isNull);
    return this;
  }

  String text() {
    var namespaced = flavour == Flavour.NAMESPACED;
    return """
        apiVersion: %s
        kind: Schema
        metadata: {name: %s, %sannotations: %s}
        spec: {forProvider: {desired: {inline: %s%s}, policy: {%s}, %s}, providerConfigRef: %s%s}
        """
        .formatted(
            flavour.apiVersion(), name, namespaced ? "namespace: " + namespace + ", " : "", json(annotations), json(inline), after(desired), fields(policy),
            fields(forProvider), namespaced ? "{kind: ProviderConfig, name: default}" : "{name: " + namespace + "}", after(spec));
  }

  private static String json(Map<String, String> map) {
    try {
      return JSON.writeValueAsString(map);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String after(Map<String, String> fields) {
    return fields.isEmpty() ? "" : ", " + fields(fields);
  }

  private static String fields(Map<String, String> fields) {
    return fields.entrySet().stream().map(e -> e.getKey() + ": " + e.getValue()).collect(Collectors.joining(", "));
  }
}
