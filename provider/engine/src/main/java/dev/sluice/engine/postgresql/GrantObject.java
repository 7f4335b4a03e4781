package dev.sluice.engine.postgresql;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Something that has an access list, and what it says of one role.
 *
 * @param kind as GRANT says it, such as TABLE
 * @param identity quoted, as GRANT takes it
 * @param column quoted; empty: the whole object
 * @param prefix of the statement, for what is made later
 * @param label in words
 * @param schema in which it is; empty: in none
 * @param owner by name
 * @param extension to which it belongs, if any
 * @param bookkeeping whether migrations are on record in it
 */
record GrantObject(
    String kind,
    String identity,
    String column,
    String prefix,
    String label,
    String schema,
    String owner,
    Optional<String> extension,
    boolean bookkeeping,
    List<Held> held) {

  /** One entry of the access list. */
  record Held(String privilege, String grantor, boolean grantable) {

    /** From {@code SELECT@owner} or {@code SELECT*@owner}. */
    static Held parse(String text) {
      var at = text.indexOf('@');
      var grantable = text.charAt(at - 1) == '*';
      return new Held(text.substring(0, grantable ? at - 1 : at), text.substring(at + 1), grantable);
    }
  }

  GrantObject {
    Objects.requireNonNull(extension, "extension");
    held = List.copyOf(held);
  }

  /** Whether the other one is the same thing. */
  boolean is(GrantObject other) {
    return where().equals(other.where());
  }

  private List<String> where() {
    return List.of(prefix, kind, identity, column);
  }

  boolean has(String privilege, boolean withGrantOption) {
    return held.stream().anyMatch(entry -> entry.privilege().equals(privilege) && (entry.grantable() || !withGrantOption));
  }

  Set<String> privileges(Predicate<Held> which) {
    return held.stream().filter(which).map(Held::privilege).collect(Collectors.toCollection(TreeSet::new));
  }

  String grant(Set<String> privileges, String role, boolean withGrantOption) {
    return prefix + "GRANT " + words(privileges) + " ON " + kind + " " + identity + " TO " + Quoting.identifier(role)
        + (withGrantOption ? " WITH GRANT OPTION" : "");
  }

  /**
   * Of each grantor's entries, for nobody takes back what another one gave.
   *
   * @param optionOnly the right to hand on, and not the privilege
   */
  List<String> revokes(Set<String> privileges, String role, boolean optionOnly, Predicate<String> grantors) {
    var sql = new ArrayList<String>();
    for (var grantor : new TreeSet<>(held.stream().map(Held::grantor).filter(grantors).toList())) {
      var theirs = privileges(entry -> entry.grantor().equals(grantor) && privileges.contains(entry.privilege()) && (entry.grantable() || !optionOnly));
      if (theirs.isEmpty()) {
        continue;
      }
      var revoke = prefix + "REVOKE " + (optionOnly ? "GRANT OPTION FOR " : "") + words(theirs) + " ON " + kind + " " + identity
          + " FROM " + Quoting.identifier(role) + " CASCADE";
      if (grantor.equals(owner)) {
        sql.add(revoke);
      } else {
        sql.addAll(List.of("SET ROLE " + Quoting.identifier(grantor), revoke, "RESET ROLE"));
      }
    }
    return sql;
  }

  private String words(Set<String> privileges) {
    return privileges.stream().map(privilege -> column.isEmpty() ? privilege : privilege + " (" + column + ")").collect(Collectors.joining(", "));
  }
}
