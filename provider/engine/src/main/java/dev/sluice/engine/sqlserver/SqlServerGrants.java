package dev.sluice.engine.sqlserver;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Session;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.grant.GrantDesign;
import dev.sluice.engine.grant.GrantDesign.Others;
import dev.sluice.engine.grant.GrantState;
import dev.sluice.engine.grant.GrantTarget.Membership;
import dev.sluice.engine.grant.GrantTerms;
import dev.sluice.engine.grant.Grants;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Privileges in databases, as their catalogs have them on record. */
record SqlServerGrants(SessionWork work, Editions editions) implements Grants {

  private record Look(boolean any, List<Step> steps) {}

  /** What it takes to look into a database. */
  private record Place(Session session, Reach reach, String database) {
    Grantee grantee(String role) throws SQLException {
      return reach.query(session, database, Grantee.query(role, database, reach.edition()), rows -> Grantee.read(role, database, rows));
    }

    GrantQuery.Answer objects(Grantee grantee, GrantTerms terms) throws SQLException {
      return reach.query(session, database, GrantQuery.of(grantee.name(), terms.on()), GrantQuery::read);
    }
  }

  @Override
  public GrantState observe(GrantDesign design) {
    check(design);
    var look = work.beside(database(design.terms()), session -> look(session, design));
    return new GrantState(look.any(), look.steps().stream().map(Step::change).toList());
  }

  /** Looked at again: what was done in between needs no doing. */
  @Override
  public void update(GrantDesign design, GrantState state) {
    work.<Void>beside(database(design.terms()), session -> {
      make(session, look(session, design).steps());
      return null;
    });
  }

  @Override
  public void revoke(GrantDesign design) {
    try {
      work.<Void>beside(database(design.terms()), session -> {
        make(session, removal(session, design.terms(), design.others(), List.of(), true));
        return null;
      });
    } catch (EngineException e) {
      if (!e.failure().reason().equals(Reasons.DATABASE_MISSING)) {
        throw e;
      }
    }
  }

  private void make(Session session, List<Step> steps) throws SQLException {
    var reach = new Reach(work, editions.of(session));
    for (var step : steps) {
      reach.make(session, step);
    }
  }

  private static void check(GrantDesign design) {
    var terms = design.terms();
    RoleAdmission.checkName(terms.role());
    Quoting.identifier(database(terms));
    if (Admission.system(database(terms))) {
      throw Admission.permanent(Reasons.ROLE_NOT_ALLOWED, "Database " + database(terms) + " is SQL Server's own, and nothing is granted there;"
          + " name another one.");
    }
    if (terms.on() instanceof Membership) {
      Memberships.check(design);
    } else {
      // Of what isn't granted here at all it says so, before it asks for words.
      GrantQuery.of(terms.role(), terms.on());
      GrantWords.meant(terms.on(), terms.privileges(), design.privileged());
    }
  }

  private Look look(Session session, GrantDesign design) throws SQLException {
    var terms = design.terms();
    var place = new Place(session, new Reach(work, editions.of(session)), database(terms));
    var grantee = place.grantee(terms.role());
    grantee.check();
    var look = terms.on() instanceof Membership ? membership(design, grantee) : privileges(place, design, grantee);
    if (design.former().isEmpty()) {
      return look;
    }
    var steps = new ArrayList<>(look.steps());
    steps.addAll(former(session, design.former().get(), terms));
    return new Look(look.any(), steps);
  }

  private static Look membership(GrantDesign design, Grantee grantee) {
    var memberships = new Memberships(design, grantee);
    return new Look(memberships.any(), memberships.steps());
  }

  private static Look privileges(Place place, GrantDesign design, Grantee grantee) throws SQLException {
    var terms = design.terms();
    var answer = place.objects(grantee, terms);
    if (!answer.missing().isEmpty()) {
      throw new EngineException(
          new Failure.Transient(
              "WaitingForObject",
              "Database " + database(terms) + " lacks " + String.join(", ", answer.missing())
                  + ", which spec.forProvider.on names; it is granted once it is there. Create it, or correct the name.",
              Optional.empty()));
    }
    var differences = new GrantDifferences(design, grantee, answer.objects(), GrantWords.meant(terms.on(), terms.privileges(), design.privileged()));
    var steps = new ArrayList<>(differences.grants());
    if (design.exclusive()) {
      steps.addAll(differences.surplus(needs(place, grantee, terms, design.others(), List.of())));
    }
    if (steps.isEmpty()) {
      differences.checkDenials();
    }
    return new Look(differences.any(), steps);
  }

  /** What was granted before may have been in a database that is gone by now. */
  private List<Step> former(Session session, GrantDesign.Former former, GrantTerms instead) throws SQLException {
    if (former.terms().database().isEmpty() || !isThere(session, database(former.terms()))) {
      return List.of();
    }
    return removal(session, former.terms(), former.others(), List.of(instead), false);
  }

  private static boolean isThere(Session session, String database) throws SQLException {
    return Batch.query(session.connection(), "SELECT 1 FROM sys.databases WHERE name = ?", rows -> rows.next(), database);
  }

  /**
   * @param staying what is granted in their place
   * @param last whether nothing comes in their place
   */
  private List<Step> removal(Session session, GrantTerms terms, Others others, List<GrantTerms> staying, boolean last) throws SQLException {
    var place = new Place(session, new Reach(work, editions.of(session)), database(terms));
    var grantee = place.grantee(terms.role());
    if (grantee.principal().isEmpty()) {
      return List.of();
    }
    var design = new GrantDesign(terms, false, true, Optional.empty(), others);
    var steps = new ArrayList<Step>();
    if (terms.on() instanceof Membership) {
      steps.addAll(new Memberships(design, grantee).removal(others, staying));
    } else {
      var meant = GrantWords.meant(terms.on(), terms.privileges(), true);
      steps.addAll(new GrantDifferences(design, grantee, place.objects(grantee, terms).objects(), meant).removal(needs(place, grantee, terms, others, staying)));
    }
    if (last && isLast(others, terms)) {
      steps.add(Step.inside(place.database(), "user " + grantee.name() + " dropped, if it was there for this alone", List.of(Admitted.leaving(grantee.name()))));
    }
    return steps;
  }

  private static boolean isLast(Others others, GrantTerms terms) {
    return others.access().stream().noneMatch(access -> access.database().equals(database(terms)))
        && others.grants().stream().noneMatch(other -> other.role().equals(terms.role()) && other.database().equals(terms.database()));
  }

  private static GrantNeeds needs(Place place, Grantee grantee, GrantTerms terms, Others others, List<GrantTerms> staying) throws SQLException {
    var all = new ArrayList<>(others.grants());
    all.addAll(staying);
    var needs = new ArrayList<GrantNeeds.Need>();
    for (var other : GrantNeeds.same(terms, all)) {
      var meant = GrantWords.meant(other.on(), other.privileges(), true);
      place.objects(grantee, other).objects().forEach(object -> needs.add(GrantNeeds.of(other, object, meant)));
    }
    return new GrantNeeds(needs, others.access().stream().filter(access -> access.database().equals(place.database())).toList());
  }

  private static String database(GrantTerms terms) {
    return terms.database().orElseThrow(() -> Admission.permanent(
        Reasons.INVALID_SPEC,
        "spec.forProvider names no database, in which it is to be granted, and on SQL Server roles are of databases, too; set databaseRef or database."));
  }
}
