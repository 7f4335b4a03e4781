package dev.sluice.local.benchmark;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Durations of one thing measured several times, at least once.
 *
 * @param sorted shortest first
 */
record Distribution(List<Duration> sorted) {
  private static final double HALF = 0.5;
  private static final double NANOS = 1e9;

  Distribution {
    sorted = sorted.stream().sorted().toList();
    if (sorted.isEmpty()) {
      throw new IllegalArgumentException("nothing was measured");
    }
  }

  Duration median() {
    return percentile(HALF);
  }

  /** The nearest rank: a value that was measured, none in between. */
  Duration percentile(double share) {
    int rank = (int) Math.ceil(share * sorted.size());
    return sorted.get(Math.max(rank, 1) - 1);
  }

  Duration shortest() {
    return sorted.getFirst();
  }

  Duration longest() {
    return sorted.getLast();
  }

  /** How many times the other's median this one's is, such as {@code 1.8 x}. */
  String ratioTo(Distribution other) {
    return String.format(Locale.ROOT, "%.1f x", seconds(median()) / seconds(other.median()));
  }

  /** Such as {@code 0.031-0.045}. */
  String range() {
    return text(shortest()) + "-" + text(longest());
  }

  static String text(Duration duration) {
    return String.format(Locale.ROOT, "%.3f", seconds(duration));
  }

  static double seconds(Duration duration) {
    return duration.toNanos() / NANOS;
  }
}
