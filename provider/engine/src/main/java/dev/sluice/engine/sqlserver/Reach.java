package dev.sluice.engine.sqlserver;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Session;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.Sessions.Purpose;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * SQL in databases, from a session beside them where the server lets one reach across, else in one of its own.
 *
 * <p>Whoever may make objects in a database may also make a trigger there that fires at our CREATE USER or GRANT and runs as
 * whoever said that. So these are said as the database's owner and no more than that, inside a text of their own: a context
 * that ends at the database's border, that no trigger can leave, and that ends with the text.
 */
record Reach(SessionWork work, Edition edition) {
  /** Not there or not permitted, no right on a thing, on a statement, on the server; no such login; no owner to act as. */
  private static final Set<Integer> NO_RIGHT = Set.of(15151, 229, 230, 262, 297, 300, 916, 15247, 15007, 15517, 15404, 4617);

  /** A session in which the server tells of all that is in the database. */
  <T> T about(Session beside, String database, SessionWork.Task<T> task) throws SQLException {
    if (edition.seesAcross()) {
      return task.run(beside);
    }
    try (var inside = work.sessions().lease(database, Purpose.ENDING)) {
      return task.run(inside);
    }
  }

  <T> T query(Session beside, String database, String sql, Batch.Reader<T> reader) throws SQLException {
    if (edition.seesAcross()) {
      return Batch.query(beside.connection(), across(database, sql), reader);
    }
    try (var inside = work.sessions().lease(database, Purpose.ENDING)) {
      return Batch.query(inside.connection(), sql, reader);
    }
  }

  /** @throws EngineException MissingRight, with what wasn't done */
  void make(Session beside, Step step) throws SQLException {
    try {
      if (step.database().isEmpty()) {
        // One after the other: some may not be in a transaction, and none is needed.
        for (var sql : step.sql()) {
          Batch.execute(beside.connection(), sql);
        }
      } else if (edition.seesAcross()) {
        Batch.execute(beside.connection(), across(step.database().get(), asOwner(step.sql())));
      } else {
        try (var inside = work.sessions().lease(step.database().get(), Purpose.ENDING)) {
          Batch.execute(inside.connection(), "EXEC sys.sp_executesql " + Quoting.literal(asOwner(step.sql())));
        }
      }
    } catch (SQLException e) {
      if (NO_RIGHT.contains(e.getErrorCode())) {
        throw missing(step, e);
      }
      throw e;
    }
  }

  static String across(String database, String sql) {
    return "EXEC " + Quoting.identifier(database) + ".sys.sp_executesql " + Quoting.literal(sql);
  }

  static String asOwner(List<String> statements) {
    return "EXECUTE AS USER = N'dbo'; SET XACT_ABORT ON; BEGIN TRANSACTION;\n" + String.join(";\n", statements) + ";\nCOMMIT TRANSACTION;";
  }

  private static EngineException missing(Step step, SQLException e) {
    var remedy = step.database().isPresent()
        ? ". Let the provider's login own database " + step.database().get() + " or be a member of its db_owner, and see that the database has an"
            + " owner who exists."
        : ". Grant the provider's login ALTER ANY LOGIN.";
    return new EngineException(
        new Failure.MissingRight(
            Reasons.MISSING_RIGHT, "Not done: " + step.what() + ": " + (step.secret() ? "error " + e.getErrorCode() : ErrorWords.of(e)) + remedy,
            Optional.ofNullable(e.getSQLState())));
  }
}
