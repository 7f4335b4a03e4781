package dev.sluice.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Walks the schema of a CRD. */
final class Schemas {
  private Schemas() {}

  static JsonNode schema(JsonNode crd) {
    return crd.at("/spec/versions/0/schema/openAPIV3Schema");
  }

  /** Path of each value and its type; {@code []} stands for items, {@code {}} for values of a map. */
  static Map<String, String> shape(JsonNode crd) {
    var shape = new TreeMap<String, String>();
    walk(schema(crd), (path, node) -> shape.put(path, node.path("type").asText()));
    // The three that every object has; the generator leaves them out.
    shape.keySet().removeAll(Set.of("", "apiVersion", "kind", "metadata"));
    return shape;
  }

  static void walk(JsonNode schema, BiConsumer<String, JsonNode> visitor) {
    walk("", schema, visitor);
  }

  private static void walk(String path, JsonNode node, BiConsumer<String, JsonNode> visitor) {
    visitor.accept(path, node);
    node.path("properties")
        .properties()
        .forEach(
            property ->
                walk(path.isEmpty() ? property.getKey() : path + "." + property.getKey(), property.getValue(), visitor));
    if (node.has("items")) {
      walk(path + "[]", node.get("items"), visitor);
    }
    if (node.path("additionalProperties").isObject()) {
      walk(path + "{}", node.get("additionalProperties"), visitor);
    }
  }
}
