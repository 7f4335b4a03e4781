package dev.sluice.controller.runtime;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Durations as Go, and so Kubernetes, writes them: {@code 10s}, {@code 1h30m}, {@code 250ms}. */
public final class GoDuration {
  private static final Pattern WHOLE = Pattern.compile("(?:\\d+(?:\\.\\d+)?(?:ns|us|µs|ms|s|m|h))+|0");
  private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ns|us|µs|ms|s|m|h)");

  private GoDuration() {}

  /** Empty where the text is not a duration. */
  public static Optional<Duration> parse(String text) {
    if (text == null || !WHOLE.matcher(text).matches()) {
      return Optional.empty();
    }
    var nanos = 0.0;
    for (var part = PART.matcher(text); part.find(); ) {
      nanos += Double.parseDouble(part.group(1)) * nanosOf(part.group(2));
    }
    return Optional.of(Duration.ofNanos((long) Math.min(nanos, Long.MAX_VALUE)));
  }

  private static double nanosOf(String unit) {
    return switch (unit) {
      case "ns" -> 1;
      case "us", "µs" -> 1e3;
      case "ms" -> 1e6;
      case "s" -> 1e9;
      case "m" -> 60e9;
      default -> 3600e9;
    };
  }
}
