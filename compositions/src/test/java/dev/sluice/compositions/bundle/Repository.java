package dev.sluice.compositions.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The YAML of this repository, as the tests read it. */
final class Repository {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  static final Path COMPOSITIONS = ROOT.resolve("compositions");
  static final Path EXAMPLES = ROOT.resolve("examples");

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private Repository() {}

  /** Every YAML file below a folder. */
  static List<Path> yamlFiles(Path folder) {
    try (var files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<ObjectNode> documents(Path file) {
    return documents(text(file));
  }

  static List<ObjectNode> documents(String stream) {
    try (var parser = YAML.createParser(stream)) {
      return YAML.<JsonNode>readValues(parser, JsonNode.class).readAll().stream().filter(JsonNode::isObject).map(ObjectNode.class::cast).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ObjectNode document(String text) {
    return documents(text).getFirst();
  }

  /** The only object of a kind in a file. */
  static ObjectNode document(Path file, String kind) {
    return documents(file).stream().filter(document -> document.path("kind").asText().equals(kind)).findFirst().orElseThrow();
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String yaml(JsonNode node) {
    try {
      return YAML.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
