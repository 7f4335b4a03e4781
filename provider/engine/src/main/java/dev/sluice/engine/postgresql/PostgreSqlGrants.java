package dev.sluice.engine.postgresql;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.grant.GrantDesign;
import dev.sluice.engine.grant.GrantDesign.Others;
import dev.sluice.engine.grant.GrantState;
import dev.sluice.engine.grant.GrantTarget.DefaultPrivileges;
import dev.sluice.engine.grant.GrantTarget.Kind;
import dev.sluice.engine.grant.GrantTarget.Membership;
import dev.sluice.engine.grant.GrantTarget.Named;
import dev.sluice.engine.grant.GrantTerms;
import dev.sluice.engine.grant.Grants;
import dev.sluice.engine.role.RoleAccess;
import dev.sluice.engine.role.RoleChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Privileges on what PostgreSQL has, as its catalogs have them on record. */
final class PostgreSqlGrants implements Grants {
  private final SessionWork work;

  PostgreSqlGrants(SessionWork work) {
    this.work = work;
  }

  private record Found(GrantContext context, GrantQuery.Answer answer) {}

  @Override
  public GrantState observe(GrantDesign design) {
    names(design.terms()).forEach(Quoting::identifier);
    if (isMembership(design.terms()) && design.terms().database().isPresent()) {
      throw Admission.permanent(
          Reasons.INVALID_SPEC, "spec.forProvider names a database, and on PostgreSQL roles, with their members, are of none; remove database and databaseRef.");
    }
    var present = isMembership(design.terms())
        ? work.beside(design.terms().role(), session -> new Memberships(design).observe(session.connection(), owners(session.connection(), design)))
        : work.inside(database(design.terms()), session -> privileges(session.connection(), design));
    var changes = new ArrayList<>(present.changes());
    design.former().ifPresent(former -> {
      var kept = new ArrayList<>(former.others().grants());
      kept.add(design.terms());
      changes.addAll(removal(new GrantDesign(former.terms(), false, true, Optional.empty(), new Others(kept, former.others().access(), former.others().memberOf()))));
    });
    return new GrantState(present.any(), changes);
  }

  /** Of roles; one that the server would cut off is not waited for. */
  private static List<String> names(GrantTerms terms) {
    var names = new ArrayList<>(List.of(terms.role()));
    switch (terms.on()) {
      case Membership membership -> names.addAll(membership.roles());
      case DefaultPrivileges later -> later.owner().ifPresent(names::add);
      default -> { }
    }
    return names;
  }

  private static GrantState privileges(Connection inside, GrantDesign design) throws SQLException {
    var terms = design.terms();
    var found = found(inside, terms);
    found.context().check(design);
    var meant = GrantWords.meant(terms.on(), terms.privileges(), found.context().majorVersion());
    if (meant.isEmpty()) {
      throw Admission.permanent(Reasons.INVALID_SPEC, "spec.forProvider.privileges is empty; name at least one, such as SELECT, or ALL.");
    }
    if (!found.answer().missing().isEmpty()) {
      throw new EngineException(
          new Failure.Transient(
              "WaitingForObject",
              "Database " + database(terms) + " lacks " + String.join(", ", found.answer().missing())
                  + ", which spec.forProvider.on names; it is granted once it is there. Create it, or correct the name.",
              Optional.empty()));
    }
    checkAmbiguous(terms, found.answer().objects());
    var differences = new GrantDifferences(design, database(terms), found.answer().objects(), meant);
    var changes = new ArrayList<>(differences.grants());
    if (design.exclusive()) {
      changes.addAll(differences.surplus(needs(inside, terms, design.others().grants(), design.others().access(), found.context())));
    }
    return new GrantState(differences.any(), changes);
  }

  private static void checkAmbiguous(GrantTerms terms, List<GrantObject> objects) {
    if (!(terms.on() instanceof Named named) || named.kind() != Kind.ROUTINE) {
      return;
    }
    var seen = new HashSet<String>();
    objects.stream().filter(object -> !seen.add(object.label())).findFirst().ifPresent(object -> {
      throw Admission.permanent(
          Reasons.INVALID_SPEC,
          "There are several routines named " + object.label().substring("routine ".length()) + "; write the argument types of the one that is meant: "
              + String.join(", ", objects.stream().filter(other -> other.label().equals(object.label())).map(GrantObject::identity).toList()) + ".");
    });
  }

  @Override
  public void update(GrantDesign design, GrantState state) {
    make(design, state.changes());
  }

  @Override
  public void revoke(GrantDesign design) {
    make(design, removal(new GrantDesign(design.terms(), false, true, Optional.empty(), design.others())));
  }

  private void make(GrantDesign design, List<RoleChange> changes) {
    new RoleChanges(work, true).make(design.terms().role(), Optional.empty(), changes);
  }

  private List<RoleChange> removal(GrantDesign design) {
    if (isMembership(design.terms())) {
      return work.beside(design.terms().role(), session -> new Memberships(design).removal(session.connection(), owners(session.connection(), design)));
    }
    try {
      return work.inside(database(design.terms()), session -> removal(session.connection(), design));
    } catch (EngineException e) {
      if (e.failure().reason().equals(Reasons.DATABASE_MISSING)) {
        return List.of();
      }
      throw e;
    }
  }

  private static List<RoleChange> removal(Connection inside, GrantDesign design) throws SQLException {
    var terms = design.terms();
    var found = found(inside, terms);
    if (!found.context().exists()) {
      return List.of();
    }
    var meant = GrantWords.meant(terms.on(), terms.privileges(), found.context().majorVersion());
    var needs = needs(inside, terms, design.others().grants(), design.others().access(), found.context());
    var owners = found.answer().objects().stream().map(GrantObject::owner).toList();
    return new GrantDifferences(design, database(terms), found.answer().objects(), meant)
        .removal(needs, grantor -> grantor.equals(found.context().login()) || owners.contains(grantor));
  }

  private static Found found(Connection inside, GrantTerms terms) throws SQLException {
    return Question.ask(inside, GrantContext.of(terms), GrantQuery.of(terms.role(), terms.on()), Found::new);
  }

  private static GrantNeeds needs(Connection inside, GrantTerms terms, Collection<GrantTerms> grants, List<RoleAccess> access, GrantContext context)
      throws SQLException {
    return GrantNeeds.of(inside, terms.role(), database(terms), context.majorVersion(), grants, access);
  }

  /** Who acts as a database's owner is his member, whatever else is said of memberships. */
  private static Set<String> owners(Connection connection, GrantDesign design) throws SQLException {
    var databases = design.others().access().stream().filter(access -> access.preset().actsAsOwner()).map(RoleAccess::database).toList();
    if (databases.isEmpty()) {
      return Set.of();
    }
    try (var ask = connection.prepareStatement("SELECT ARRAY(SELECT pg_catalog.pg_get_userbyid(datdba)::text FROM pg_catalog.pg_database WHERE datname = ANY (?))")) {
      ask.setArray(1, connection.createArrayOf("text", databases.toArray()));
      try (var row = ask.executeQuery()) {
        row.next();
        return Set.copyOf(RoleRow.texts(row.getArray(1)));
      }
    }
  }

  private static boolean isMembership(GrantTerms terms) {
    return terms.on() instanceof Membership;
  }

  private static String database(GrantTerms terms) {
    return terms.database().orElseThrow(() -> Admission.permanent(
        Reasons.INVALID_SPEC, "spec.forProvider names no database, in which it is to be granted; set databaseRef or database."));
  }
}
