package dev.sluice.controller.managed;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** When to try again: doubling pauses with jitter, for ever. Counts by what failed, and forgets at the first success. */
public final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(500);
  static final Duration LONGEST = Duration.ofSeconds(30);

  private final Map<String, Integer> failures = new ConcurrentHashMap<>();
  private final RandomGenerator random;

  public Backoff(RandomGenerator random) {
    this.random = Objects.requireNonNull(random, "random");
  }

  /** The pause after one more failure: between half of and the whole of 0.5 s, 1 s, 2 s ... 30 s. */
  public Duration next(String id) {
    var failed = failures.merge(id, 1, Integer::sum);
    var whole = Math.min(LONGEST.toMillis(), FIRST.toMillis() << Math.min(failed - 1, 10));
    return Duration.ofMillis(whole / 2 + random.nextLong(whole / 2 + 1));
  }

  public void succeeded(String id) {
    failures.remove(id);
  }
}
