package dev.sluice.engine.mysqlfamily;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Something on which privileges are kept, and which of them an account has.
 *
 * @param on as GRANT says it
 * @param column empty: the whole thing
 * @param label in words
 * @param grantable whether the account may hand on what it has there
 */
record GrantPlace(String on, String column, String label, Set<String> held, boolean grantable) {
  GrantPlace {
    held = Set.copyOf(held);
  }

  BoundSql grant(Collection<String> privileges, Account account, boolean withGrantOption) {
    return BoundSql.of("GRANT " + words(privileges) + " ON " + on + " TO " + account.sql() + (withGrantOption ? " WITH GRANT OPTION" : ""));
  }

  BoundSql revoke(Collection<String> privileges, Account account) {
    return BoundSql.of("REVOKE " + words(privileges) + " ON " + on + " FROM " + account.sql());
  }

  /** Of the whole thing: a column has no such option of its own. */
  BoundSql revokeGrantOption(Account account) {
    return BoundSql.of("REVOKE GRANT OPTION ON " + on + " FROM " + account.sql());
  }

  private String words(Collection<String> privileges) {
    return privileges.stream().map(privilege -> column.isEmpty() ? privilege : privilege + " (" + Quoting.identifier(column) + ")").collect(Collectors.joining(", "));
  }

  Set<String> lacking(Collection<String> wanted) {
    var lacking = new TreeSet<>(wanted);
    lacking.removeAll(held);
    return lacking;
  }

  Set<String> beyond(Collection<String> kept) {
    var surplus = new TreeSet<>(held);
    surplus.removeAll(kept);
    surplus.removeAll(List.of("USAGE"));
    return surplus;
  }
}
