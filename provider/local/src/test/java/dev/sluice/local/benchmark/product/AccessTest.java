package dev.sluice.local.benchmark.product;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AccessTest {
  private static final Path EXAMPLES = Path.of("../../examples/engines");

  @ParameterizedTest
  @EnumSource(value = MeasuredEngine.class, names = "SQLITE", mode = EnumSource.Mode.EXCLUDE)
  void aServerIsReachedAsItsExampleReachesIt(MeasuredEngine engine) throws Exception {
    Access access = Access.network(engine, "127.0.0.1", 4711, "me", "s3cret");
    JsonNode config = new YAMLMapper().readTree(access.config());

    JsonNode example = exampleOf(engine);
    assertThat(config.get("engine")).isEqualTo(example.get("engine"));
    assertThat(config.get("tls")).isEqualTo(example.get("tls"));
    assertThat(config.at("/credentials/secretRef/name").asText()).isEqualTo(Access.SECRET);
    assertThat(access.secret().orElseThrow())
        .containsEntry("endpoint", "127.0.0.1").containsEntry("port", "4711").containsEntry("username", "me").hasSize(4);
    assertThat(access.toString()).doesNotContain("s3cret");
  }

  private static JsonNode exampleOf(MeasuredEngine engine) throws Exception {
    String release = Files.readString(EXAMPLES.resolve(engine.word()).resolve("1-release.yaml"));
    return new YAMLMapper().readTree(release.split("(?m)^---$")[0]).get("spec");
  }
}
