package dev.sluice.local.benchmark.product;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** SQLite's databases, named as the provider names them. */
record DatabaseFiles(Path folder) {
  /** The database itself, SQLite's journals, the provider's lock. */
  private static final List<String> SUFFIXES = List.of("", "-journal", "-wal", "-shm", "-sluice");

  DatabaseFiles {
    requireNonNull(folder, "folder is null");
  }

  Path of(String database) {
    return folder.resolve(database + ".db");
  }

  /** With all that lies beside it; the time that it took. */
  Duration remove(String database) {
    long start = System.nanoTime();
    for (String suffix : SUFFIXES) {
      Path file = folder.resolve(of(database).getFileName() + suffix);
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new UncheckedIOException(file + " can't be removed", e);
      }
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
