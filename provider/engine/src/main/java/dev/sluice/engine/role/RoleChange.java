package dev.sluice.engine.role;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One thing to alter.
 *
 * @param what in words, for an event; never a password
 * @param sql statements, which no log of the server's may show a password of either
 * @param database where to run them; empty: anywhere
 */
public record RoleChange(String what, List<String> sql, Optional<String> database) {
  public RoleChange {
    Objects.requireNonNull(what, "what");
    sql = List.copyOf(sql);
    Objects.requireNonNull(database, "database");
  }
}
