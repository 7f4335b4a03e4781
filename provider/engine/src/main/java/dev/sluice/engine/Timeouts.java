package dev.sluice.engine;

import java.time.Duration;
import java.util.Objects;

/**
 * How long to wait for a connection, for a lock, and for a statement; zero means no limit.
 *
 * @param margin how long a server may take longer to say something than a statement may
 */
public record Timeouts(Duration connect, Duration lock, Duration statement, Duration margin) {
  public static final Timeouts DEFAULT = new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ZERO);

  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(30);

  public Timeouts {
    Objects.requireNonNull(connect, "connect");
    Objects.requireNonNull(lock, "lock");
    Objects.requireNonNull(statement, "statement");
    Objects.requireNonNull(margin, "margin");
  }

  /** With the usual margin, half a minute. */
  public Timeouts(Duration connect, Duration lock, Duration statement) {
    this(connect, lock, statement, Duration.ofSeconds(30));
  }

  /** After which a server that says nothing to a short piece of work is taken for hung. Never without limit. */
  public Duration silence() {
    return statement.isZero() ? LONGEST_SILENCE : statement.plus(margin);
  }

  /** The same in milliseconds, as drivers take it. */
  public int silenceMillis() {
    return (int) Math.clamp(silence().toMillis(), 1, Integer.MAX_VALUE);
  }
}
