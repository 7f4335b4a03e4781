package dev.sluice.local.controlplane;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.platform.FileLock;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Sources that fill the cache, one process at a time: who had to wait finds the program in the cache.
 */
record LockedSource(BinaryFolder cached, Path lock, Consumer<String> progress, List<BinarySource> sources)
    implements BinarySource {
  LockedSource {
    requireNonNull(cached, "cached is null");
    requireNonNull(lock, "lock is null");
    requireNonNull(progress, "progress is null");
    sources = List.copyOf(sources);
  }

  @Override
  public Optional<Path> find(Binary binary) {
    try (FileLock held = FileLock.acquire(lock, () -> progress.accept(
        "waiting for another process that prepares the control plane (" + lock + ")"))) {
      Optional<Path> made = cached.find(binary);
      return made.isPresent()
          ? made
          : sources.stream().flatMap(source -> source.find(binary).stream()).findFirst();
    }
  }
}
