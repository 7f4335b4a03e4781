package dev.sluice.engine.sqlserver;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.grant.GrantDesign;
import dev.sluice.engine.grant.GrantDesign.Others;
import dev.sluice.engine.grant.GrantTarget.Membership;
import dev.sluice.engine.grant.GrantTerms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A role's membership in roles of a database. */
record Memberships(GrantDesign design, Grantee grantee) {

  /** What can be told without the server. */
  static void check(GrantDesign design) {
    var terms = design.terms();
    if (!terms.privileges().isEmpty() || terms.withGrantOption()) {
      throw Admission.permanent(
          Reasons.INVALID_SPEC, "A membership has no options on SQL Server: leave spec.forProvider.privileges out, and withGrantOption.");
    }
    ((Membership) terms.on()).roles().forEach(group -> RoleAdmission.checkGroup(group, design.privileged()));
  }

  boolean any() {
    return groups().stream().anyMatch(grantee.roles()::contains);
  }

  List<Step> steps() {
    var missing = groups().stream().filter(group -> !grantee.known().contains(group)).toList();
    if (!missing.isEmpty()) {
      throw new EngineException(
          new Failure.Transient(
              "WaitingForReference",
              "There is no role " + String.join(", ", missing) + " in database " + grantee.database()
                  + " yet, which spec.forProvider.on.memberOf names; create it, or correct the name.",
              Optional.empty()));
    }
    var steps = new ArrayList<Step>();
    for (var group : groups()) {
      if (!grantee.roles().contains(group)) {
        var sql = new ArrayList<>(grantee.admission());
        if (!sql.isEmpty() && steps.isEmpty()) {
          sql.add(Admitted.recording(grantee.name()));
        }
        sql.add(member(group, "ADD"));
        steps.add(Step.inside(grantee.database(), "membership in " + group + " granted to " + grantee.role(), steps.isEmpty() ? sql : List.of(member(group, "ADD"))));
      }
    }
    if (design.exclusive()) {
      var kept = needed(design.others());
      kept.addAll(groups());
      grantee.roles().stream().filter(group -> !kept.contains(group)).sorted().forEach(group -> steps.add(revoked(group)));
    }
    return steps;
  }

  /** @param staying what is granted in their place */
  List<Step> removal(Others others, List<GrantTerms> staying) {
    var kept = needed(others);
    staying.forEach(terms -> kept.addAll(terms.on() instanceof Membership other && isHere(terms) ? other.roles() : List.of()));
    return groups().stream().filter(group -> grantee.roles().contains(group) && !kept.contains(group)).map(this::revoked).toList();
  }

  private Step revoked(String group) {
    return Step.inside(grantee.database(), "membership in " + group + " revoked from " + grantee.role(), List.of(member(group, "DROP")));
  }

  private String member(String group, String verb) {
    return "ALTER ROLE " + Quoting.identifier(group) + " " + verb + " MEMBER " + Quoting.identifier(grantee.name());
  }

  private Set<String> needed(Others others) {
    var needed = new TreeSet<>(others.memberOf());
    needed.add(Bookkeeping.APPLICATIONS);
    others.access().stream().filter(access -> access.database().equals(grantee.database())).forEach(access -> needed.addAll(Rights.of(access, List.of()).roles()));
    others.grants().stream().filter(this::isHere).forEach(terms -> needed.addAll(terms.on() instanceof Membership other ? other.roles() : List.of()));
    return needed;
  }

  private boolean isHere(GrantTerms terms) {
    return terms.role().equals(grantee.role()) && terms.database().filter(grantee.database()::equals).isPresent();
  }

  private List<String> groups() {
    return ((Membership) design.terms().on()).roles();
  }
}
