package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What one user asked of the API server, by its audit log.
 *
 * @param file the current log; full ones lie beside it
 */
record AuditLog(Path file, String user) {
  private static final int FIRST_ERROR = 400;
  private static final ObjectMapper JSON = new ObjectMapper();

  AuditLog {
    requireNonNull(file, "file is null");
    requireNonNull(user, "user is null");
  }

  /** Requests that arrived in that time and were answered. */
  Requests between(Instant from, Instant until) {
    TreeMap<String, Long> counts = new TreeMap<>();
    for (Path log : files()) {
      try (Stream<String> lines = Files.lines(log)) {
        // Parsing only what can matter: the benchmark's own requests are in there too.
        lines.filter(line -> line.contains(user))
            .map(AuditLog::parse)
            .filter(event -> counts(event, from, until))
            .forEach(event -> counts.merge(words(event), 1L, Long::sum));
      } catch (IOException e) {
        throw new UncheckedIOException("audit log " + log + " can't be read", e);
      }
    }
    return new Requests(counts);
  }

  private List<Path> files() {
    try (Stream<Path> all = Files.list(file.getParent())) {
      // The API server begins a new one after 100 MB and keeps the full one as audit-<time>.log.
      return all.filter(other -> other.getFileName().toString().matches("audit(-.*)?\\.log")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("folder of " + file + " can't be read", e);
    }
  }

  private boolean counts(JsonNode event, Instant from, Instant until) {
    if (!event.at("/user/username").asText().equals(user)
        || !event.path("stage").asText().equals("ResponseComplete")
        || event.path("verb").asText().equals("watch")) {
      return false;
    }
    Instant received = Instant.parse(event.path("requestReceivedTimestamp").asText());
    return !received.isBefore(from) && received.isBefore(until);
  }

  private static String words(JsonNode event) {
    String resource = event.at("/objectRef/resource").asText();
    String subresource = event.at("/objectRef/subresource").asText();
    int code = event.at("/responseStatus/code").asInt();
    return event.path("verb").asText() + " "
        + (resource.isEmpty() ? event.path("requestURI").asText() : resource)
        + (subresource.isEmpty() ? "" : "/" + subresource)
        + (code < FIRST_ERROR ? "" : " [" + code + "]");
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException halfWritten) {
      // The last line may still be in the writing; it is later than what is asked for.
      return JSON.createObjectNode();
    }
  }
}
