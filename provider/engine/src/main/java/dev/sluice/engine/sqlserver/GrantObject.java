package dev.sluice.engine.sqlserver;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Something on which privileges are kept, and what one principal has there.
 *
 * @param kind DATABASE, SCHEMA or OBJECT
 * @param schema in which it is, or which it is; empty: the database
 * @param name of an object; else empty
 * @param column empty: the whole thing
 * @param table whether it is a function that returns a table
 * @param bookkeeping whether migrations are on record in it
 */
record GrantObject(String kind, String schema, String name, String column, boolean table, boolean bookkeeping, List<Held> held) {

  /** @param state G, W with the right to hand it on, or D for a denial */
  record Held(String privilege, String state, String grantor) {
    boolean granted() {
      return !state.equals("D");
    }
  }

  GrantObject {
    held = List.copyOf(held);
  }

  boolean is(GrantObject other) {
    return where().equals(other.where());
  }

  private List<String> where() {
    return List.of(kind, schema, name, column);
  }

  String label() {
    return switch (kind) {
      case "DATABASE" -> "the database";
      case "SCHEMA" -> "schema " + schema;
      default -> (column.isEmpty() ? "" : "column " + column + " of ") + schema + "." + name;
    };
  }

  boolean has(String privilege, boolean withGrantOption) {
    return held.stream().anyMatch(one -> one.privilege().equals(privilege) && one.granted() && (one.state().equals("W") || !withGrantOption));
  }

  Set<String> privileges(Predicate<Held> which) {
    return held.stream().filter(Held::granted).filter(which).map(Held::privilege).collect(Collectors.toCollection(TreeSet::new));
  }

  /** Also where it was denied: the denial ends with it. */
  String grant(Collection<String> privileges, String to, boolean withGrantOption) {
    return "GRANT " + words(privileges) + on() + " TO " + Quoting.identifier(to) + (withGrantOption ? " WITH GRANT OPTION" : "");
  }

  /**
   * Of each grantor's, for nobody takes back what another one gave.
   *
   * @param optionOnly the right to hand on, and not the privilege
   */
  List<String> revokes(Set<String> privileges, String from, boolean optionOnly) {
    var sql = new ArrayList<String>();
    for (var grantor : new TreeSet<>(held.stream().map(Held::grantor).toList())) {
      var theirs = privileges(one -> one.grantor().equals(grantor) && privileges.contains(one.privilege()) && (!optionOnly || one.state().equals("W")));
      if (!theirs.isEmpty()) {
        sql.add(
            "REVOKE " + (optionOnly ? "GRANT OPTION FOR " : "") + words(theirs) + on() + " FROM " + Quoting.identifier(from) + " CASCADE AS " + Quoting.identifier(grantor));
      }
    }
    return sql;
  }

  private String on() {
    return switch (kind) {
      case "DATABASE" -> "";
      case "SCHEMA" -> " ON SCHEMA::" + Quoting.identifier(schema);
      default -> " ON OBJECT::" + Quoting.identifier(schema) + "." + Quoting.identifier(name);
    };
  }

  private String words(Collection<String> privileges) {
    return privileges.stream().map(privilege -> column.isEmpty() ? privilege : privilege + " (" + Quoting.identifier(column) + ")").collect(Collectors.joining(", "));
  }
}
