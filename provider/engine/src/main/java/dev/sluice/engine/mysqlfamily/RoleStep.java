package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.role.RoleChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One thing to alter about a role.
 *
 * @param what in words
 * @param remedy a sentence for when the provider's login may not do it, where that isn't plain from what the server says
 */
record RoleStep(String what, List<BoundSql> sql, String remedy) {
  /** No right in a database or on a server, or for a group, which is said in different ways. */
  private static final Set<Integer> NO_RIGHT = Set.of(1044, 1227, 1698, 1961);

  RoleStep {
    sql = List.copyOf(sql);
  }

  RoleStep(String what, List<BoundSql> sql) {
    this(what, sql, "");
  }

  static RoleStep of(String what, String sql) {
    return new RoleStep(what, List.of(BoundSql.of(sql)));
  }

  /** Without the values, which are for the server alone. */
  RoleChange change() {
    return new RoleChange(what, sql.stream().map(BoundSql::text).toList(), Optional.empty());
  }

  void make(Connection connection) throws SQLException {
    try {
      for (var statement : sql) {
        statement.execute(connection);
      }
    } catch (SQLException e) {
      if (!remedy.isEmpty() && NO_RIGHT.contains(e.getErrorCode())) {
        throw new EngineException(
            new Failure.MissingRight(
                Reasons.MISSING_RIGHT, "Not done: " + what + ": " + MySqlFamilyFailures.words(e) + ". " + remedy, Optional.ofNullable(e.getSQLState())));
      }
      throw e;
    }
  }
}
