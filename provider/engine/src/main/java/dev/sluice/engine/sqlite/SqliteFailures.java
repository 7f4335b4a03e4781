package dev.sluice.engine.sqlite;

import dev.sluice.engine.Failure;
import dev.sluice.engine.Failures;
import dev.sluice.engine.Reasons;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sqlite.NativeLibraryNotFoundException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Turns what driver and SQLite say into a {@link Failure}. */
final class SqliteFailures implements Failures {
  /** The driver's own words for a code, and in brackets SQLite's. */
  private static final Pattern MESSAGE = Pattern.compile("\\[SQLITE_\\w+] [^(]*\\((?<words>.*)\\)", Pattern.DOTALL);
  /** What these quote was computed, maybe from rows; other messages quote the statement. */
  private static final Pattern QUOTES_DATA =
      Pattern.compile("(JSON path error near|bad JSON path:|malformed MATCH expression:|fts5: .*? near|no such cursor:).*", Pattern.DOTALL);

  @Override
  public Failure of(SQLException e, String database) {
    if (e.getCause() instanceof NativeLibraryNotFoundException || e.getCause() instanceof LinkageError) {
      return new Failure.MissingRight(
          Reasons.RESOURCES,
          "SQLite can't be loaded: its library is unpacked into the folder for temporary files, which must be writable, and executable."
              + " Mount one, or unpack the library beforehand and name its folder with -Dorg.sqlite.lib.path.",
          Optional.empty());
    }
    SQLiteErrorCode code = code(e);
    return ResultCodes.TABLE.of(code.name()).failure("SQLite database " + database, words(e), spoken(code));
  }

  /** Without a full stop, and without what may come from rows. */
  static String words(SQLException e) {
    String text = Optional.ofNullable(e.getMessage()).orElse("the driver failed");
    if (code(e) == SQLiteErrorCode.SQLITE_CONSTRAINT_TRIGGER) {
      // RAISE may put anything into its message.
      return "a trigger refused it with RAISE";
    }
    Matcher message = MESSAGE.matcher(text);
    String words = message.matches() ? message.group("words") : text.lines().findFirst().orElse("the driver failed");
    Matcher data = QUOTES_DATA.matcher(words);
    words = data.matches() ? data.group(1) + " (text left out)" : words;
    return words.endsWith(".") ? words.substring(0, words.length() - 1) : words;
  }

  static boolean isBusy(SQLException e) {
    String name = code(e).name();
    return name.startsWith("SQLITE_BUSY") || name.startsWith("SQLITE_LOCKED");
  }

  static SQLiteErrorCode code(SQLException e) {
    return e instanceof SQLiteException own ? own.getResultCode() : SQLiteErrorCode.getErrorCode(e.getErrorCode());
  }

  /** SQLite has no SQLSTATEs; the name of its code serves as well. */
  private static Optional<String> spoken(SQLiteErrorCode code) {
    boolean said = code != SQLiteErrorCode.SQLITE_OK && code != SQLiteErrorCode.UNKNOWN_ERROR;
    return said ? Optional.of(code.name()) : Optional.empty();
  }
}
