package dev.sluice.local.binary;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.platform.FileLock;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Sources that fill the cache, one process at a time: who had to wait finds the program in the cache.
 */
public record LockedSource(BinaryFolder cached, Path lock, Consumer<String> progress, List<BinarySource> sources)
    implements BinarySource {
  public LockedSource {
    requireNonNull(cached, "cached is null");
    requireNonNull(lock, "lock is null");
    requireNonNull(progress, "progress is null");
    sources = List.copyOf(sources);
  }

  @Override
  public Optional<Path> find(GoProgram binary) {
    try (FileLock held = FileLock.acquire(lock, () -> progress.accept(
        "waiting for another process that prepares " + binary.program() + " (" + lock + ")"))) {
      Optional<Path> made = cached.find(binary);
      return made.isPresent()
          ? made
          : new Binaries(sources).find(binary);
    }
  }
}
