package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.database.Claim;
import dev.sluice.engine.role.RoleDesign;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What has to be altered about an account itself; not what it may do inside databases. */
record RoleDifferences(RoleDesign design, AccountRow row, AccountDialect dialect, AccountOptions options) {

  /** @param passwordWorks whether the password asked for, if any, logs in */
  List<RoleStep> steps(boolean passwordWorks) {
    var steps = new ArrayList<RoleStep>();
    var facts = row.facts(design.name());
    var alter = "ALTER USER " + row.account().sql();
    var claim = new RoleClaim(claim(), passwordWorks ? design.turned().or(facts::turned) : design.turned());
    var claiming = Optional.of(claim).filter(wanted -> !row.claim().equals(Optional.of(wanted))).map(wanted -> wanted.writing(row.account()));
    if (!passwordWorks) {
      // The record comes second: one that is too old means another turn, one that is too new would mean none.
      var sql = new ArrayList<>(List.of(BoundSql.of(alter + dialect.identified(options.plugin()), dialect.parameter(design.password().orElseThrow()))));
      claiming.ifPresent(sql::add);
      steps.add(new RoleStep(options.isOtherPlugin(row) ? "authenticationPlugin " + row.found().orElseThrow().plugin() + " -> " + options.plugin().orElseThrow() : "password changed", sql));
    } else if (claiming.isPresent()) {
      var claimed = !facts.claim().equals(Optional.of(claim.claim()));
      steps.add(new RoleStep(claimed ? "claimed for " + claim.claim().holder() : "the password's time recorded", List.of(claiming.get())));
    }
    if (facts.login() != design.login()) {
      steps.add(RoleStep.of("login " + facts.login() + " -> " + design.login(), alter + (design.login() ? " ACCOUNT UNLOCK" : " ACCOUNT LOCK")));
    }
    design.connectionLimit().filter(limit -> limit != facts.connectionLimit()).ifPresent(limit ->
        steps.add(RoleStep.of("connectionLimit " + facts.connectionLimit() + " -> " + limit, alter + limit(limit))));
    steps.addAll(options.steps(alter, row.found().orElseThrow().options()));
    return steps;
  }

  /** Whether an account was made or found is settled before it is made: what has no claim was found. */
  private Claim claim() {
    return new Claim(design.claim().uid(), design.claim().holder(), row.claim().filter(there -> there.claim().made()).isPresent());
  }

  static String limit(int connections) {
    return " WITH MAX_USER_CONNECTIONS " + Math.max(connections, 0);
  }
}
