package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.role.RoleChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * One thing to alter about a role.
 *
 * @param what in words
 */
record RoleStep(String what, List<BoundSql> sql) {
  RoleStep {
    sql = List.copyOf(sql);
  }

  static RoleStep of(String what, String sql) {
    return new RoleStep(what, List.of(BoundSql.of(sql)));
  }

  /** Without the values, which are for the server alone. */
  RoleChange change() {
    return new RoleChange(what, sql.stream().map(BoundSql::text).toList(), Optional.empty());
  }

  void make(Connection connection) throws SQLException {
    for (var statement : sql) {
      statement.execute(connection);
    }
  }
}
