package dev.sluice.compositions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.local.controlplane.ControlPlane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the API server has refused to somebody, by its audit log.
 */
final class Refusals {
  private static final int FORBIDDEN = 403;
  private static final ObjectMapper JSON = new ObjectMapper();

  private Refusals() {}

  /** Such as {@code list pods}, each once. */
  static SortedSet<String> of(ControlPlane controlPlane, String user) {
    try (var lines = Files.lines(controlPlane.auditLog().orElseThrow())) {
      return lines.filter(line -> line.contains(user) && line.contains("\"code\":" + FORBIDDEN))
          .map(Refusals::parse)
          .filter(event -> event.at("/user/username").asText().equals(user)
              && event.at("/responseStatus/code").asInt() == FORBIDDEN)
          .map(event -> (event.path("verb").asText() + " " + event.at("/objectRef/resource").asText()
              + " " + event.at("/objectRef/subresource").asText()).strip())
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no line of an audit log: " + line, e);
    }
  }
}
