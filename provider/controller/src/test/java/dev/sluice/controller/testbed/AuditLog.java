package dev.sluice.controller.testbed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** What the provider asked of the API server. */
public final class AuditLog {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> WRITES = Set.of("create", "update", "patch", "delete", "deletecollection");

  private final Path file;
  private final String user;

  AuditLog(Path file, String user) {
    this.file = file;
    this.user = user;
  }

  /** One request: {@code patch databases/status t1/t1-a 200}. */
  public record Request(String verb, String resource, String place, int code) {
    @Override
    public String toString() {
      return verb + " " + resource + " " + place + " " + code;
    }
  }

  /** The provider's writes that have to do with a test's objects, as far as the log is written. */
  public List<Request> writes(String space) {
    try (var lines = Files.lines(file)) {
      return lines
          .filter(l -> l.contains("\"" + user + "\"") && l.contains(space))
          .map(AuditLog::parsed)
          .filter(n -> n.path("user").path("username").asText().equals(user))
          .map(AuditLog::request)
          .filter(r -> WRITES.contains(r.verb) && r.place.contains(space))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("audit log " + file + " can't be read", e);
    }
  }

  private static Request request(JsonNode line) {
    var object = line.path("objectRef");
    var sub = object.path("subresource").asText("");
    var place = object.path("namespace").asText("") + "/" + object.path("name").asText("");
    return new Request(
        line.path("verb").asText(), object.path("resource").asText() + (sub.isEmpty() ? "" : "/" + sub), place, line.path("responseStatus").path("code").asInt());
  }

  private static JsonNode parsed(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
