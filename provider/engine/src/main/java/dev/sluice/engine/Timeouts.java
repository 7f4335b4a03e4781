package dev.sluice.engine;

import java.time.Duration;
import java.util.Objects;

/** How long to wait for a connection, for a lock, and for a statement; zero means no limit. */
public record Timeouts(Duration connect, Duration lock, Duration statement) {
  public static final Timeouts DEFAULT = new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ZERO);

  public Timeouts {
    Objects.requireNonNull(connect, "connect");
    Objects.requireNonNull(lock, "lock");
    Objects.requireNonNull(statement, "statement");
  }
}
