package dev.sluice.controller.database;

import dev.sluice.api.database.DatabaseObservation;
import dev.sluice.api.database.DatabaseParameters;
import dev.sluice.controller.credentials.Access;
import dev.sluice.controller.managed.CreationGuard;
import dev.sluice.controller.managed.Deleted;
import dev.sluice.controller.managed.External;
import dev.sluice.controller.managed.ManagementPolicy;
import dev.sluice.controller.managed.Observed;
import dev.sluice.controller.managed.Reason;
import dev.sluice.controller.managed.Standing;
import dev.sluice.controller.managed.Subject;
import dev.sluice.controller.reference.RoleNames;
import dev.sluice.controller.reference.WakeUps;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.database.DatabaseChange;
import dev.sluice.engine.database.DatabaseState;
import dev.sluice.engine.database.Databases;
import dev.sluice.engine.database.DropPolicy;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** A Database is a database on a server. */
public final class DatabaseExternal implements External<DatabaseParameters, DatabaseObservation> {
  private final RoleNames roles;

  public DatabaseExternal(RoleNames roles) {
    this.roles = Objects.requireNonNull(roles, "roles");
  }

  @Override
  public String externalName(Subject<DatabaseParameters, DatabaseObservation> subject, Access access) {
    return access.names().databaseNamed(subject.name());
  }

  @Override
  public boolean guardsCreation() {
    return true;
  }

  @Override
  public Observed<DatabaseObservation> observe(
      Subject<DatabaseParameters, DatabaseObservation> subject,
      WakeUps.Reads reads,
      Access access,
      ManagementPolicy policy) {
    var name = subject.externalName().orElseGet(() -> externalName(subject, access));
    access.names().checkDatabase(name);
    var databases = access.database().databases();
    var owner = owner(subject, databases, reads);
    owner.ifPresent(access.names()::checkRole);
    var renamed = renamed(subject, name);
    if (renamed.isPresent()) {
      throw new EngineException(renamed.get());
    }
    var design = Designs.of(subject, access, name, CreationGuard.begun(subject), owner);
    databases.copied(design).forEach(access.names()::checkDatabase);
    var found = databases.observe(design);
    if (found.isEmpty()) {
      return new Observed.Absent<>("database " + name, () -> databases.create(Designs.of(subject, access, name, true, owner)));
    }
    var state = found.get();
    var observation = Observations.of(state.facts(), access);
    var connection = access.database().connectionDetails(name);
    if (!state.unalterable().isEmpty()) {
      return new Observed.Settled<>(observation, connection, Standing.stalled("CannotBeAltered", cannotBeAltered(name, state)));
    }
    if (!state.changes().isEmpty()) {
      var changes = state.changes().stream().map(DatabaseChange::what).toList();
      return new Observed.Outdated<>(observation, connection, changes, () -> databases.update(design, state));
    }
    return new Observed.Settled<>(
        observation, connection, Standing.available(Reason.Available.name(), ""));
  }

  /** Resolved at each reconcile and never written back into the spec, as all references are. */
  private Optional<String> owner(Subject<DatabaseParameters, ?> subject, Databases databases, WakeUps.Reads reads) {
    var wanted = subject.parameters();
    var config = subject.spec().providerConfigRef();
    if (wanted.ownerRef() != null) {
      databases.checkOwner("ownerRef");
      return Optional.of(roles.referred(subject.namespace(), subject.group(), config, wanted.ownerRef().name(), reads));
    }
    if (wanted.ownerSelector() != null) {
      databases.checkOwner("ownerSelector");
      return Optional.of(roles.selected(subject.object(), subject.group(), config, wanted.ownerSelector().labels(), reads));
    }
    return Optional.ofNullable(wanted.owner());
  }

  @Override
  public Deleted delete(
      Subject<DatabaseParameters, DatabaseObservation> subject, Supplier<Access> access) {
    var server = access.get();
    // The one that it stands for, whatever the annotation says by now: that one may be another's.
    var name =
        subject.observation().map(DatabaseObservation::database)
            .or(subject::externalName)
            .orElseGet(() -> externalName(subject, server));
    server.names().checkDatabase(name);
    var design = Designs.ofDeleted(subject, server, name, CreationGuard.begun(subject));
    var leftAlone = server.database().databases().drop(design, dropPolicy(subject.parameters()));
    return leftAlone.<Deleted>map(Deleted.Done::new).orElse(Deleted.GONE);
  }

  private static DropPolicy dropPolicy(DatabaseParameters parameters) {
    return switch (Optional.ofNullable(parameters.deletion()).orElse("IfEmpty")) {
      case "Always" -> DropPolicy.ALWAYS;
      case "AlwaysEvenAdopted" -> DropPolicy.ALWAYS_EVEN_ADOPTED;
      default -> DropPolicy.IF_EMPTY;
    };
  }

  /** The name is how we know the database: another one would silently be another database. */
  private static Optional<Failure> renamed(Subject<?, DatabaseObservation> subject, String name) {
    return subject
        .observation()
        .map(DatabaseObservation::database)
        .filter(before -> !before.equals(name))
        .map(
            before ->
                new Failure.Permanent(
                    Reason.ExternalNameChanged.name(),
                    "The annotation crossplane.io/external-name says %s, but this resource stands for database %s. Set it back, or make another Database resource."
                        .formatted(name, before),
                    Optional.empty()));
  }

  private static String cannotBeAltered(String name, DatabaseState state) {
    return "Database %s can't be altered to what the spec says: %s. Set the spec to what is there, or make a new Database and move the data."
        .formatted(name, String.join("; ", state.unalterable()));
  }
}
