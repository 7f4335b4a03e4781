package dev.sluice.engine.postgresql.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.engine.postgresql.schema.script.Script;
import dev.sluice.engine.postgresql.schema.script.Statement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One line of a file of cases: a structure and another one, in SQL. Each is a case in both directions.
 *
 * @param since the server's version that it needs
 */
record SchemaCase(String id, String setup, String current, String desired, boolean loads, boolean bothWays, boolean keepsValues, int since) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static List<SchemaCase> of(Path file) {
    try {
      return Files.readAllLines(file).stream().filter(line -> !line.isBlank()).map(SchemaCase::node).filter(SchemaCase::ours).map(SchemaCase::of).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode node(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Others' files may be about other products, or of SQL to look at alone. */
  private static boolean ours(JsonNode node) {
    return node.has("desired") && node.path("engine").asText("postgres").equals("postgres");
  }

  private static SchemaCase of(JsonNode node) {
    var loads = node.path("loads_reordered");
    return new SchemaCase(
        node.path("id").asText(), setup(node), structure(node.path("current").asText()), structure(node.path("desired").asText()),
        loads.isMissingNode() || loads.asBoolean(), !node.path("flags").path("forwardOnly").asBoolean(), !node.path("flags").path("renamesValues").asBoolean(), node.path("flags").path("since").asInt());
  }

  /** Without what is about rows, which the engine refuses to take for structure. */
  private static String structure(String sql) {
    return Script.of(new TreeMap<>(Map.of("case", sql))).statements().stream()
        .filter(statement -> !statement.head().matches("(INSERT|UPDATE|DELETE) .*"))
        .map(statement -> statement.tokens().isEmpty() ? "" : sqlWithHints(statement))
        .collect(Collectors.joining(";\n"));
  }

  private static String sqlWithHints(Statement statement) {
    var hints = statement.tokens().stream().filter(token -> token.text().startsWith("-- sluice:") && !statement.sql().contains(token.text())).map(token -> token.text() + "\n");
    return hints.collect(Collectors.joining()) + statement.sql();
  }

  private static String setup(JsonNode node) {
    return node.path("flags").path("setup").asText();
  }

  /** From the one to the other, and back where that makes sense: hints point one way, and extensions are never dropped. */
  List<SchemaCase> directions() {
    return bothWays ? List.of(this, new SchemaCase(id + " backward", setup, desired, current, loads, true, keepsValues, since)) : List.of(this);
  }

  @Override
  public String toString() {
    return id;
  }
}
