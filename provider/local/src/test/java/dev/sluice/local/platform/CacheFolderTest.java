package dev.sluice.local.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheFolderTest {
  private static final Path HOME = Path.of("/home/ada");

  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, linux-amd64, /home/ada/.cache/sluice",
    "Linux, aarch64, linux-arm64, /home/ada/.cache/sluice",
    "Mac OS X, x86_64, darwin-amd64, /home/ada/Library/Caches/sluice",
    "Mac OS X, aarch64, darwin-arm64, /home/ada/Library/Caches/sluice",
  })
  void everyPlatformHasItsCustomaryFolder(String os, String architecture, String platform, Path folder) {
    Platform found = Platform.of(os, architecture);

    assertThat(found).hasToString(platform);
    assertThat(CacheFolder.of(Map.of(), HOME, found).path()).isEqualTo(folder);
  }

  @Test
  void theUsersChoiceOutranksTheCustom() {
    assertThat(CacheFolder.of(Map.of("XDG_CACHE_HOME", "/var/cache/ada"), HOME, Platform.of("Linux", "amd64")).path())
        .isEqualTo(Path.of("/var/cache/ada/sluice"));
  }

  @Test
  void anotherSystemIsRefusedWithTheWayAround() {
    assertThatThrownBy(() -> Platform.of("Windows 11", "amd64")).hasMessageContaining("--kubeconfig");
  }
}
