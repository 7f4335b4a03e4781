package dev.sluice.engine.postgresql;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.role.RoleChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes changes, each as one transaction, and those that belong to one database in one session.
 *
 * @param sparing whether they ask for nothing that is there already, so that the server's warning that nothing was granted is a failure
 */
record RoleChanges(SessionWork work, boolean sparing) {
  private static final String NOT_PERMITTED = "42501";
  /** Where nothing at all was granted or revoked, for want of a right, the server only warns. */
  private static final Set<String> IN_VAIN = Set.of("01006", "01007");

  /**
   * @param about what a failure is to name
   * @param here where to do what can be done anywhere; empty: in whichever database the provider logs in to
   */
  void make(String about, Optional<String> here, List<RoleChange> wanted) {
    var changes = new ArrayDeque<>(wanted);
    while (!changes.isEmpty()) {
      var where = changes.getFirst().database().or(() -> here);
      SessionWork.Task<Void> together = session -> {
        while (!changes.isEmpty() && changes.getFirst().database().or(() -> here).equals(where)) {
          made(session.connection(), changes.getFirst());
          changes.removeFirst();
        }
        return null;
      };
      if (where.isPresent()) {
        work.inside(where.get(), together);
      } else {
        work.beside(about, together);
      }
    }
  }

  private void made(Connection connection, RoleChange change) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(String.join(";\n", change.sql()));
      for (var warning = statement.getWarnings(); sparing && warning != null; warning = warning.getNextWarning()) {
        if (IN_VAIN.contains(warning.getSQLState())) {
          throw missing(change, warning);
        }
      }
    } catch (SQLException e) {
      if (NOT_PERMITTED.equals(e.getSQLState())) {
        throw missing(change, e);
      }
      throw e;
    }
  }

  private static EngineException missing(RoleChange change, SQLException e) {
    return new EngineException(
        new Failure.MissingRight(
            Reasons.MISSING_RIGHT,
            "Not done: " + change.what() + ": " + PostgreSqlFailures.words(e)
                + ". Let the provider's login be a member of the role that owns what is to be granted, or grant it by hand.",
            Optional.of(e.getSQLState())));
  }
}
