package dev.sluice.local.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects durations by the name of what was measured, in the order in which the names came up. */
final class Samples {
  private final Map<String, List<Duration>> byName = new LinkedHashMap<>();

  void add(String what, Duration duration) {
    byName.computeIfAbsent(what, name -> new ArrayList<>()).add(duration);
  }

  void add(String what, long fromNanos, long toNanos) {
    add(what, Duration.ofNanos(toNanos - fromNanos));
  }

  Optional<Distribution> of(String what) {
    return Optional.ofNullable(byName.get(what)).map(Distribution::new);
  }
}
