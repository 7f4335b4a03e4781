package dev.sluice.function.gate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import dev.sluice.function.field.FieldPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The package of the function, and its input's schema against the code that reads the input. */
class PackageTest {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static String stream;
  private static List<JsonNode> documents;

  @BeforeAll
  static void buildPackage() throws IOException, InterruptedException {
    var process = new ProcessBuilder("sh", "../../package/package-yaml.sh", "function").redirectError(ProcessBuilder.Redirect.INHERIT).start();
    stream = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).isZero();
    documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(stream).readAll().stream().filter(JsonNode::isObject).toList();
  }

  @Test
  void theStreamBeginsAndEndsWithASeparator() {
    assertThat(stream).startsWith("---\n").endsWith("\n---\n");
  }

  @Test
  void itIsAFunctionForCompositionsAndItsInput() {
    assertThat(documents).hasSize(2);
    assertThat(documents.getFirst().path("apiVersion").asText()).isEqualTo("meta.pkg.crossplane.io/v1");
    assertThat(documents.getFirst().path("kind").asText()).isEqualTo("Function");
    assertThat(documents.getFirst().at("/spec/crossplane/version").asText()).isEqualTo(">=v2.0.0-0");
    assertThat(documents.getFirst().at("/spec/capabilities")).hasSize(1);
    assertThat(documents.getFirst().at("/spec/capabilities/0").asText()).isEqualTo("composition");
    assertThat(documents.getLast().path("kind").asText()).isEqualTo("CustomResourceDefinition");
  }

  /** What the code says that it knows, where it is given something else. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "{unknown: 1} | ",
    "{apiVersion: gate.fn.sluice.dev/v1beta1, kind: Gate, gates: [{unknown: 1}]} | /properties/gates/items",
    "{apiVersion: gate.fn.sluice.dev/v1beta1, kind: Gate, gates: [{after: [a], hold: [{unknown: 1}]}]} | /properties/gates/items/properties/hold/items"
  })
  void theSchemaHasTheFieldsThatAreRead(String input, String place) throws IOException {
    var struct = Struct.newBuilder();
    JsonFormat.parser().merge(YAML.readTree(input).toString(), struct);
    var fields = documents.getLast().at("/spec/versions/0/schema/openAPIV3Schema" + (place == null ? "" : place)).path("properties");
    var names = fields.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());

    assertThat(names).isNotEmpty();
    assertThatThrownBy(() -> Input.read(struct.build()))
        .isInstanceOf(InputException.class)
        .satisfies(e -> assertThat(List.of(e.getMessage().replaceAll(".* has ", "").split(", "))).containsExactlyInAnyOrderElementsOf(names));
  }

  @Test
  void theExampleInTheDocumentationIsRead() throws IOException {
    var text = Files.readString(Path.of("../../docs/function.md"));
    var example = YAML.readTree(text.substring(text.indexOf("```yaml") + 7, text.indexOf("```\n", text.indexOf("```yaml")))).path(0).path("input");
    var struct = Struct.newBuilder();
    JsonFormat.parser().merge(example.toString(), struct);

    assertThat(Input.read(struct.build())).isEqualTo(List.of(new Gate(List.of("migration"), List.of(new Gate.Hold("app", Optional.empty())), Gate.Missing.Fail)));
    assertThat(Input.report(struct.build())).contains(FieldPath.parse("status.waitingFor"));
  }

  @Test
  void theReasonsInTheDocumentationAreThoseThereAre() throws IOException {
    var text = Files.readString(Path.of("../../docs/function.md"));

    assertThat(Obstacle.Reason.values()).allSatisfy(reason -> assertThat(text).containsPattern("True / .*" + reason.name()));
  }

  @Test
  void theSchemaHasTheWordsThatAreRead() {
    var words = documents.getLast().at("/spec/versions/0/schema/openAPIV3Schema/properties/gates/items/properties/missing/enum");

    assertThat(StreamSupport.stream(words.spliterator(), false).map(JsonNode::asText)).containsExactly(List.of(Gate.Missing.values()).stream().map(Enum::name).toArray(String[]::new));
  }
}
