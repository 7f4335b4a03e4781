package dev.sluice.engine;

import java.time.Duration;
import java.util.Objects;

/** How long to wait for a connection, for a lock, and for a statement; zero means no limit. */
public record Timeouts(Duration connect, Duration lock, Duration statement) {
  public static final Timeouts DEFAULT = new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ZERO);

  /** How long a server may take longer to say something than a statement may. */
  private static final Duration MARGIN = Duration.ofSeconds(30);
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(30);

  public Timeouts {
    Objects.requireNonNull(connect, "connect");
    Objects.requireNonNull(lock, "lock");
    Objects.requireNonNull(statement, "statement");
  }

  /** After which a server that says nothing to a short piece of work is taken for hung. Never without limit. */
  public Duration silence() {
    return statement.isZero() ? LONGEST_SILENCE : statement.plus(MARGIN);
  }

  /** The same in milliseconds, as drivers take it. */
  public int silenceMillis() {
    return (int) Math.clamp(silence().toMillis(), 1, Integer.MAX_VALUE);
  }
}
