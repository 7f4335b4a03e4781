package dev.sluice.engine;

import java.util.Objects;
import java.util.Optional;

/**
 * What an error means for trying again.
 *
 * @param reason one of {@link Reasons}
 * @param remedy a sentence, or nothing where the server's own words are enough
 */
public record FailureRule(Kind kind, String reason, String remedy) {
  /** As the kinds of {@link Failure}. */
  public enum Kind {
    TRANSIENT,
    PERMANENT,
    MISSING_RIGHT
  }

  public FailureRule {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(remedy, "remedy");
  }

  /** It goes away by itself. */
  public static FailureRule retry(String reason, String remedy) {
    return new FailureRule(Kind.TRANSIENT, reason, remedy);
  }

  /** A person must act on the server, of which nobody tells us: we look again. */
  public static FailureRule act(String reason, String remedy) {
    return new FailureRule(Kind.MISSING_RIGHT, reason, remedy);
  }

  /** It stays until somebody asks for something else. */
  public static FailureRule stop(String reason, String remedy) {
    return new FailureRule(Kind.PERMANENT, reason, remedy);
  }

  /**
   * @param where such as {@code PostgreSQL db.example.com:5432/orders}
   * @param words what was said, without a full stop
   */
  public Failure failure(String where, String words, Optional<String> sqlState) {
    String message = where + ": " + words + "." + (remedy.isEmpty() ? "" : " " + remedy);
    return switch (kind) {
      case TRANSIENT -> new Failure.Transient(reason, message, sqlState);
      case PERMANENT -> new Failure.Permanent(reason, message, sqlState);
      case MISSING_RIGHT -> new Failure.MissingRight(reason, message, sqlState);
    };
  }
}
