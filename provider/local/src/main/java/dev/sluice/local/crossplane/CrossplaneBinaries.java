package dev.sluice.local.crossplane;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.binary.Binaries;
import dev.sluice.local.binary.BinaryFolder;
import dev.sluice.local.binary.GoBuild;
import dev.sluice.local.binary.LockedSource;
import dev.sluice.local.platform.CacheFolder;
import dev.sluice.local.platform.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Crossplane's programs in the user's cache, built there once with Go: about seven minutes for all on two cores.
 */
public final class CrossplaneBinaries {
  static final String CRDS = "-crds";
  static final String PACKAGE = "-package";

  private final BinaryFolder cached;
  private final Binaries binaries;

  private CrossplaneBinaries(BinaryFolder cached, Binaries binaries) {
    this.cached = requireNonNull(cached, "cached is null");
    this.binaries = requireNonNull(binaries, "binaries is null");
  }

  /**
   * @param progress gets a line at least every ten seconds while something is built
   */
  public static CrossplaneBinaries ofUser(Consumer<String> progress) {
    return of(CacheFolder.ofUser(), Platform.current(), progress);
  }

  static CrossplaneBinaries of(CacheFolder cache, Platform platform, Consumer<String> progress) {
    Path folder = cache.resolve("crossplane/" + platform);
    BinaryFolder cached = new BinaryFolder(folder);
    return new CrossplaneBinaries(cached, new Binaries(List.of(cached,
        new LockedSource(cached, folder.resolve("lock"), progress, List.of(new GoBuild(folder, progress))))));
  }

  /** Why they can't be had; empty where they can. Builds nothing. */
  public Optional<String> missing() {
    boolean complete = Stream.of(CrossplaneProgram.values()).allMatch(program -> cached.find(program).isPresent());
    return complete || GoBuild.isPossible() ? Optional.empty() : Optional.of(
        "Crossplane is built from its Go modules, and there is no Go: install Go 1.26 or newer (https://go.dev/dl)");
  }

  /**
   * @throws IllegalStateException where there is no Go to build it
   */
  public Path path(CrossplaneProgram program) {
    return binaries.find(program).orElseThrow(() -> new IllegalStateException(
        program.program() + " can't be had: install Go 1.26 or newer (https://go.dev/dl) to have it built"));
  }

  /** The folder with the CRDs of Crossplane itself. */
  Path crds() {
    return beside(CrossplaneProgram.CROSSPLANE, CRDS);
  }

  /** What its publisher ships, without the program in it. */
  PackageImage packageOf(CrossplaneProgram function) {
    try (Stream<Path> files = Files.list(beside(function, PACKAGE))) {
      return PackageImage.of(files.sorted().map(CrossplaneBinaries::read).toList());
    } catch (IOException e) {
      throw new UncheckedIOException("the package of " + function.program() + " can't be read", e);
    }
  }

  private Path beside(CrossplaneProgram program, String suffix) {
    Path file = path(program);
    return file.resolveSibling(file.getFileName() + suffix);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
