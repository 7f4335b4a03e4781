package dev.sluice.local.crossplane;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * What Crossplane would do to one composite resource.
 *
 * @param composite with the status and conditions that it would get
 * @param composed what would be applied
 * @param deleted what would be deleted
 * @param events what would be told
 * @param fatal why a step of the pipeline ended it: the rest is what came before
 */
public record Rendered(
    JsonNode composite, List<JsonNode> composed, List<JsonNode> deleted, List<Event> events, Optional<String> fatal) {
  /** Type Normal or Warning. */
  public record Event(String type, String reason, String message) {
    public Event {
      requireNonNull(type, "type is null");
      requireNonNull(reason, "reason is null");
      requireNonNull(message, "message is null");
    }
  }

  public Rendered {
    requireNonNull(composite, "composite is null");
    composed = List.copyOf(composed);
    deleted = List.copyOf(deleted);
    events = List.copyOf(events);
    requireNonNull(fatal, "fatal is null");
  }

  /** By its name in the pipeline. */
  public Optional<JsonNode> composed(String resourceName) {
    return composed.stream()
        .filter(resource -> resource.at("/metadata/annotations/crossplane.io~1composition-resource-name").asText()
            .equals(resourceName))
        .findFirst();
  }

  /** A condition of the composite. */
  public Optional<JsonNode> condition(String type) {
    for (JsonNode condition : composite.at("/status/conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return Optional.of(condition);
      }
    }
    return Optional.empty();
  }
}
