package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.Reasons;
import dev.sluice.engine.grant.GrantTarget.Membership;
import dev.sluice.engine.role.RoleDesign;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * All that has to be done so that a role is as it is wanted, in that order. Where two accounts take turns, each has what the
 * role itself has: what is defined by one of them, such as a view, couldn't use rights that it has as a member of something.
 *
 * @param passwordWorks whether the password asked for, if any, logs in
 */
record RoleSteps(RoleDesign design, RoleRow role, AccountOptions options, boolean passwordWorks) {

  List<RoleStep> all(Connection connection) throws SQLException {
    var steps = new ArrayList<>(differences(role.itself()).itself(passwordWorks));
    var members = new ArrayList<>(role.all());
    var turning = turning();
    for (var row : turning) {
      var there = made(row);
      if (row.found().isEmpty()) {
        steps.add(new RoleCreation(design, row.account(), role.dialect()).login(role.itself().account()));
        members.add(there);
      }
      if (isCurrent(row) && !passwordWorks) {
        steps.addAll(new Likeness(role.itself(), there).steps(connection));
      }
      steps.addAll(differences(there).turning());
    }
    for (var member : members) {
      steps.addAll(AccessDifferences.steps(design, role, member));
    }
    steps.addAll(memberships(members));
    for (var row : turning) {
      if (isCurrent(row)) {
        steps.addAll(differences(made(row)).turn(passwordWorks));
      }
    }
    steps.addAll(ended(turning));
    return steps;
  }

  /** As it will be then. */
  private AccountRow made(AccountRow row) {
    return row.found().isPresent() ? row : row.blank(RoleCreation.claim(role.itself().account()));
  }

  private RoleDifferences differences(AccountRow row) {
    return new RoleDifferences(design, role, row, options);
  }

  private boolean isCurrent(AccountRow row) {
    return design.current().map(Account::of).filter(row.account()::equals).isPresent();
  }

  /** The two, as far as they are there, and the one whose turn it is in any case. */
  private List<AccountRow> turning() {
    if (design.current().isEmpty()) {
      return List.of();
    }
    var rows = role.itself().account().logins().stream().map(role.register()::row).toList();
    rows.stream().filter(row -> row.found().isPresent() && !role.isLogin(row)).findFirst().ifPresent(row -> {
      throw Admission.permanent(
          Reasons.CONFLICT,
          "User " + row.account() + ", which would be one of the two logins of " + design.name()
              + ", is there already and isn't this resource's; rename it, or set spec.forProvider.rotation.strategy to InPlace.");
    });
    return rows.stream().filter(row -> row.found().isPresent() || isCurrent(row)).toList();
  }

  /** The role itself logs in until both are there: until then its own password is the one that was handed out before. */
  private List<RoleStep> ended(List<AccountRow> turning) {
    if (design.current().isPresent()) {
      return turning.size() == 2 ? differences(role.itself()).login(false) : List.of();
    }
    // Nobody is handed out a password of theirs any more.
    return design.login() && design.password().isEmpty()
        ? List.of()
        : role.logins().stream().flatMap(row -> differences(row).login(false).stream()).toList();
  }

  private List<RoleStep> memberships(List<AccountRow> members) {
    if (design.memberOf().isEmpty()) {
      return List.of();
    }
    var wanted = groups(design.memberOf().get());
    var kept = new HashSet<>(wanted);
    design.grants().forEach(terms -> kept.addAll(terms.on() instanceof Membership membership ? groups(membership.roles()) : Set.of()));
    var groups = new Groups(role, members);
    Predicate<Account> going = group -> !kept.contains(group);
    var steps = new ArrayList<>(groups.joined(wanted, false, going));
    steps.addAll(groups.left(going));
    return steps;
  }

  private Set<Account> groups(Collection<String> names) {
    return names.stream().map(name -> RoleRow.group(name, role.dialect())).collect(Collectors.toSet());
  }
}
