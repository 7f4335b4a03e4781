package dev.sluice.local.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.local.binary.BinaryFolder;
import dev.sluice.local.binary.BinarySource;
import dev.sluice.local.binary.LockedSource;
import dev.sluice.local.platform.CacheFolder;
import dev.sluice.local.platform.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlPlaneBinariesTest {
  private static final Platform PLATFORM = new Platform("linux", "amd64");

  @TempDir
  private Path folder;

  private Path assets;
  private Path cached;

  @BeforeEach
  void folders() {
    assets = folder.resolve("assets");
    cached = folder.resolve("cache/control-plane/" + Binary.KUBERNETES_VERSION + "-linux-amd64");
  }

  @Test
  void theAssetsFolderComesFirst() throws IOException {
    Path expected = executable(assets, "etcd");
    executable(cached, "etcd");

    assertThat(binaries(Map.of("KUBEBUILDER_ASSETS", assets.toString())).path(Binary.ETCD)).isEqualTo(expected);
  }

  @Test
  void theCacheServesWhatTheAssetsFolderLacks() throws IOException {
    executable(assets, "etcd");
    Path expected = executable(cached, "kube-controller-manager");

    assertThat(binaries(Map.of("KUBEBUILDER_ASSETS", assets.toString())).path(Binary.KUBE_CONTROLLER_MANAGER))
        .isEqualTo(expected);
  }

  @Test
  void aFileThatCannotBeExecutedIsPassedOver() throws IOException {
    Files.createDirectories(assets);
    Files.writeString(assets.resolve("etcd"), "not a program");
    Path expected = executable(cached, "etcd");

    assertThat(binaries(Map.of("KUBEBUILDER_ASSETS", assets.toString())).path(Binary.ETCD)).isEqualTo(expected);
  }

  @Test
  void laterSourcesAreAskedInTurnAndOnlyUntilOneHasIt() {
    List<String> asked = new ArrayList<>();
    Path built = Path.of("/built/etcd");
    BinarySource locked = new LockedSource(new BinaryFolder(cached), cached.resolve("lock"), line -> { }, List.of(
        source("download", Optional.empty(), asked),
        source("build", Optional.of(built), asked),
        source("never", Optional.empty(), asked)));

    assertThat(new ControlPlaneBinaries(List.of(new BinaryFolder(cached), locked)).path(Binary.ETCD)).isEqualTo(built);
    assertThat(asked).containsExactly("download", "build");
  }

  @Test
  void whoWaitedForAnotherProcessUsesWhatThatOneMade() throws IOException {
    List<String> asked = new ArrayList<>();
    Path made = executable(cached, "etcd");
    BinarySource locked = new LockedSource(new BinaryFolder(cached), cached.resolve("lock"), line -> { },
        List.of(source("build", Optional.empty(), asked)));

    assertThat(locked.find(Binary.ETCD)).contains(made);
    assertThat(asked).isEmpty();
  }

  @Test
  void aProgramThatNobodyHasIsNamedWithTheRemedy() {
    assertThatThrownBy(() -> new ControlPlaneBinaries(List.of()).path(Binary.KWOK))
        .hasMessageContaining("kwok")
        .hasMessageContaining("KUBEBUILDER_ASSETS")
        .hasMessageContaining("install Go");
  }

  private ControlPlaneBinaries binaries(Map<String, String> environment) {
    return ControlPlaneBinaries.of(environment, new CacheFolder(folder.resolve("cache")), PLATFORM, line -> { });
  }

  private static BinarySource source(String name, Optional<Path> answer, List<String> asked) {
    return binary -> {
      asked.add(name);
      return answer;
    };
  }

  private static Path executable(Path folder, String name) throws IOException {
    Files.createDirectories(folder);
    Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n");
    file.toFile().setExecutable(true);
    return file;
  }
}
