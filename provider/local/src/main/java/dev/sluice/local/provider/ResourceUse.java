package dev.sluice.local.provider;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What one process has of the machine at a moment.
 *
 * @param residentBytes physical memory
 * @param peakResidentBytes the most it ever had
 * @param processorTime of all its threads since its start, user and system
 */
public record ResourceUse(long residentBytes, long peakResidentBytes, Duration processorTime) {
  private static final int KILOBYTE = 1024;
  /** Linux reports processor time in hundredths of a second on every platform that we run on. */
  private static final int TICK_MILLIS = 10;
  private static final int USER_TICKS = 11;
  private static final int SYSTEM_TICKS = 12;

  public ResourceUse {
    requireNonNull(processorTime, "processorTime is null");
  }

  static Optional<ResourceUse> ofProcess(long pid) {
    Path folder = Path.of("/proc", Long.toString(pid));
    try {
      List<String> status = Files.readAllLines(folder.resolve("status"));
      String stat = Files.readString(folder.resolve("stat"));
      // The program's name comes in brackets and may hold blanks.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      long ticks = Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]);
      return Optional.of(new ResourceUse(
          kilobytes(status, "VmRSS:") * KILOBYTE,
          kilobytes(status, "VmHWM:") * KILOBYTE,
          Duration.ofMillis(ticks * TICK_MILLIS)));
    } catch (IOException absent) {
      return Optional.empty();
    }
  }

  private static long kilobytes(List<String> status, String key) {
    return status.stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.replaceAll("\\D", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElse(0);
  }
}
