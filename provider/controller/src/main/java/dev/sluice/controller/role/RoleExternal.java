package dev.sluice.controller.role;

import dev.sluice.api.role.RoleObservation;
import dev.sluice.api.role.RoleObservation.GrantedAccess;
import dev.sluice.api.role.RoleParameters;
import dev.sluice.controller.credentials.Access;
import dev.sluice.controller.managed.CreationGuard;
import dev.sluice.controller.managed.Deleted;
import dev.sluice.controller.managed.External;
import dev.sluice.controller.managed.ManagementPolicy;
import dev.sluice.controller.managed.Observed;
import dev.sluice.controller.managed.Reason;
import dev.sluice.controller.managed.Standing;
import dev.sluice.controller.managed.Subject;
import dev.sluice.controller.reference.WakeUps;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Password;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.role.RemovalPolicy;
import dev.sluice.engine.role.RoleAccess;
import dev.sluice.engine.role.RoleAccess.Preset;
import dev.sluice.engine.role.RoleChange;
import dev.sluice.engine.role.RoleDesign;
import dev.sluice.engine.role.RoleFacts;
import dev.sluice.engine.role.RoleState;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** A Role is a role on a server: a login, or a group of them. */
public final class RoleExternal implements External<RoleParameters, RoleObservation> {
  private static final String CREATED = "Created";

  private final Designs designs;
  private final Passwords passwords;

  RoleExternal(Designs designs, Passwords passwords) {
    this.designs = Objects.requireNonNull(designs, "designs");
    this.passwords = Objects.requireNonNull(passwords, "passwords");
  }

  @Override
  public String externalName(Subject<RoleParameters, RoleObservation> subject, Access access) {
    return access.names().roleNamed(subject.name());
  }

  @Override
  public boolean guardsCreation() {
    return true;
  }

  @Override
  public Observed<RoleObservation> observe(
      Subject<RoleParameters, RoleObservation> subject, WakeUps.Reads reads, Access server, ManagementPolicy policy) {
    var name = subject.externalName().orElseGet(() -> externalName(subject, server));
    server.names().checkRole(name);
    Optional.ofNullable(subject.parameters().memberOf()).ifPresent(groups -> groups.forEach(server.names()::checkRole));
    checkRenamed(subject, name);
    var roles = server.database().roles();
    var access = designs.access(subject, server, reads);
    var begun = CreationGuard.begun(subject);
    var given = passwords.given(subject, reads);
    var known = password(subject, reads, given, begun || isOurs(subject));
    var design = Designs.of(subject, name, begun, known, access);
    var found = roles.observe(design);
    if (found.isEmpty()) {
      var password = password(subject, reads, given, true);
      return new Observed.Absent<>("role " + name, () -> roles.create(Designs.of(subject, name, true, password, access)));
    }
    if (known.isEmpty() && subject.parameters().logsIn() && madeBefore(subject, found.get().facts())) {
      // By an earlier life of this manifest, whose Secret went with it.
      design = Designs.of(subject, name, true, password(subject, reads, given, true), access);
      found = roles.observe(design);
    }
    return compared(server, design, found.orElseThrow(), access);
  }

  /** @param ours whether it is for us to set */
  private Optional<Password> password(
      Subject<RoleParameters, RoleObservation> subject, WakeUps.Reads reads, Optional<Password> given, boolean ours) {
    return given.isPresent() || !ours || !subject.parameters().logsIn() ? given : Optional.of(passwords.generated(subject, reads));
  }

  private static boolean isOurs(Subject<RoleParameters, RoleObservation> subject) {
    return Boolean.TRUE.equals(subject.parameters().takeOver())
        || subject.observation().filter(observed -> CREATED.equals(observed.provenance())).isPresent();
  }

  private static boolean madeBefore(Subject<?, ?> subject, RoleFacts facts) {
    return facts.claim().filter(claim -> claim.made() && claim.holder().equals(subject.holder())).isPresent();
  }

  private static Observed<RoleObservation> compared(Access server, RoleDesign design, RoleState state, List<RoleAccess> access) {
    var observation = observation(server, state.facts(), access);
    var connection =
        server.database().roles().connectionDetails(design.name(), design.password(), access.stream().findFirst().map(RoleAccess::database));
    if (!state.changes().isEmpty()) {
      var changes = state.changes().stream().map(RoleChange::what).toList();
      return new Observed.Outdated<>(observation, connection, changes, () -> server.database().roles().update(design, state));
    }
    return new Observed.Settled<>(observation, connection, Standing.available(Reason.Available.name(), unknown(design)));
  }

  private static String unknown(RoleDesign design) {
    return !design.login() || design.password().isPresent()
        ? ""
        : ("Role %s was there before this resource, and its password isn't known; the connection secret lacks it."
                + " Set spec.forProvider.takeOver to give the role a new one, or passwordSecretRef.")
            .formatted(design.name());
  }

  private static RoleObservation observation(Access server, RoleFacts facts, List<RoleAccess> access) {
    return new RoleObservation(
        server.engine(),
        facts.name(),
        facts.login(),
        facts.connectionLimit(),
        facts.memberOf(),
        facts.parameters(),
        access.stream()
            .map(one -> new GrantedAccess(one.database(), one.preset() == Preset.READ_WRITE ? "ReadWrite" : "ReadOnly", one.schemas()))
            .toList(),
        facts.claim().map(Claim::made).orElse(false) ? CREATED : "Adopted");
  }

  @Override
  public Deleted delete(Subject<RoleParameters, RoleObservation> subject, Supplier<Access> access) {
    var server = access.get();
    var name =
        subject.observation().map(RoleObservation::role).or(subject::externalName).orElseGet(() -> externalName(subject, server));
    server.names().checkRole(name);
    var design = RoleDesign.named(name, new Claim(subject.uid(), subject.holder(), CreationGuard.begun(subject)));
    var policy = "Restrict".equals(subject.parameters().deletion()) ? RemovalPolicy.RESTRICT : RemovalPolicy.REASSIGN;
    return server.database().roles().drop(design, policy).<Deleted>map(Deleted.Done::new).orElse(Deleted.GONE);
  }

  @Override
  public void forget(String uid) {
    passwords.forget(uid);
  }

  /** The name is how we know the role: another one would silently be another role. */
  private static void checkRenamed(Subject<?, RoleObservation> subject, String name) {
    subject.observation().map(RoleObservation::role).filter(before -> !before.equals(name)).ifPresent(before -> {
      throw new EngineException(
          new Failure.Permanent(
              Reason.ExternalNameChanged.name(),
              "The annotation crossplane.io/external-name says %s, but this resource stands for role %s. Set it back, or make another Role resource."
                  .formatted(name, before),
              Optional.empty()));
    });
  }
}
