package dev.sluice.local.binary;

import static java.util.Objects.requireNonNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A folder with ready programs: KUBEBUILDER_ASSETS, or our own cache.
 */
public record BinaryFolder(Path path) implements BinarySource {
  public BinaryFolder {
    requireNonNull(path, "path is null");
  }

  @Override
  public Optional<Path> find(GoProgram binary) {
    Path file = path.resolve(binary.program());
    return Files.isExecutable(file) ? Optional.of(file.toAbsolutePath()) : Optional.empty();
  }
}
