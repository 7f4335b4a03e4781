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
 * @param digest hex SHA-256 of the text, comments before it left out
 * @param transactional whether it may run inside a transaction
 */
record FileStatement(
    int number, int line, String sql, String digest, boolean transactional, SqlStatement parsed) {

  static FileStatement of(int number, SqlStatement parsed, StatementRules rules, String timestamp) {
    var sql = parsed.getSql();
    // The one placeholder that differs at each run must not make another statement of it.
    var lasting = SqlText.withoutLeadingComments(sql).strip().replace(timestamp, "${flyway:timestamp}");
    return new FileStatement(
        number,
        parsed.getLineNumber(),
        sql,
        SourceDigest.hex(lasting),
        rules.mayRunInTransaction(sql, parsed.canExecuteInTransaction()),
        parsed);
  }

  /** The line in the file where a position in the statement is; without one, where the statement proper begins. */
  int lineOf(OptionalInt position) {
    var start = sql.length() - SqlText.withoutLeadingComments(sql).length();
    var until = Math.clamp(position.orElse(0) - 1L, start, sql.length());
    return line + (int) sql.substring(start, until).chars().filter(c -> c == '\n').count();
  }
}
