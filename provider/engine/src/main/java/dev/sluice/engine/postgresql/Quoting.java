package dev.sluice.engine.postgresql;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The only way for names and texts into PostgreSQL's SQL. */
public final class Quoting {
  static final int LONGEST_NAME = 63;

  private Quoting() {}

  /**
   * @throws EngineException {@link Reasons#INVALID_SPEC} for what PostgreSQL would refuse or cut off: an empty name, more
   *     than 63 bytes, a NUL, half a surrogate pair
   */
  public static String identifier(String name) {
    int length = bytes(name);
    if (length == 0) {
      throw invalid("A name is empty; PostgreSQL needs at least one character.");
    }
    if (length > LONGEST_NAME) {
      throw invalid(
          "The name " + name + " has " + length + " bytes, of which PostgreSQL would keep " + LONGEST_NAME + "; choose a shorter one.");
    }
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** Means the same whether or not {@code standard_conforming_strings} is on. */
  public static String literal(String text) {
    bytes(text);
    String quoted = "'" + text.replace("'", "''") + "'";
    return text.indexOf('\\') < 0 ? quoted : " E" + quoted.replace("\\", "\\\\");
  }

  /** An anonymous block, whose body may hold any names: what quotes it stands nowhere in them. */
  public static String block(String body) {
    var tag = "$sluice$";
    while (body.contains(tag)) {
      tag = tag.substring(0, tag.length() - 1) + "_$";
    }
    return "DO " + tag + " " + body + " " + tag;
  }

  /** As which a name counts. */
  static int bytes(String text) {
    if (text.indexOf('\0') >= 0) {
      throw invalid("A name or text holds a NUL character, which PostgreSQL can't store; remove it.");
    }
    try {
      return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text)).remaining();
    } catch (CharacterCodingException e) {
      throw invalid("A name or text holds half of a surrogate pair, which isn't a character; remove it.");
    }
  }

  private static EngineException invalid(String message) {
    return new EngineException(new Failure.Permanent(Reasons.INVALID_SPEC, message, Optional.empty()));
  }
}
