package dev.sluice.local.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * One event of a watch, reduced to what is measured.
 *
 * @param nanoTime when it arrived
 * @param observed the generation that the status speaks for; -1 for none
 * @param ready the generation that it calls ready; empty unless Ready is True
 * @param conditions in words, for messages
 */
record Sighting(String name, long nanoTime, boolean gone, long observed, Optional<Long> ready, String conditions) {
  static Sighting of(JsonNode event, long nanoTime) {
    JsonNode object = event.get("object");
    JsonNode status = object.path("status");
    long observed = status.path("observedGeneration").asLong(-1);
    return new Sighting(
        object.at("/metadata/name").asText(),
        nanoTime,
        event.path("type").asText().equals("DELETED"),
        observed,
        conditions(status)
            .filter(condition -> is(condition, "Ready", "True"))
            .map(condition -> Math.min(observed, condition.path("observedGeneration").asLong(-1)))
            .findFirst(),
        conditions(status).map(Sighting::words).collect(Collectors.joining("; ")));
  }

  boolean speaksFor(long generation) {
    return observed >= generation;
  }

  boolean readyAt(long generation) {
    return !gone && ready.filter(called -> called >= generation).isPresent();
  }

  private static Stream<JsonNode> conditions(JsonNode status) {
    return StreamSupport.stream(status.path("conditions").spliterator(), false);
  }

  private static boolean is(JsonNode condition, String type, String status) {
    return condition.path("type").asText().equals(type) && condition.path("status").asText().equals(status);
  }

  private static String words(JsonNode condition) {
    return condition.path("type").asText() + "=" + condition.path("status").asText() + " "
        + condition.path("reason").asText() + " " + condition.path("message").asText();
  }
}
