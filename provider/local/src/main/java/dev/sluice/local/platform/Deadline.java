package dev.sluice.local.platform;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A moment until which a condition is asked for.
 *
 * @param nanoTime of the moment, on the clock of {@link System#nanoTime}
 * @param interval between two questions
 */
public record Deadline(long nanoTime, Duration interval) {
  private static final Duration INTERVAL = Duration.ofMillis(50);

  public Deadline {
    requireNonNull(interval, "interval is null");
  }

  /** Asked every 50 ms. */
  public static Deadline in(Duration timeout) {
    return new Deadline(System.nanoTime() + timeout.toNanos(), INTERVAL);
  }

  /** For questions that cost more than a look. */
  public Deadline every(Duration otherInterval) {
    return new Deadline(nanoTime, otherInterval);
  }

  public boolean passed() {
    return System.nanoTime() - nanoTime >= 0;
  }

  /**
   * True as soon as the condition holds, false when the deadline passes first. It is asked at least once.
   */
  public boolean await(BooleanSupplier condition) {
    return poll(() -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty()).isPresent();
  }

  /**
   * The first value, or empty when the deadline passes before there is one.
   */
  public <T> Optional<T> poll(Supplier<Optional<T>> source) {
    while (true) {
      Optional<T> value = source.get();
      if (value.isPresent() || passed()) {
        return value;
      }
      pause();
    }
  }

  private void pause() {
    try {
      Thread.sleep(interval);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting", e);
    }
  }
}
