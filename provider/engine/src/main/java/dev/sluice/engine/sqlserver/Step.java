package dev.sluice.engine.sqlserver;

import dev.sluice.engine.role.RoleChange;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One thing to alter about a role or what it may do.
 *
 * @param what in words
 * @param sql statements, which become one transaction
 * @param database in which; empty: about the server's login
 * @param secret whether a password, or what is kept of it, is in the statements
 */
record Step(String what, List<String> sql, Optional<String> database, boolean secret) {
  Step {
    Objects.requireNonNull(what, "what");
    sql = List.copyOf(sql);
    Objects.requireNonNull(database, "database");
  }

  static Step server(String what, String... sql) {
    return new Step(what, List.of(sql), Optional.empty(), false);
  }

  static Step inside(String database, String what, List<String> sql) {
    return new Step(what, sql, Optional.of(database), false);
  }

  Step withSecret() {
    return new Step(what, sql, database, true);
  }

  RoleChange change() {
    return new RoleChange(what, secret ? List.of() : sql, database);
  }

  @Override
  public String toString() {
    return what;
  }
}
