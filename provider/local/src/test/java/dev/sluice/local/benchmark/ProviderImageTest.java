package dev.sluice.local.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProviderImageTest {
  private static final Path PACKAGE = Path.of("../../package");

  @Test
  void theFlagsAreThoseOfTheImage() throws Exception {
    String script = Files.readString(PACKAGE.resolve("runtime-image.sh"));

    assertThat(script.lines().filter(line -> line.startsWith("-XX:") || line.startsWith("--enable")))
        .filteredOn(line -> !line.startsWith("-XX:AOTCache"))
        .containsExactlyElementsOf(ProviderImage.FLAGS);
  }

  @Test
  void theMemoryIsThatOfTheStandaloneDeployment() throws Exception {
    assertThat(Files.readString(PACKAGE.resolve("standalone/deployment.yaml")))
        .containsPattern("limits:\\s+memory: " + ProviderImage.MEMORY_LIMIT + "Mi");
  }
}
