package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Waits until many resources got somewhere, and gives up when none of them moves any more. */
record Arrivals(Sightings watch, List<String> names, Progress progress) {
  private static final Duration STANDSTILL = Duration.ofMinutes(2);
  private static final Duration REPORT = Duration.ofSeconds(10);
  private static final Duration INTERVAL = Duration.ofMillis(200);

  Arrivals {
    requireNonNull(watch, "watch is null");
    requireNonNull(progress, "progress is null");
    names = List.copyOf(names);
  }

  /**
   * The event by which each got there; looking for it here delays nothing, for the watch notes the times.
   *
   * @throws IllegalStateException if some don't get there, with what some of them say
   */
  Map<String, Sighting> awaitAll(String what, Predicate<Sighting> condition) {
    long moved = System.nanoTime();
    long reported = moved;
    int arrived = 0;
    while (true) {
      Map<String, Sighting> firsts = watch.firsts(names, condition);
      if (firsts.size() == names.size()) {
        return firsts;
      }
      long now = System.nanoTime();
      if (firsts.size() > arrived) {
        arrived = firsts.size();
        moved = now;
      }
      if (watch.hasEnded() || now - moved > STANDSTILL.toNanos()) {
        throw new IllegalStateException("only " + arrived + " of " + names.size() + " became " + what
            + (watch.hasEnded() ? ", the watch ended" : "") + "; " + watch.missing(names, condition));
      }
      if (now - reported > REPORT.toNanos()) {
        reported = now;
        progress.say("  " + arrived + " of " + names.size() + " " + what);
      }
      Settling.sleep(INTERVAL);
    }
  }
}
