package dev.sluice.local.crossplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.local.platform.CacheFolder;
import dev.sluice.local.platform.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CrossplaneBinariesTest {
  @TempDir
  private Path folder;

  @Test
  void whatIsCachedIsUsedWithItsFolders() throws IOException {
    Path cached = Files.createDirectories(folder.resolve("crossplane/linux-amd64"));
    for (CrossplaneProgram program : CrossplaneProgram.values()) {
      Files.writeString(cached.resolve(program.program()), "#!/bin/sh\n").toFile().setExecutable(true);
    }
    CrossplaneBinaries binaries = CrossplaneBinaries.of(
        new CacheFolder(folder), new Platform("linux", "amd64"), line -> { });

    assertThat(binaries.missing()).isEmpty();
    assertThat(binaries.path(CrossplaneProgram.CROSSPLANE)).isEqualTo(cached.resolve("crossplane-2.4.0"));
    assertThat(binaries.crds()).isEqualTo(cached.resolve("crossplane-2.4.0-crds"));
  }

  @ParameterizedTest
  @EnumSource
  void theVersionIsWhatGoIsTold(CrossplaneProgram program) throws IOException {
    try (var in = getClass().getResourceAsStream(program.module() + "/go.mod")) {
      assertThat(new String(in.readAllBytes())).contains(program.goPackage().split("/cmd/")[0] + " v" + program.version());
    }
    assertThat(getClass().getResource(program.module() + "/go.sum")).isNotNull();
  }
}
