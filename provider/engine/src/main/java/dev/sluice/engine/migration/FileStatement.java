package dev.sluice.engine.migration;

import dev.sluice.rules.SourceDigest;
import java.util.OptionalInt;
import org.flywaydb.core.internal.sqlscript.SqlStatement;

/**
 * A statement of a file, as Flyway cut it.
 *
 * @param number from 1
 * @param line where it begins in the file after its comments, from 1
 * @param sql placeholders replaced; comments before the statement are in it
 * @param proper the same without them
 * @param digest hex SHA-256 of the text, comments before it left out
 * @param transactional whether it may run inside a transaction
 */
record FileStatement(
    int number, int line, String sql, String proper, String digest, boolean transactional, SqlStatement parsed) {

  static FileStatement of(int number, SqlStatement parsed, StatementRules rules, String timestamp) {
    var sql = parsed.getSql();
    // The one placeholder that differs at each run must not make another statement of it.
    var proper = rules.proper(sql);
    var lasting = proper.strip().replace(timestamp, "${flyway:timestamp}");
    return new FileStatement(
        number,
        parsed.getLineNumber(),
        sql,
        proper,
        SourceDigest.hex(lasting),
        rules.mayRunInTransaction(sql, parsed.canExecuteInTransaction()),
        parsed);
  }

  /** The line in the file where the server points to; where it doesn't, where the statement proper begins. */
  int lineOf(OptionalInt position, OptionalInt lineInStatement) {
    var start = sql.length() - proper.length();
    if (lineInStatement.isPresent()) {
      return line + Math.max(0, lineInStatement.getAsInt() - 1 - lines(sql.substring(0, start)));
    }
    var until = Math.clamp(position.orElse(0) - 1L, start, sql.length());
    return line + lines(sql.substring(start, until));
  }

  private static int lines(String text) {
    return (int) text.chars().filter(c -> c == '\n').count();
  }
}
