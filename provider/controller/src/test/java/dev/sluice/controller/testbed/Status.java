package dev.sluice.controller.testbed;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The status of an object, as anybody without our types reads it.
 *
 * @param generation of the object it was read with
 * @param observedGeneration -1 where there is none
 */
public record Status(long generation, long observedGeneration, boolean deleted, List<Condition> conditions) {

  /** @param observedGeneration null where there is none */
  public record Condition(String type, String status, String reason, String message, Long observedGeneration) {
    boolean is(String value) {
      return status.equals(value);
    }

    @Override
    public String toString() {
      return type + "=" + status + "/" + reason + "@" + observedGeneration + (message.isEmpty() ? "" : " " + message);
    }
  }

  public static Status of(GenericKubernetesResource object) {
    if (object == null) {
      return new Status(0, -1, true, List.of());
    }
    var status = (Map<?, ?>) object.getAdditionalProperties().getOrDefault("status", Map.of());
    var conditions = (List<?>) Optional.ofNullable((Object) status.get("conditions")).orElse(List.of());
    return new Status(
        object.getMetadata().getGeneration(),
        number(status.get("observedGeneration")).orElse(-1L),
        object.getMetadata().getDeletionTimestamp() != null,
        conditions.stream().map(c -> condition((Map<?, ?>) c)).toList());
  }

  public Optional<Condition> condition(String type) {
    return conditions.stream().filter(c -> c.type().equals(type)).findFirst();
  }

  public String message(String type) {
    return condition(type).map(Condition::message).orElse("");
  }

  public boolean isCurrent() {
    return observedGeneration == generation;
  }

  /** @param words as in {@link Resource} */
  public boolean says(String words) {
    if (words.startsWith("!")) {
      return condition(words.substring(1)).isEmpty();
    }
    var type = words.substring(0, words.indexOf('='));
    var rest = words.substring(words.indexOf('=') + 1).split("/", 2);
    return condition(type).filter(c -> c.is(rest[0]) && (rest.length == 1 || c.reason().equals(rest[1]))).isPresent();
  }

  public String lines() {
    return "generation " + generation + ", observed " + observedGeneration + ", " + conditions;
  }

  private static Condition condition(Map<?, ?> c) {
    return new Condition(
        text(c.get("type")), text(c.get("status")), text(c.get("reason")), text(c.get("message")), number(c.get("observedGeneration")).orElse(null));
  }

  private static String text(Object value) {
    return value == null ? "" : value.toString();
  }

  private static Optional<Long> number(Object value) {
    return value == null ? Optional.empty() : Optional.of(((Number) value).longValue());
  }
}
