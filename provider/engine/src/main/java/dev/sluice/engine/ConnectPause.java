package dev.sluice.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Keeps a server that refuses everyone from being asked by everyone: after a failed attempt nobody tries for a while,
 * then one does. Not safe for threads by itself; times are {@link System#nanoTime}.
 */
final class ConnectPause {
  private final Duration first;
  private final Duration longest;
  private final RandomGenerator random;
  private Optional<Failure> cause = Optional.empty();
  private Duration length;
  private long until;
  private boolean probing;

  ConnectPause(Duration first, Duration longest, RandomGenerator random) {
    this.first = first;
    this.longest = longest;
    this.random = random;
    this.length = first;
  }

  /** What to tell whoever would have to connect now; empty where an attempt may be made or awaited. */
  Optional<Failure> refusal(long now) {
    return now - until < 0 ? cause : Optional.empty();
  }

  /** The last failure, while no attempt has succeeded since. */
  Optional<Failure> cause() {
    return cause;
  }

  /** Whether an attempt may begin; if so, it has. */
  boolean begin(long now) {
    if (cause.isEmpty()) {
      return true;
    }
    if (probing || now - until < 0) {
      return false;
    }
    probing = true;
    return true;
  }

  void failed(Failure failure, long now) {
    // Attempts that ran side by side fail together: only one of them lengthens the pause.
    boolean together = cause.isPresent() && now - until < 0;
    cause = Optional.of(failure);
    probing = false;
    if (!together) {
      until = now + (long) (length.toNanos() * (0.75 + random.nextDouble() / 2));
      length = length.multipliedBy(2).compareTo(longest) < 0 ? length.multipliedBy(2) : longest;
    }
  }

  void succeeded() {
    cause = Optional.empty();
    probing = false;
    length = first;
  }

  /** The attempt came to no end: somebody else may make one. */
  void abandoned() {
    probing = false;
  }
}
