package dev.sluice.engine.postgresql.schema.script;

import java.util.Locale;

/**
 * A piece of SQL.
 *
 * @param text as written; of a quoted name or a text, what it means
 * @param start in the file, from 0
 * @param end behind it
 * @param line from 1
 */
public record Token(Type type, String text, int start, int end, int line) {
  public enum Type {
    WORD,
    QUOTED_NAME,
    TEXT,
    SYMBOL,
    COMMENT,
    /** A backslash outside of everything: a command of psql's. */
    META
  }

  public boolean is(String word) {
    return type == Type.WORD && text.equalsIgnoreCase(word);
  }

  public boolean symbol(char c) {
    return type == Type.SYMBOL && text.charAt(0) == c;
  }

  /** As a name: PostgreSQL folds what isn't quoted. */
  public String name() {
    return type == Type.WORD ? text.toLowerCase(Locale.ROOT) : text;
  }

  public boolean isName() {
    return type == Type.WORD || type == Type.QUOTED_NAME;
  }
}
