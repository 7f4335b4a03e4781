package dev.sluice.engine.database;

import java.util.Objects;

/**
 * One thing to alter.
 *
 * @param what in words, for an event
 * @param sql the statement
 * @param inside whether it must be run inside the database rather than beside it
 */
public record DatabaseChange(String what, String sql, boolean inside) {
  public DatabaseChange {
    Objects.requireNonNull(what, "what");
    Objects.requireNonNull(sql, "sql");
  }

  public static DatabaseChange beside(String what, String sql) {
    return new DatabaseChange(what, sql, false);
  }

  public static DatabaseChange inside(String what, String sql) {
    return new DatabaseChange(what, sql, true);
  }
}
