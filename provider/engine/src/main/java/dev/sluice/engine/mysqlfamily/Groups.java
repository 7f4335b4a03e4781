package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.Reasons;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The groups that a role is in, with their rights in force from the next login on. Where an account can have those of one group
 * alone, one of its own lies in between, which is in all the others.
 *
 * @param members its accounts, those that are about to be made included
 */
record Groups(RoleRow role, List<AccountRow> members) {
  Groups {
    members = List.copyOf(members);
  }

  private boolean isDirect() {
    return role.dialect().accountsAreGroups() || role.isRole();
  }

  /** Those that the role is in. */
  Set<Account> present() {
    var present = new LinkedHashSet<>(in(role.itself()));
    if (!isDirect()) {
      present.addAll(in(role.between()));
      present.remove(role.between().account());
    }
    return present;
  }

  private static List<Account> in(AccountRow row) {
    return row.found().stream().flatMap(there -> there.memberships().stream()).map(AccountRow.Membership::group).toList();
  }

  /**
   * @param admin whether it may hand that on
   * @param going those that it shall not be in any more
   */
  List<RoleStep> joined(Collection<Account> wanted, boolean admin, Predicate<Account> going) {
    if (wanted.isEmpty()) {
      return List.of();
    }
    var steps = new ArrayList<RoleStep>();
    if (isDirect()) {
      for (var member : members) {
        steps.addAll(joined(member, wanted, admin));
        if (!member.account().isRole()) {
          steps.addAll(inForce(member, wanted));
        }
      }
      return steps;
    }
    var between = role.between();
    steps.addAll(made(between));
    steps.addAll(joined(between.found().isPresent() ? between : between.blank(claim()), all(wanted, going), admin));
    for (var member : members) {
      steps.addAll(joined(member, List.of(between.account()), false));
      steps.addAll(inForce(member, List.of(between.account())));
    }
    return steps;
  }

  /** With what an account had from its login on before, which it shall not lose. */
  private Set<Account> all(Collection<Account> wanted, Predicate<Account> going) {
    var all = new LinkedHashSet<>(wanted);
    members.forEach(member -> member.found().ifPresent(there -> there.defaults().stream().filter(member::isIn).filter(going.negate()).forEach(all::add)));
    all.remove(role.between().account());
    return all;
  }

  private RoleClaim claim() {
    return new RoleClaim(RoleClaim.ofGroups(role.itself().account()), Optional.empty());
  }

  private List<RoleStep> made(AccountRow between) {
    var claim = claim();
    if (between.found().isPresent()) {
      if (!between.claim().equals(Optional.of(claim))) {
        throw Admission.permanent(
            Reasons.CONFLICT,
            "Role " + between.account() + ", which would be made to join " + role.itself().account()
                + " to its groups, is there already and isn't the provider's; rename it.");
      }
      return List.of();
    }
    return List.of(
        new RoleStep(
            "role " + between.account() + " made, for the groups of " + role.itself().account(),
            List.of(claim.writing(between.account()), BoundSql.of("CREATE ROLE " + between.account().sql()))));
  }

  private List<RoleStep> joined(AccountRow member, Collection<Account> wanted, boolean admin) {
    var lacking = wanted.stream().filter(group -> !isIn(member, group, admin)).toList();
    return lacking.isEmpty()
        ? List.of()
        : List.of(step(member, "membership in " + words(lacking) + " granted" + (admin ? " with admin option" : ""), granted(member, lacking, admin)));
  }

  /** Where there is a membership already, its option isn't altered, not by all servers and everywhere that it is on record: it is made anew. */
  private List<BoundSql> granted(AccountRow member, List<Account> groups, boolean admin) {
    var sql = new ArrayList<BoundSql>();
    for (var group : groups) {
      if (member.isIn(group)) {
        sql.add(BoundSql.of("REVOKE " + group.sql() + " FROM " + member.account().sql()));
      }
      sql.add(BoundSql.of("GRANT " + group.sql() + " TO " + member.account().sql() + (admin ? " WITH ADMIN OPTION" : "")));
    }
    var there = member.found().orElseThrow().defaults();
    if (groups.stream().anyMatch(there::contains)) {
      sql.add(BoundSql.of(role.dialect().withRightsOf(member.account().sql(), there.stream().map(Account::sql).toList())));
    }
    return sql;
  }

  private static boolean isIn(AccountRow member, Account group, boolean admin) {
    return member.found().stream().flatMap(there -> there.memberships().stream()).anyMatch(there -> there.group().equals(group) && (there.admin() || !admin));
  }

  private List<RoleStep> inForce(AccountRow member, Collection<Account> wanted) {
    var there = member.found().orElseThrow().defaults();
    if (there.containsAll(wanted)) {
      return List.of();
    }
    var groups = new LinkedHashSet<>(role.dialect().accountsAreGroups() ? there : Set.<Account>of());
    groups.addAll(wanted);
    return List.of(
        step(
            member, "rights of " + words(wanted) + " put in force at login",
            List.of(BoundSql.of(role.dialect().withRightsOf(member.account().sql(), groups.stream().map(Account::sql).toList())))));
  }

  List<RoleStep> left(Predicate<Account> going) {
    var steps = new ArrayList<RoleStep>();
    var from = new ArrayList<>(members);
    if (!isDirect()) {
      from.add(role.between());
    }
    for (var member : from) {
      var leaving = in(member).stream().filter(group -> !group.equals(role.between().account())).filter(going).toList();
      if (!leaving.isEmpty()) {
        steps.add(
            step(
                member, "membership in " + words(leaving) + " revoked",
                leaving.stream().map(group -> BoundSql.of("REVOKE " + group.sql() + " FROM " + member.account().sql())).toList()));
      }
    }
    return steps;
  }

  /** Those that may be handed on, without that from now on. */
  List<RoleStep> handedBack(Collection<Account> wanted) {
    var steps = new ArrayList<RoleStep>();
    for (var member : isDirect() ? members : List.of(role.between())) {
      var handed = wanted.stream().filter(group -> isIn(member, group, true)).toList();
      if (!handed.isEmpty()) {
        steps.add(step(member, "admin option of " + words(handed) + " revoked", granted(member, handed, false)));
      }
    }
    return steps;
  }

  private RoleStep step(AccountRow member, String what, List<BoundSql> sql) {
    var label = member.account().equals(role.itself().account()) ? "" : member.account() + ": ";
    return new RoleStep(label + what, sql, "Grant the ProviderConfig's user " + role.dialect().rightsForGroups() + ", or make the membership by hand.");
  }

  private static String words(Collection<Account> groups) {
    return String.join(", ", new TreeSet<>(groups.stream().map(Account::toString).toList()));
  }
}
