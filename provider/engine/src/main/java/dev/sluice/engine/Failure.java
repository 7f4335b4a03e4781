package dev.sluice.engine;

import java.util.Objects;
import java.util.Optional;

/**
 * Why something did not work, and what that means for trying again.
 *
 * <p>{@code reason} is a CamelCase word for machines; {@code message} names the thing, the cause and the remedy in one or
 * two sentences and never holds a secret; {@code sqlState} is the server's, where it spoke.
 */
public sealed interface Failure {
  String reason();

  String message();

  Optional<String> sqlState();

  /** Goes away by itself: an unreachable server, a lock, a deadlock, a failover. */
  record Transient(String reason, String message, Optional<String> sqlState) implements Failure {
    public Transient {
      check(reason, message, sqlState);
    }
  }

  /** Stays until somebody changes what was asked for. */
  record Permanent(String reason, String message, Optional<String> sqlState) implements Failure {
    public Permanent {
      check(reason, message, sqlState);
    }
  }

  /**
   * A person must do something on the server - a grant, a password, a certificate, an emptied database - of which nobody
   * tells us: reported as standing still, yet tried again now and then.
   */
  record MissingRight(String reason, String message, Optional<String> sqlState) implements Failure {
    public MissingRight {
      check(reason, message, sqlState);
    }
  }

  private static void check(String reason, String message, Optional<String> sqlState) {
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(sqlState, "sqlState");
  }
}
