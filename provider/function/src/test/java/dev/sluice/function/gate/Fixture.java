package dev.sluice.function.gate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.sluice.function.proto.RunFunctionRequest;
import dev.sluice.function.proto.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One file of src/test/resources/cases: a request as a scene with changes to it (JSON merge patches, one after the other;
 * those that many cases share stand in src/test/resources/changes), and what is expected of the answer. Its desired state is all that was asked for, but for the changes that the case names.
 */
public record Fixture(String name, JsonNode request, JsonNode expected) {
  private static final Path RESOURCES = Path.of("src/test/resources");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  public static List<Fixture> all() {
    try (var files = Files.list(RESOURCES.resolve("cases"))) {
      return files.sorted().map(Fixture::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Fixture named(String name) {
    return read(RESOURCES.resolve("cases").resolve(name + ".yaml"));
  }

  /** A request of src/test/resources/scenes, unchanged. */
  public static RunFunctionRequest scene(String name) {
    return parse(tree(RESOURCES.resolve("scenes").resolve(name + ".yaml")), RunFunctionRequest.newBuilder()).build();
  }

  private static Fixture read(Path file) {
    var fixture = tree(file);
    var request = tree(RESOURCES.resolve("scenes").resolve(fixture.get("scene").asText() + ".yaml"));
    for (var change : fixture.withArray("given")) {
      request = patched(request, change.isTextual() ? tree(RESOURCES.resolve("changes").resolve(change.asText() + ".yaml")) : change);
    }
    return new Fixture(file.getFileName().toString().replace(".yaml", ""), request, fixture.get("expect"));
  }

  private static JsonNode tree(Path file) {
    try {
      return YAML.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  public RunFunctionRequest asked() {
    return parse(request, RunFunctionRequest.newBuilder()).build();
  }

  State desiredThen() {
    var desired = request.path("desired");
    for (var change : expected.withArray("desired")) {
      desired = patched(desired, change);
    }
    return parse(desired, State.newBuilder()).build();
  }

  private static <B extends Message.Builder> B parse(JsonNode json, B builder) {
    try {
      JsonFormat.parser().merge(json.toString(), builder);
      return builder;
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** RFC 7386. */
  private static JsonNode patched(JsonNode target, JsonNode patch) {
    if (!patch.isObject()) {
      return patch;
    }
    var result = target instanceof ObjectNode object ? object.deepCopy() : YAML.createObjectNode();
    patch.properties().forEach(
        field -> {
          if (field.getValue() instanceof NullNode) {
            result.remove(field.getKey());
          } else {
            result.set(field.getKey(), patched(result.path(field.getKey()), field.getValue()));
          }
        });
    return result;
  }

  @Override
  public String toString() {
    return name;
  }
}
