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
import dev.sluice.engine.mysqlfamily.RoleRow.Sought;
import dev.sluice.engine.role.RoleAccess;
import dev.sluice.engine.role.RoleAccess.Preset;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Privileges on databases, tables, columns and routines, as the dictionary has them on record. Nothing needs a session inside a database. */
record MySqlFamilyGrants(SessionWork work, Product product) implements Grants {

  /** @param any whether the role has any of it */
  record Look(boolean any, List<RoleStep> steps) {}

  private record Seen(RoleRow role, GrantPlaces places, GrantNames names) {
    List<GrantPlace> of(AccountRow row) {
      return places.of(row, names).places();
    }
  }

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
    var account = Account.of(terms.role());
    account.check(product.accounts(), product.id());
    if (terms.on() instanceof Membership) {
      memberships(design).check();
      return;
    }
    if (Admission.isSystems(database(terms))) {
      throw Admission.permanent(
          Reasons.ROLE_NOT_ALLOWED, Admission.reserved(database(terms), "nothing is granted there"));
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

  private MembershipGrants memberships(GrantDesign design) {
    return new MembershipGrants(design, product);
  }

  private Seen seen(Connection connection, GrantTerms terms) throws SQLException {
    var account = Account.of(terms.role());
    var questions = new Questions();
    var places = GrantPlaces.asked(questions, RoleRow.accounts(account, product.accounts()), database(terms), terms.on());
    var role = RoleRow.read(connection, account, Sought.EITHER, Set.of(), List.of(database(terms)), product.accounts(), questions);
    return new Seen(role, places, role.register().names().having(List.of(database(terms))));
  }

  private Look look(Connection connection, GrantDesign design) throws SQLException {
    var wanted = design.terms().on() instanceof Membership ? memberships(design).look(connection) : wanted(connection, design);
    if (design.former().isEmpty()) {
      return wanted;
    }
    var former = design.former().get();
    var steps = new ArrayList<>(wanted.steps());
    steps.addAll(removal(connection, former.terms(), former.others(), List.of(design.terms())));
    return new Look(wanted.any(), steps);
  }

  private Look wanted(Connection connection, GrantDesign design) throws SQLException {
    var terms = design.terms();
    var seen = seen(connection, terms);
    checkGrantee(seen.role(), design);
    var itself = seen.places().of(seen.role().itself(), seen.names());
    if (!itself.missing().isEmpty()) {
      throw new EngineException(
          new Failure.Transient(
              "WaitingForObject",
              "Database " + database(terms) + " lacks " + String.join(", ", itself.missing())
                  + ", which spec.forProvider.on names; it is granted once it is there. Create it, or correct the name.",
              Optional.empty()));
    }
    var meant = GrantWords.meant(terms.on(), terms.privileges(), product.id());
    var steps = new ArrayList<RoleStep>();
    // Those that take turns as the role have what it has.
    for (var row : seen.role().all()) {
      for (var place : seen.of(row)) {
        steps.addAll(granted(place, meant, terms, row.account()));
        if (design.exclusive()) {
          steps.addAll(surplus(seen, place, meant, design, row.account()));
        }
      }
    }
    return new Look(itself.places().stream().anyMatch(place -> place.lacking(meant).size() < meant.size()), steps);
  }

  static void checkGrantee(RoleRow role, GrantDesign design) {
    RoleAdmission.check(role, design.privileged());
    var account = role.itself().account();
    if (role.itself().claim().filter(Runner::isRunners).isPresent()) {
      throw Admission.permanent(Reasons.ROLE_NOT_ALLOWED, "User " + account + " is there to run migrations, and nothing else is granted to it; name another role.");
    }
    if (role.itself().found().isEmpty()) {
      throw new EngineException(
          new Failure.Transient("WaitingForReference", "There is no user " + account + " yet; create it, or correct the name.", Optional.empty()));
    }
  }

  private static List<RoleStep> granted(GrantPlace place, Set<String> meant, GrantTerms terms, Account account) {
    var lacking = place.lacking(meant);
    var option = terms.withGrantOption() && !place.grantable();
    if (lacking.isEmpty() && !option) {
      return List.of();
    }
    var what = String.join(", ", lacking.isEmpty() ? meant : lacking) + " on " + place.label() + " in database " + database(terms) + " granted to " + account
        + (option ? " with grant option" : "");
    return List.of(new RoleStep(what, List.of(place.grant(lacking.isEmpty() ? meant : lacking, account, terms.withGrantOption()))));
  }

  private List<RoleStep> surplus(Seen seen, GrantPlace place, Set<String> meant, GrantDesign design, Account account) {
    var terms = design.terms();
    var kept = new HashSet<>(meant);
    kept.addAll(needed(seen, place, terms, design.others()));
    var keepsOption = terms.withGrantOption() || handedOn(seen, place, terms, design.others());
    return revoked(place, place.beyond(kept), place.column().isEmpty() && place.grantable() && !keepsOption, terms, account);
  }

  /** @param staying what is granted in their place */
  private List<RoleStep> removal(Connection connection, GrantTerms terms, Others others, List<GrantTerms> staying) throws SQLException {
    var all = new ArrayList<>(others.grants());
    all.addAll(staying);
    var rest = new Others(all, others.access(), others.memberOf());
    if (terms.on() instanceof Membership) {
      return memberships(new GrantDesign(terms)).removal(connection, rest);
    }
    var seen = seen(connection, terms);
    if (seen.role().itself().found().isEmpty()) {
      return List.of();
    }
    var meant = GrantWords.meant(terms.on(), terms.privileges(), product.id());
    var steps = new ArrayList<RoleStep>();
    for (var row : seen.role().all()) {
      for (var place : seen.of(row)) {
        var going = new ArrayList<>(meant);
        going.removeAll(needed(seen, place, terms, rest));
        going.retainAll(place.held());
        var option = terms.withGrantOption() && place.grantable() && place.column().isEmpty() && !handedOn(seen, place, terms, rest);
        steps.addAll(revoked(place, going, option, terms, row.account()));
      }
    }
    return steps;
  }

  private static List<RoleStep> revoked(GrantPlace place, Collection<String> privileges, boolean option, GrantTerms terms, Account account) {
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
        : List.of(new RoleStep(String.join(", ", words) + " on " + place.label() + " in database " + database(terms) + " revoked from " + account, sql));
  }

  /** What others want of the same place; whoever acts as the owner, all of it. */
  private Set<String> needed(Seen seen, GrantPlace place, GrantTerms terms, Others others) {
    var needed = new HashSet<String>();
    same(terms, others.grants()).filter(other -> seen.places().isWithin(place, other.on()))
        .forEach(other -> needed.addAll(GrantWords.meant(other.on(), other.privileges(), product.id())));
    access(terms, others).forEach(access -> needed.addAll(access.preset().actsAsOwner() ? place.held() : AccessDifferences.wanted(access)));
    return needed;
  }

  private boolean handedOn(Seen seen, GrantPlace place, GrantTerms terms, Others others) {
    return same(terms, others.grants()).anyMatch(other -> other.withGrantOption() && seen.places().isWithin(place, other.on()))
        || access(terms, others).anyMatch(access -> access.preset() == Preset.OWNER);
  }

  private static Stream<RoleAccess> access(GrantTerms terms, Others others) {
    return others.access().stream().filter(access -> terms.on() instanceof WholeDatabase && access.database().equals(database(terms)));
  }

  private static Stream<GrantTerms> same(GrantTerms terms, Collection<GrantTerms> others) {
    return others.stream()
        .filter(other -> other.role().equals(terms.role()) && other.database().equals(terms.database()) && !(other.on() instanceof Membership));
  }

  private static String database(GrantTerms terms) {
    return terms.database().orElseThrow(() -> invalid("spec.forProvider names no database, in which it is to be granted; set databaseRef or database."));
  }

  private static EngineException invalid(String message) {
    return Admission.permanent(Reasons.INVALID_SPEC, message);
  }
}
