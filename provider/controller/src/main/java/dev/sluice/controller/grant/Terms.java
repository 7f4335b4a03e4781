package dev.sluice.controller.grant;

import dev.sluice.api.grant.GrantObservation;
import dev.sluice.api.grant.GrantOn;
import dev.sluice.api.grant.GrantParameters;
import dev.sluice.controller.credentials.Access;
import dev.sluice.controller.holding.Targets;
import dev.sluice.controller.managed.Subject;
import dev.sluice.controller.reference.DatabaseNames;
import dev.sluice.controller.reference.MakersOf;
import dev.sluice.controller.reference.RoleNames;
import dev.sluice.controller.reference.WakeUps;
import dev.sluice.engine.grant.GrantTarget.DefaultPrivileges;
import dev.sluice.engine.grant.GrantTarget.Membership;
import dev.sluice.engine.grant.GrantTerms;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** From {@code spec.forProvider}, or from what a status remembers of it, to what an engine is asked for. */
final class Terms {
  private final DatabaseNames databases;
  private final RoleNames roles;
  private final MakersOf makers;

  Terms(DatabaseNames databases, RoleNames roles, MakersOf makers) {
    this.databases = Objects.requireNonNull(databases, "databases");
    this.roles = Objects.requireNonNull(roles, "roles");
    this.makers = Objects.requireNonNull(makers, "makers");
  }

  /** With names resolved, and all of them allowed. */
  GrantTerms of(Subject<GrantParameters, ?> subject, Access server, WakeUps.Reads reads) {
    var wanted = subject.parameters();
    var config = subject.spec().providerConfigRef();
    var role = wanted.role() != null ? wanted.role() : roles.referred(subject.namespace(), subject.group(), config, wanted.roleRef().name(), reads);
    var database = Optional.ofNullable(wanted.database())
        .or(() -> Optional.ofNullable(wanted.databaseRef()).map(reference -> databases.referred(subject.namespace(), subject.group(), config, reference.name(), reads)));
    // Their tables are what it may be on.
    database.ifPresent(name -> makers.read(subject.group(), subject.namespace(), name, reads));
    var terms = terms(wanted, role, database);
    check(terms, server);
    return terms;
  }

  /** As far as names are known without waiting. */
  Optional<GrantTerms> peek(Subject<GrantParameters, ?> subject) {
    var wanted = subject.parameters();
    var role = Optional.ofNullable(wanted.role())
        .or(() -> Optional.ofNullable(wanted.roleRef()).flatMap(reference -> roles.peek(subject.namespace(), subject.group(), reference.name())));
    var database = Optional.ofNullable(wanted.database())
        .or(() -> Optional.ofNullable(wanted.databaseRef()).flatMap(reference -> databases.peek(subject.group(), subject.namespace(), reference.name())));
    return role.filter(name -> database.isPresent() || wanted.on().memberOf() != null).map(name -> terms(wanted, name, database));
  }

  private static GrantTerms terms(GrantParameters wanted, String role, Optional<String> database) {
    return new GrantTerms(role, database, Targets.of(wanted.on()), Set.copyOf(wanted.privileges()), Boolean.TRUE.equals(wanted.withGrantOption()));
  }

  static void check(GrantTerms terms, Access server) {
    server.names().checkRole(terms.role());
    terms.database().ifPresent(server.names()::checkDatabase);
    if (terms.on() instanceof Membership membership) {
      membership.roles().forEach(server.names()::checkRole);
    }
    if (terms.on() instanceof DefaultPrivileges later) {
      later.owner().ifPresent(server.names()::checkRole);
    }
  }

  /** What was granted when it was last looked at. */
  static Optional<GrantTerms> former(Subject<?, GrantObservation> subject) {
    return subject.observation().filter(before -> before.role() != null && before.on() != null).map(before ->
        new GrantTerms(before.role(), Optional.ofNullable(before.database()), Targets.of(before.on()), Set.copyOf(before.privileges()),
            Boolean.TRUE.equals(before.withGrantOption())));
  }

  static GrantObservation observation(String engine, GrantTerms terms, GrantOn on) {
    return new GrantObservation(engine, terms.role(), terms.database().orElse(null), on, List.copyOf(terms.privileges()), terms.withGrantOption());
  }
}
