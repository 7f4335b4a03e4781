package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.database.Claim;
import dev.sluice.engine.role.RoleDesign;
import dev.sluice.engine.role.RoleFacts;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the server and our table of claims say of a role, which is an account or, on MariaDB, a role in which nobody logs in.
 *
 * @param itself the one that has the name
 * @param namesakes the other one, which MariaDB may have besides
 */
record RoleRow(AccountRow itself, Optional<AccountRow> namesakes, Register register, AccountDialect dialect) {
  /** What is looked for where both may be meant. */
  enum Sought {
    ACCOUNT,
    GROUP,
    EITHER
  }

  /** For one that a design asks for. */
  static RoleRow read(Connection connection, RoleDesign design, AccountDialect dialect) throws SQLException {
    var databases = new LinkedHashSet<>(design.access().stream().map(access -> access.database()).toList());
    return read(
        connection, Account.of(design.name()), design.login() ? Sought.ACCOUNT : Sought.GROUP, design.memberOf().orElse(Set.of()), databases, dialect, new Questions());
  }

  /** @param questions what else to ask on this occasion */
  static RoleRow read(
      Connection connection, Account account, Sought sought, Collection<String> groups, Collection<String> databases, AccountDialect dialect, Questions questions)
      throws SQLException {
    var all = new ArrayList<>(accounts(account, dialect));
    groups.forEach(group -> all.add(group(group, dialect)));
    var register = Register.read(connection, dialect, all, databases, questions);
    var itself = register.row(account);
    if (!hasNamesake(account, dialect)) {
      return new RoleRow(itself, Optional.empty(), register, dialect);
    }
    var role = register.row(Account.role(account.user()));
    var isRole = switch (sought) {
      case ACCOUNT -> false;
      case GROUP -> role.found().isPresent() || itself.found().isEmpty();
      case EITHER -> role.found().isPresent() && itself.found().isEmpty();
    };
    return isRole ? new RoleRow(role, Optional.of(itself), register, dialect) : new RoleRow(itself, Optional.of(role), register, dialect);
  }

  /** All that may have to do with a role of the name. */
  static List<Account> accounts(Account account, AccountDialect dialect) {
    var all = new ArrayList<>(List.of(account));
    all.addAll(account.logins());
    if (!dialect.accountsAreGroups()) {
      all.add(between(account));
    }
    if (hasNamesake(account, dialect)) {
      all.add(Account.role(account.user()));
    }
    return all;
  }

  private static boolean hasNamesake(Account account, AccountDialect dialect) {
    return !dialect.accountsAreGroups() && account.host().equals(Account.ANYWHERE);
  }

  static Account group(String name, AccountDialect dialect) {
    return dialect.accountsAreGroups() ? Account.of(name) : Account.role(name);
  }

  /** The group that an account has the rights of from its login on, where that may be one alone. */
  static Account between(Account account) {
    return Account.role(account + "_groups");
  }

  AccountRow between() {
    return register.row(between(itself.account()));
  }

  boolean isRole() {
    return itself.account().isRole();
  }

  /** Those that take turns as it, as far as they are there and were made for that. */
  List<AccountRow> logins() {
    return isRole() ? List.of() : itself.account().logins().stream().map(register::row).filter(row -> row.found().isPresent() && isLogin(row)).toList();
  }

  boolean isLogin(AccountRow row) {
    return row.claim().filter(there -> there.claim().equals(RoleClaim.ofLogin(itself.account()))).isPresent();
  }

  /** Whether there is nothing left of it. */
  boolean isGone() {
    return itself.found().isEmpty() && itself.claim().isEmpty() && logins().isEmpty() && between().found().isEmpty();
  }

  /** It, and those that take turns as it. */
  List<AccountRow> all() {
    var all = new ArrayList<>(List.of(itself));
    all.addAll(logins());
    return all;
  }

  /** The one that is claimed, where MariaDB has two of the name. */
  RoleRow claimedBy(Claim claim) {
    return namesakes
        .filter(other -> isClaimed(other, claim) && !isClaimed(itself, claim))
        .map(other -> new RoleRow(other, Optional.of(itself), register, dialect))
        .orElse(this);
  }

  private static boolean isClaimed(AccountRow row, Claim by) {
    return row.claim().map(RoleClaim::claim).filter(there -> there.uid().equals(by.uid()) || there.holder().equals(by.holder())).isPresent();
  }

  /** @param current who has the password that is handed out */
  RoleFacts facts(String name, Optional<Account> current, Collection<Account> groups) {
    var there = itself.found().orElseThrow();
    var credential = current.map(register::row).orElse(itself);
    return new RoleFacts(
        name,
        !isRole() && !there.locked(),
        there.connectionLimit() == 0 ? -1 : there.connectionLimit(),
        groups.stream().map(Account::toString).sorted().toList(),
        Map.of(),
        itself.claim().map(RoleClaim::claim),
        credential.claim().flatMap(RoleClaim::turned));
  }
}
