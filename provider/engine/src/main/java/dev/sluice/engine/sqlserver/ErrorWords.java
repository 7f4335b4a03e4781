package dev.sluice.engine.sqlserver;

import com.microsoft.sqlserver.jdbc.SQLServerError;
import com.microsoft.sqlserver.jdbc.SQLServerException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the server said, without the values of rows that some of its messages quote. Those are known by their numbers: the words
 * around them are in the login's language.
 */
final class ErrorWords {
  /** A key stands twice in a unique index: the values stand in brackets at the end. */
  private static final Set<Integer> DUPLICATE_KEY = Set.of(1505, 2601, 2627);
  /** A text doesn't fit: its table and column are quoted before it. */
  private static final int TRUNCATED = 2628;
  private static final Pattern TABLE_AND_COLUMN = Pattern.compile("[^']*'[^']*'[^']*'[^']*'", Pattern.DOTALL);
  /** A text isn't a number, and the like: it is all that is quoted. */
  private static final Set<Integer> CONVERSION = Set.of(235, 236, 244, 245, 248, 293, 295, 9803);
  /** A number is too large: it comes last. */
  private static final Set<Integer> OVERFLOW = Set.of(220, 232);
  private static final String CONNECTION_ID = " ClientConnectionId:";

  private ErrorWords() {}

  /** Without a full stop at the end. */
  static String of(SQLException e) {
    String words = masked(e.getErrorCode(), text(e)).strip();
    return words.endsWith(".") ? words.substring(0, words.length() - 1) : words;
  }

  static String masked(int number, String text) {
    if (DUPLICATE_KEY.contains(number)) {
      return text.replaceFirst("(?s)\\(.*\\)", "(...)");
    }
    if (number == TRUNCATED) {
      Matcher known = TABLE_AND_COLUMN.matcher(text);
      return known.lookingAt() ? known.group() : "String or binary data would be truncated";
    }
    if (CONVERSION.contains(number)) {
      return text.replaceFirst("(?s)'.*'", "'...'");
    }
    return OVERFLOW.contains(number) ? text.replaceFirst("(?s)=.*", "= (...)") : text;
  }

  /** Where in the batch it was, from 1; empty where it was in a procedure, which counts for itself. */
  static OptionalInt line(SQLException e) {
    return server(e)
        .filter(error -> procedure(error).isEmpty() && error.getLineNumber() > 0)
        .map(error -> OptionalInt.of((int) Math.min(Integer.MAX_VALUE, error.getLineNumber())))
        .orElse(OptionalInt.empty());
  }

  /** Such as {@code procedure total, line 3}. */
  static Optional<String> inProcedure(SQLException e) {
    return server(e).flatMap(error -> procedure(error).map(name -> "procedure " + name + ", line " + error.getLineNumber()));
  }

  private static Optional<String> procedure(SQLServerError error) {
    return Optional.ofNullable(error.getProcedureName()).filter(name -> !name.isBlank());
  }

  static Optional<SQLServerError> server(SQLException e) {
    return e instanceof SQLServerException driver ? Optional.ofNullable(driver.getSQLServerError()) : Optional.empty();
  }

  private static String text(SQLException e) {
    String text = server(e).map(SQLServerError::getErrorMessage).or(() -> Optional.ofNullable(e.getMessage())).orElse("the driver failed");
    int id = text.indexOf(CONNECTION_ID);
    return id < 0 ? text : text.substring(0, id);
  }
}
