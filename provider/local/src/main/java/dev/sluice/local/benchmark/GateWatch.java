package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.local.platform.Deadline;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * When each of some texts was first told by a watch, such as the version that a Migration has applied or the pod that has no gate
 * any more; by the moment ({@link System#nanoTime}) at which the event arrived.
 */
final class GateWatch implements AutoCloseable {
  private final InputStream stream;
  private final Function<JsonNode, Optional<String>> told;
  private final Map<String, Long> arrived = new ConcurrentHashMap<>();

  private GateWatch(InputStream stream, Function<JsonNode, Optional<String>> told) {
    this.stream = requireNonNull(stream, "stream is null");
    this.told = requireNonNull(told, "told is null");
  }

  static GateWatch open(Api api, String collection, Function<JsonNode, Optional<String>> told) {
    GateWatch watch = new GateWatch(api.watch(collection), told);
    Thread.ofPlatform().daemon().name("watch-" + collection).start(watch::read);
    return watch;
  }

  /** The name of a pod without our gate. */
  static Optional<String> released(JsonNode pod) {
    for (JsonNode gate : pod.at("/spec/schedulingGates")) {
      if (gate.path("name").asText().equals("sluice.dev/migrated")) {
        return Optional.empty();
      }
    }
    return Optional.of(pod.at("/metadata/name").asText());
  }

  /** The version that a Migration says to have applied. */
  static Optional<String> applied(JsonNode migration) {
    return Optional.ofNullable(migration.at("/status/atProvider/appliedVersion").textValue());
  }

  /** @throws IllegalStateException if it isn't told in time */
  long await(String text, Duration timeout) {
    if (!Deadline.in(timeout).every(Duration.ofMillis(1)).await(() -> arrived.containsKey(text))) {
      throw new IllegalStateException("'" + text + "' was not seen within " + timeout.toSeconds() + " s");
    }
    return arrived.get(text);
  }

  @Override
  public void close() {
    try {
      stream.close();
    } catch (IOException alreadyBroken) {
      // It is to end either way.
    }
  }

  private void read() {
    ObjectMapper json = new ObjectMapper();
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        long now = System.nanoTime();
        told.apply(json.readTree(line).path("object")).ifPresent(text -> arrived.putIfAbsent(text, now));
      }
    } catch (IOException closed) {
      // By close(), or with the API server; whoever waits gives up in time.
    }
  }
}
