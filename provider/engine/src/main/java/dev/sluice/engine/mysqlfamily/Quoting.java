package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import java.util.Optional;

/**
 * The only way for names into SQL. Texts go in as parameters, as what a backslash means in one depends on
 * {@code sql_mode}; backticks mean the same in every mode.
 */
final class Quoting {
  static final int LONGEST_NAME = 64;

  private Quoting() {}

  /**
   * @throws EngineException {@link Reasons#INVALID_SPEC} for what the server would refuse, cut off or take for another name
   */
  static String identifier(String name) {
    check(name);
    return '`' + name.replace("`", "``") + '`';
  }

  static void check(String name) {
    if (name.isEmpty()) {
      throw invalid("A name is empty; it needs at least one character.");
    }
    if (name.codePoints().anyMatch(point -> point == 0 || point > Character.MAX_VALUE || isSurrogate(point))) {
      throw invalid("The name " + printable(name) + " holds a character that no name may have (NUL, or one beyond U+FFFF); remove it.");
    }
    if (name.length() > LONGEST_NAME) {
      throw invalid(
          "The name " + name + " has " + name.length() + " characters, and " + LONGEST_NAME + " is the most; choose a shorter one.");
    }
    if (name.endsWith(" ")) {
      throw invalid("The name '" + name + "' ends with a space, which no name may; remove it.");
    }
    if (name.startsWith("#mysql50#")) {
      throw invalid("The name " + name + " begins with #mysql50#, which the server takes for something else; choose another one.");
    }
  }

  private static boolean isSurrogate(int point) {
    return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
  }

  private static String printable(String name) {
    StringBuilder shown = new StringBuilder();
    name.codePoints().forEach(point -> shown.appendCodePoint(point == 0 || isSurrogate(point) ? '?' : point));
    return shown.toString();
  }

  private static EngineException invalid(String message) {
    return new EngineException(new Failure.Permanent(Reasons.INVALID_SPEC, message, Optional.empty()));
  }
}
