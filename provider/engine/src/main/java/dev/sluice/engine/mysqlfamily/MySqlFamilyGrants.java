package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.grant.GrantDesign;
import dev.sluice.engine.grant.GrantDesign.Others;
import dev.sluice.engine.grant.GrantState;
import dev.sluice.engine.grant.GrantTarget.Columns;
import dev.sluice.engine.grant.GrantTarget.Kind;
import dev.sluice.engine.grant.GrantTarget.Membership;
import dev.sluice.engine.grant.GrantTarget.Named;
import dev.sluice.engine.grant.GrantTarget.WholeDatabase;
import dev.sluice.engine.grant.GrantTerms;
import dev.sluice.engine.grant.Grants;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Privileges on databases, tables, columns and routines, as the dictionary has them on record. Nothing needs a session inside a database. */
record MySqlFamilyGrants(SessionWork work, Product product) implements Grants {

  private record Look(boolean any, List<RoleStep> steps) {}

  @Override
  public GrantState observe(GrantDesign design) {
    check(design);
    var look = work.beside(design.terms().role(), session -> look(session.connection(), design));
    return new GrantState(look.any(), look.steps().stream().map(RoleStep::change).toList());
  }

  /** Looked at again: there are no transactions here, and what was done in between needs no doing. */
  @Override
  public void update(GrantDesign design, GrantState state) {
    work.<Void>beside(design.terms().role(), session -> {
      for (var step : look(session.connection(), design).steps()) {
        step.make(session.connection());
      }
      return null;
    });
  }

  @Override
  public void revoke(GrantDesign design) {
    try {
      work.<Void>beside(design.terms().role(), session -> {
        for (var step : removal(session.connection(), design.terms(), design.others(), List.of())) {
          step.make(session.connection());
        }
        return null;
      });
    } catch (EngineException e) {
      if (!e.failure().reason().equals(Reasons.DATABASE_MISSING)) {
        throw e;
      }
    }
  }

  private void check(GrantDesign design) {
    var terms = design.terms();
    if (terms.on() instanceof Membership) {
      throw invalid("spec.forProvider.on.memberOf isn't managed on " + product.id() + "; grant database: true, tables, columns or routines.");
    }
    var account = Account.of(terms.role());
    account.check(product.accounts(), product.id());
    if (Admission.isSystems(database(terms))) {
      throw Admission.permanent(
          Reasons.ROLE_NOT_ALLOWED, "Database " + database(terms) + " is " + product.id() + "'s own, or the provider's, and nothing is granted there; name another one.");
    }
    var meant = GrantWords.meant(terms.on(), terms.privileges(), product.id());
    if (!design.privileged() && !Set.of("SELECT").containsAll(meant) && tables(terms).stream().anyMatch(GrantPlaces::isBookkeeping)) {
      throw Admission.permanent(
          Reasons.ROLE_NOT_ALLOWED, "spec.forProvider.on names a table in which migrations are put on record, which applications may only read: ask for SELECT alone.");
    }
  }

  private static Collection<String> tables(GrantTerms terms) {
    return switch (terms.on()) {
      case Named named when named.kind() == Kind.TABLE -> named.names();
      case Columns columns -> columns.byTable().keySet();
      default -> List.of();
    };
  }

  private Look look(Connection connection, GrantDesign design) throws SQLException {
    var terms = design.terms();
    var account = Account.of(terms.role());
    var row = AccountRow.read(connection, account, product.accounts());
    RoleAdmission.check(row);
    if (row.claim().filter(Runner.claim(database(terms))::equals).isPresent()) {
      throw Admission.permanent(Reasons.ROLE_NOT_ALLOWED, "User " + account + " is there to run migrations, and nothing else is granted to it; name another role.");
    }
    if (row.found().isEmpty()) {
      throw new EngineException(
          new Failure.Transient("WaitingForReference", "There is no user " + account + " yet; create it, or correct the name.", Optional.empty()));
    }
    var found = places(connection, terms).of(terms.on());
    if (!found.missing().isEmpty()) {
      throw new EngineException(
          new Failure.Transient(
              "WaitingForObject",
              "Database " + database(terms) + " lacks " + String.join(", ", found.missing())
                  + ", which spec.forProvider.on names; it is granted once it is there. Create it, or correct the name.",
              Optional.empty()));
    }
    var meant = GrantWords.meant(terms.on(), terms.privileges(), product.id());
    var steps = new ArrayList<RoleStep>();
    for (var place : found.places()) {
      steps.addAll(granted(place, meant, terms));
      if (design.exclusive()) {
        steps.addAll(surplus(connection, place, meant, design));
      }
    }
    if (design.former().isPresent()) {
      var former = design.former().get();
      steps.addAll(removal(connection, former.terms(), former.others(), List.of(terms)));
    }
    return new Look(found.places().stream().anyMatch(place -> place.lacking(meant).size() < meant.size()), steps);
  }

  private static List<RoleStep> granted(GrantPlace place, Set<String> meant, GrantTerms terms) {
    var lacking = place.lacking(meant);
    var option = terms.withGrantOption() && !place.grantable();
    if (lacking.isEmpty() && !option) {
      return List.of();
    }
    var what = String.join(", ", lacking.isEmpty() ? meant : lacking) + " on " + place.label() + " in database " + database(terms) + " granted to " + terms.role()
        + (option ? " with grant option" : "");
    return List.of(new RoleStep(what, List.of(place.grant(lacking.isEmpty() ? meant : lacking, Account.of(terms.role()), terms.withGrantOption()))));
  }

  private List<RoleStep> surplus(Connection connection, GrantPlace place, Set<String> meant, GrantDesign design) throws SQLException {
    var terms = design.terms();
    var kept = new HashSet<>(meant);
    kept.addAll(needed(connection, place, terms, design.others()));
    var keepsOption = terms.withGrantOption() || handedOn(connection, place, terms, design.others().grants());
    return revoked(place, place.beyond(kept), place.column().isEmpty() && place.grantable() && !keepsOption, terms);
  }

  /** @param staying what is granted in their place */
  private List<RoleStep> removal(Connection connection, GrantTerms terms, Others others, List<GrantTerms> staying) throws SQLException {
    var account = Account.of(terms.role());
    if (terms.on() instanceof Membership || AccountRow.read(connection, account, product.accounts()).found().isEmpty()) {
      return List.of();
    }
    var meant = GrantWords.meant(terms.on(), terms.privileges(), product.id());
    var all = new ArrayList<>(others.grants());
    all.addAll(staying);
    var rest = new Others(all, others.access(), others.memberOf());
    var steps = new ArrayList<RoleStep>();
    for (var place : places(connection, terms).of(terms.on()).places()) {
      var kept = needed(connection, place, terms, rest);
      var going = new ArrayList<>(meant);
      going.removeAll(kept);
      going.retainAll(place.held());
      var option = terms.withGrantOption() && place.grantable() && place.column().isEmpty() && !handedOn(connection, place, terms, all);
      steps.addAll(revoked(place, going, option, terms));
    }
    return steps;
  }

  private static List<RoleStep> revoked(GrantPlace place, Collection<String> privileges, boolean option, GrantTerms terms) {
    var account = Account.of(terms.role());
    var sql = new ArrayList<BoundSql>();
    if (option) {
      sql.add(place.revokeGrantOption(account));
    }
    if (!privileges.isEmpty()) {
      sql.add(place.revoke(privileges, account));
    }
    var words = new ArrayList<>(privileges);
    if (option) {
      words.add("grant option");
    }
    return sql.isEmpty()
        ? List.of()
        : List.of(new RoleStep(String.join(", ", words) + " on " + place.label() + " in database " + database(terms) + " revoked from " + terms.role(), sql));
  }

  /** What others want of the same place. */
  private Set<String> needed(Connection connection, GrantPlace place, GrantTerms terms, Others others) throws SQLException {
    var needed = new HashSet<String>();
    for (var other : same(terms, others.grants())) {
      if (has(connection, other, place)) {
        needed.addAll(GrantWords.meant(other.on(), other.privileges(), product.id()));
      }
    }
    if (terms.on() instanceof WholeDatabase) {
      others.access().stream().filter(access -> access.database().equals(database(terms))).forEach(access -> needed.addAll(AccessDifferences.wanted(access)));
    }
    return needed;
  }

  private boolean handedOn(Connection connection, GrantPlace place, GrantTerms terms, Collection<GrantTerms> others) throws SQLException {
    for (var other : same(terms, others)) {
      if (other.withGrantOption() && has(connection, other, place)) {
        return true;
      }
    }
    return false;
  }

  private boolean has(Connection connection, GrantTerms other, GrantPlace place) throws SQLException {
    return places(connection, other).of(other.on()).places().stream().anyMatch(place::is);
  }

  private static List<GrantTerms> same(GrantTerms terms, Collection<GrantTerms> others) {
    return others.stream()
        .filter(other -> other.role().equals(terms.role()) && other.database().equals(terms.database()) && !(other.on() instanceof Membership))
        .toList();
  }

  private static GrantPlaces places(Connection connection, GrantTerms terms) throws SQLException {
    return new GrantPlaces(connection, Account.of(terms.role()), database(terms), GrantNames.read(connection, List.of(database(terms))));
  }

  private static String database(GrantTerms terms) {
    return terms.database().orElseThrow(() -> invalid("spec.forProvider names no database, in which it is to be granted; set databaseRef or database."));
  }

  private static EngineException invalid(String message) {
    return Admission.permanent(Reasons.INVALID_SPEC, message);
  }
}
