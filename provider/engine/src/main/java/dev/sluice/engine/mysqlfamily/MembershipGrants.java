package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.Reasons;
import dev.sluice.engine.grant.GrantDesign;
import dev.sluice.engine.grant.GrantDesign.Others;
import dev.sluice.engine.grant.GrantTarget.Membership;
import dev.sluice.engine.grant.GrantTerms;
import dev.sluice.engine.mysqlfamily.MySqlFamilyGrants.Look;
import dev.sluice.engine.mysqlfamily.RoleRow.Sought;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Memberships that are granted by themselves. */
record MembershipGrants(GrantDesign design, Product product) {
  private static final String FIELD = "spec.forProvider.on.memberOf";

  void check() {
    var account = Account.of(design.terms().role());
    names(design.terms()).forEach(group -> RoleAdmission.checkGroup(group, account, product));
    if (!design.terms().privileges().isEmpty()) {
      throw Admission.permanent(
          Reasons.INVALID_SPEC, "spec.forProvider.privileges has options of a membership, which " + product.id() + " doesn't know; leave privileges out.");
    }
  }

  Look look(Connection connection) throws SQLException {
    var terms = design.terms();
    var role = role(connection, names(terms));
    MySqlFamilyGrants.checkGrantee(role, design);
    RoleAdmission.checkGroups(names(terms), role, design.privileged(), FIELD);
    var groups = new Groups(role, role.all());
    var wanted = groups(names(terms));
    var kept = new HashSet<>(wanted);
    kept.addAll(needed(design.others()));
    Predicate<Account> going = group -> design.exclusive() && !kept.contains(group);
    var steps = new ArrayList<>(groups.joined(wanted, terms.withGrantOption(), going));
    steps.addAll(groups.left(going));
    if (design.exclusive() && !terms.withGrantOption()) {
      steps.addAll(groups.handedBack(notHandedOn(wanted, design.others())));
    }
    return new Look(groups.present().stream().anyMatch(wanted::contains), steps);
  }

  /** @param rest what stays */
  List<RoleStep> removal(Connection connection, Others rest) throws SQLException {
    var terms = design.terms();
    var role = role(connection, List.of());
    if (role.itself().found().isEmpty()) {
      return List.of();
    }
    var groups = new Groups(role, role.all());
    var needed = needed(rest);
    var going = groups(names(terms));
    var steps = new ArrayList<>(groups.left(group -> going.contains(group) && !needed.contains(group)));
    if (terms.withGrantOption()) {
      steps.addAll(groups.handedBack(notHandedOn(going, rest).stream().filter(needed::contains).toList()));
    }
    return steps;
  }

  private RoleRow role(Connection connection, Collection<String> groups) throws SQLException {
    return RoleRow.read(connection, Account.of(design.terms().role()), Sought.EITHER, groups, Set.of(), product.accounts(), new Questions());
  }

  private Set<Account> needed(Others others) {
    var needed = groups(others.memberOf());
    memberships(others).forEach(terms -> needed.addAll(groups(names(terms))));
    return needed;
  }

  private List<Account> notHandedOn(Collection<Account> groups, Others others) {
    var handedOn = new HashSet<Account>();
    memberships(others).filter(GrantTerms::withGrantOption).forEach(terms -> handedOn.addAll(groups(names(terms))));
    return groups.stream().filter(group -> !handedOn.contains(group)).toList();
  }

  private Stream<GrantTerms> memberships(Others others) {
    return others.grants().stream().filter(terms -> terms.role().equals(design.terms().role()) && terms.on() instanceof Membership);
  }

  private Set<Account> groups(Collection<String> names) {
    var groups = new LinkedHashSet<Account>();
    names.forEach(name -> groups.add(RoleRow.group(name, product.accounts())));
    return groups;
  }

  private static List<String> names(GrantTerms terms) {
    return ((Membership) terms.on()).roles();
  }
}
