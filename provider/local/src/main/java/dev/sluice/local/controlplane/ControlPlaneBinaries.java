package dev.sluice.local.controlplane;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.binary.Binaries;
import dev.sluice.local.binary.BinaryFolder;
import dev.sluice.local.binary.BinarySource;
import dev.sluice.local.binary.GoBuild;
import dev.sluice.local.binary.LockedSource;
import dev.sluice.local.platform.CacheFolder;
import dev.sluice.local.platform.Platform;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Finds the programs of the control plane, in this order: the folder that KUBEBUILDER_ASSETS names, our own cache,
 * the official download, a build with Go. What the last two make is kept in the cache.
 */
public final class ControlPlaneBinaries {
  private final Binaries binaries;

  ControlPlaneBinaries(List<BinarySource> sources) {
    this.binaries = new Binaries(sources);
  }

  /**
   * @param progress gets a line at least every ten seconds while something is downloaded or built
   */
  public static ControlPlaneBinaries ofUser(Consumer<String> progress) {
    return of(System.getenv(), CacheFolder.ofUser(), Platform.current(), progress);
  }

  static ControlPlaneBinaries of(
      Map<String, String> environment, CacheFolder cache, Platform platform, Consumer<String> progress) {
    requireNonNull(progress, "progress is null");
    Path folder = cache.resolve("control-plane/" + Binary.KUBERNETES_VERSION + "-" + platform);
    BinaryFolder cached = new BinaryFolder(folder);
    List<BinarySource> sources = new ArrayList<>();
    Optional.ofNullable(environment.get("KUBEBUILDER_ASSETS"))
        .filter(assets -> !assets.isBlank())
        .ifPresent(assets -> sources.add(new BinaryFolder(Path.of(assets))));
    sources.add(cached);
    sources.add(new LockedSource(cached, folder.resolve("lock"), progress, List.of(
        new OfficialDownload(folder, progress),
        new GoBuild(folder, progress))));
    return new ControlPlaneBinaries(sources);
  }

  /**
   * @throws IllegalStateException if no source has it, with what to install
   */
  public Path path(Binary binary) {
    return binaries.find(binary).orElseThrow(() -> new IllegalStateException(binary.program() + " can't be had: set KUBEBUILDER_ASSETS to"
            + " a folder that holds it, or install Go 1.26 or newer (https://go.dev/dl) to have it built"));
  }
}
