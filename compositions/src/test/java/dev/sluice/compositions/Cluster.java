package dev.sluice.compositions;

import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sluice.local.controlplane.ControlPlane;
import dev.sluice.local.controlplane.Kubectl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/**
 * What tests ask of the API, as cluster-admin.
 */
public record Cluster(ControlPlane controlPlane) {
  /** Nothing here takes as long on a machine that has nothing else to do; garbage collection of new kinds takes a minute. */
  static final Duration SOON = Duration.ofMinutes(4);
  private static final Duration INTERVAL = Duration.ofMillis(200);
  private static final ObjectMapper JSON = new ObjectMapper();

  public Cluster {
    requireNonNull(controlPlane, "controlPlane is null");
  }

  /**
   * The object, or a missing node.
   *
   * @param resource as kubectl has it, such as {@code database.db.m.sluice.dev/orders}
   * @param options such as {@code --namespace=team}
   */
  JsonNode get(String resource, String... options) {
    List<String> arguments = new ArrayList<>(List.of("get", resource, "-o", "json"));
    arguments.addAll(List.of(options));
    Kubectl.Result result = controlPlane.kubectl().run(arguments.toArray(String[]::new));
    try {
      return result.succeeded() ? JSON.readTree(result.stdout()) : MissingNode.getInstance();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(result.stdout(), e);
    }
  }

  /** Waits until the object is as wanted; a failure shows it as it is then. */
  JsonNode awaitObject(String resource, Predicate<JsonNode> wanted, String... options) {
    return await(resource).atMost(SOON).pollInterval(INTERVAL).until(() -> get(resource, options), wanted);
  }

  void awaitCondition(String resource, String type, String status, String... options) {
    awaitObject(resource, object -> condition(object, type).path("status").asText().equals(status), options);
  }

  void awaitGone(String resource, String... options) {
    awaitObject(resource, JsonNode::isMissingNode, options);
  }

  static JsonNode condition(JsonNode object, String type) {
    return StreamSupport.stream(object.at("/status/conditions").spliterator(), false)
        .filter(condition -> condition.path("type").asText().equals(type))
        .findFirst()
        .orElse(MissingNode.getInstance());
  }
}
