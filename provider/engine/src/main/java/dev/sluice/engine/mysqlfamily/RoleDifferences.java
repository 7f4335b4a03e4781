package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.database.Claim;
import dev.sluice.engine.role.RoleDesign;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What has to be altered about one of a role's accounts; not what it may do inside databases. */
record RoleDifferences(RoleDesign design, RoleRow role, AccountRow row, AccountOptions options) {

  /**
   * Of the one that has the role's name.
   *
   * @param passwordWorks whether the password asked for, if any, logs in; where others take turns as it, its own stays
   */
  List<RoleStep> itself(boolean passwordWorks) {
    var turned = row.claim().flatMap(RoleClaim::turned);
    // Whether an account was made or found is settled before it is made: what has no claim was found.
    var owner = new Claim(design.claim().uid(), design.claim().holder(), row.claim().filter(there -> there.claim().made()).isPresent());
    if (design.current().isPresent() || role.isRole()) {
      var steps = new ArrayList<>(recorded(new RoleClaim(owner, turned)));
      steps.addAll(role.isRole() ? List.of() : limits());
      return steps;
    }
    var claim = new RoleClaim(owner, passwordWorks ? design.turned().or(() -> turned) : design.turned());
    var steps = new ArrayList<>(passwordWorks ? recorded(claim) : List.of(password(claim)));
    steps.addAll(login(design.login()));
    steps.addAll(limits());
    return steps;
  }

  /** Of one that takes turns; its password comes last. */
  List<RoleStep> turning() {
    var steps = new ArrayList<>(login(true));
    steps.addAll(limits());
    return steps;
  }

  /** Until then nobody is told of it, so that an account that isn't complete yet is given another one. */
  List<RoleStep> turn(boolean passwordWorks) {
    var turned = row.claim().flatMap(RoleClaim::turned);
    var claim = new RoleClaim(RoleClaim.ofLogin(role.itself().account()), passwordWorks ? design.turned().or(() -> turned) : design.turned());
    return passwordWorks ? recorded(claim) : List.of(password(claim));
  }

  private List<RoleStep> recorded(RoleClaim wanted) {
    if (row.claim().equals(Optional.of(wanted))) {
      return List.of();
    }
    var claimed = !row.claim().map(RoleClaim::claim).equals(Optional.of(wanted.claim()));
    return List.of(new RoleStep(claimed ? "claimed for " + wanted.claim().holder() : "the password's time recorded", List.of(wanted.writing(row.account()))));
  }

  /** The record comes second: one that is too old means another turn, one that is too new would mean none. */
  private RoleStep password(RoleClaim claim) {
    var sql = new ArrayList<>(
        List.of(BoundSql.of(alter() + role.dialect().identified(options.plugin()), role.dialect().parameter(design.password().orElseThrow()))));
    if (!row.claim().equals(Optional.of(claim))) {
      sql.add(claim.writing(row.account()));
    }
    var what = options.isOtherPlugin(row) && !row.found().orElseThrow().plugin().isEmpty()
        ? "authenticationPlugin " + row.found().orElseThrow().plugin() + " -> " + options.plugin().orElseThrow()
        : "password changed";
    return new RoleStep(label() + what, sql);
  }

  List<RoleStep> login(boolean wanted) {
    var there = !row.found().orElseThrow().locked();
    return there == wanted
        ? List.of()
        : List.of(RoleStep.of(label() + "login " + there + " -> " + wanted, alter() + (wanted ? " ACCOUNT UNLOCK" : " ACCOUNT LOCK")));
  }

  private List<RoleStep> limits() {
    var steps = new ArrayList<RoleStep>();
    var found = row.found().orElseThrow();
    var present = found.connectionLimit() == 0 ? -1 : found.connectionLimit();
    design.connectionLimit().filter(limit -> limit != present).ifPresent(limit ->
        steps.add(RoleStep.of(label() + "connectionLimit " + present + " -> " + limit, alter() + limit(limit))));
    steps.addAll(options.steps(label(), alter(), found.options()));
    return steps;
  }

  private String alter() {
    return "ALTER USER " + row.account().sql();
  }

  private String label() {
    return row.account().equals(role.itself().account()) ? "" : row.account() + ": ";
  }

  static String limit(int connections) {
    return " WITH MAX_USER_CONNECTIONS " + Math.max(connections, 0);
  }
}
