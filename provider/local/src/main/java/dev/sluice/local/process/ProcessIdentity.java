package dev.sluice.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Process id and start time: what tells a process from a later one with the same id.
 */
record ProcessIdentity(long pid, Instant start) {
  /** The system's clock of process starts may be read a little differently by another JVM. */
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  static ProcessIdentity of(ProcessHandle process) {
    return new ProcessIdentity(process.pid(), process.info().startInstant().orElse(Instant.EPOCH));
  }

  static Optional<ProcessIdentity> read(Path file) {
    try {
      String[] parts = Files.readString(file).strip().split(" ");
      return parts.length == 2
          ? Optional.of(new ProcessIdentity(Long.parseLong(parts[0]), Instant.ofEpochMilli(Long.parseLong(parts[1]))))
          : Optional.empty();
    } catch (IOException | NumberFormatException absentOrTorn) {
      return Optional.empty();
    }
  }

  void write(Path file) {
    try {
      Files.writeString(file, pid + " " + start.toEpochMilli() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("process file " + file + " can't be written", e);
    }
  }

  Optional<ProcessHandle> find() {
    return ProcessHandle.of(pid).filter(ProcessIdentity::runs).filter(this::startedThen);
  }

  /** False also for one that has ended and that its parent hasn't asked about yet: it has no command any more. */
  static boolean runs(ProcessHandle process) {
    return process.isAlive() && process.info().command().isPresent();
  }

  private boolean startedThen(ProcessHandle process) {
    return process.info().startInstant()
        .map(actual -> Duration.between(start, actual).abs().compareTo(TOLERANCE) <= 0)
        .orElse(false);
  }
}
