package dev.sluice.local.controlplane;

import static java.util.Objects.requireNonNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A folder with ready programs: KUBEBUILDER_ASSETS, or our own cache.
 */
record BinaryFolder(Path path) implements BinarySource {
  BinaryFolder {
    requireNonNull(path, "path is null");
  }

  @Override
  public Optional<Path> find(Binary binary) {
    Path file = path.resolve(binary.program());
    return Files.isExecutable(file) ? Optional.of(file.toAbsolutePath()) : Optional.empty();
  }
}
