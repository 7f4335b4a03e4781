package dev.sluice.local.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Processor time of a process and all its children, those that have ended included.
 */
final class ProcessorTime {
  /** Linux counts in hundredths of a second on every platform that we run on. */
  private static final int TICK_MILLIS = 10;
  private static final int FIRST_FIELD = 11;
  /** Own user and system time, then those of children that have ended. */
  private static final int FIELDS = 4;

  /** The least time that says that a process has nothing in work, and what it may use in it all the same. */
  private static final Duration LULL = Duration.ofSeconds(3);
  private static final Duration BREATHING = Duration.ofMillis(20);

  private ProcessorTime() {}

  /** Whether a time came in which it did next to nothing. Where there is no /proc such a time is waited for, and believed. */
  static boolean awaitLull(long pid, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < deadline) {
      Optional<Duration> before = ofTree(pid);
      Settling.sleep(LULL);
      if (before.flatMap(then -> ofTree(pid).map(now -> now.minus(then))).filter(used -> used.compareTo(BREATHING) > 0).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Empty where there is no /proc. */
  static Optional<Duration> ofTree(long pid) {
    if (ticks(pid).isEmpty()) {
      return Optional.empty();
    }
    LongStream descendants = ProcessHandle.of(pid).stream().flatMap(ProcessHandle::descendants).mapToLong(ProcessHandle::pid);
    long all = LongStream.concat(LongStream.of(pid), descendants).map(process -> ticks(process).orElse(0L)).sum();
    return Optional.of(Duration.ofMillis(all * TICK_MILLIS));
  }

  private static Optional<Long> ticks(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      // The program's name comes in brackets and may hold blanks.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return Optional.of(Stream.of(fields).skip(FIRST_FIELD).limit(FIELDS).mapToLong(Long::parseLong).sum());
    } catch (IOException absent) {
      return Optional.empty();
    }
  }
}
