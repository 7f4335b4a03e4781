package dev.sluice.local.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a process occupies now, in bytes.
 *
 * @param resident all of it
 * @param anonymous what isn't a file's content: files (jars, the AOT cache) can be dropped under pressure, this can't
 * @param peak the most it ever occupied
 */
record Memory(long resident, long anonymous, long peak) {
  private static final int KILOBYTE = 1024;
  private static final double MEBIBYTE = 1024 * 1024;

  /** Empty where there is no /proc. */
  static Optional<Memory> of(long pid) {
    try {
      List<String> status = Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"));
      return Optional.of(new Memory(bytes(status, "VmRSS:"), bytes(status, "RssAnon:"), bytes(status, "VmHWM:")));
    } catch (IOException absent) {
      return Optional.empty();
    }
  }

  String now() {
    return mebibytes(resident) + ", " + mebibytes(anonymous) + " of it anonymous";
  }

  String most() {
    return mebibytes(peak);
  }

  private static long bytes(List<String> status, String key) {
    return status.stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.replaceAll("\\D", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElse(0) * KILOBYTE;
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%.0f MiB", bytes / MEBIBYTE);
  }
}
