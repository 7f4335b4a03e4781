package dev.sluice.controller.role;

import dev.sluice.api.role.RoleObservation;
import dev.sluice.api.role.RoleParameters;
import dev.sluice.controller.credentials.Access;
import dev.sluice.controller.holding.Holdings;
import dev.sluice.controller.holding.Presets;
import dev.sluice.controller.managed.Subject;
import dev.sluice.controller.reference.DatabaseNames;
import dev.sluice.controller.reference.WakeUps;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.role.RoleAccess;
import dev.sluice.engine.role.RoleDesign;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** From {@code spec.forProvider} to what an engine is asked for. */
final class Designs {
  private final DatabaseNames databases;
  private final Holdings holdings;

  Designs(DatabaseNames databases, Holdings holdings) {
    this.holdings = Objects.requireNonNull(holdings, "holdings");
    this.databases = Objects.requireNonNull(databases, "databases");
  }

  /** With the names of databases resolved, and all names allowed. */
  List<RoleAccess> access(Subject<RoleParameters, ?> subject, Access server, WakeUps.Reads reads) {
    return subject.parameters().access().stream().map(wanted -> {
      var database =
          wanted.database() != null
              ? wanted.database()
              : databases.referred(subject.namespace(), subject.group(), subject.spec().providerConfigRef(), wanted.databaseRef().name(), reads);
      server.names().checkDatabase(database);
      return new RoleAccess(database, Presets.of(wanted.preset()), wanted.schemas());
    }).toList();
  }

  RoleDesign of(
      Subject<RoleParameters, RoleObservation> subject, Access server, String name, boolean made, Credential credential, List<RoleAccess> access) {
    var wanted = subject.parameters();
    return new RoleDesign(
        name,
        new Claim(subject.uid(), subject.holder(), made),
        wanted.logsIn(),
        credential.password(),
        Optional.of(credential.username()).filter(username -> !username.equals(name)),
        credential.turned(),
        Optional.ofNullable(wanted.connectionLimit()),
        Optional.ofNullable(wanted.memberOf()).map(Set::copyOf),
        Optional.ofNullable(wanted.parameters()),
        access,
        former(subject, access),
        holdings.grants(subject, name),
        options(subject, server),
        server.privileged());
  }

  private static Map<String, Object> options(Subject<RoleParameters, ?> subject, Access server) {
    var sections = subject.parameters().sections();
    sections.keySet().stream().filter(id -> !id.equals(server.engine())).findFirst().ifPresent(id -> {
      throw new EngineException(
          new Failure.Permanent(
              Reasons.INVALID_SPEC,
              "spec.forProvider has options for %s, and the engine of %s is %s; remove them, or refer to another ProviderConfig."
                  .formatted(id, server.config(), server.engine()),
              Optional.empty()));
    });
    return sections.getOrDefault(server.engine(), Map.of());
  }

  private static List<RoleAccess> former(Subject<?, RoleObservation> subject, List<RoleAccess> access) {
    return subject.observation().map(RoleObservation::access).orElse(List.of()).stream()
        .map(before -> new RoleAccess(before.database(), Presets.of(before.preset()), before.schemas()))
        .filter(before -> !access.contains(before))
        .toList();
  }
}
