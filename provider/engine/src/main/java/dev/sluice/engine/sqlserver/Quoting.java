package dev.sluice.engine.sqlserver;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import java.util.Optional;

/** The only way for names and texts into SQL Server's SQL. */
final class Quoting {
  static final int LONGEST_NAME = 128;

  private Quoting() {}

  /**
   * @throws EngineException {@link Reasons#INVALID_SPEC} for what SQL Server would refuse: an empty name, more than 128
   *     characters, a NUL, half a surrogate pair
   */
  static String identifier(String name) {
    check(name);
    if (name.isEmpty()) {
      throw invalid("A name is empty; SQL Server needs at least one character.");
    }
    if (name.length() > LONGEST_NAME) {
      throw invalid(
          "The name " + name + " has " + name.length() + " characters, and SQL Server's have " + LONGEST_NAME + " at most; choose a shorter one.");
    }
    return "[" + name.replace("]", "]]") + "]";
  }

  /** Means the same whatever the session's settings are. */
  static String literal(String text) {
    check(text);
    return "N'" + text.replace("'", "''") + "'";
  }

  private static void check(String text) {
    if (text.indexOf('\0') >= 0) {
      throw invalid("A name or text holds a NUL character, which SQL Server doesn't take; remove it.");
    }
    for (int at = 0; at < text.length(); at++) {
      if (!Character.isSurrogate(text.charAt(at))) {
        continue;
      }
      if (at + 1 < text.length() && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1))) {
        at++;
      } else {
        throw invalid("A name or text holds half of a surrogate pair, which isn't a character; remove it.");
      }
    }
  }

  private static EngineException invalid(String message) {
    return new EngineException(new Failure.Permanent(Reasons.INVALID_SPEC, message, Optional.empty()));
  }
}
