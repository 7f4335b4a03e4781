package dev.sluice.controller.role;

import dev.sluice.api.role.RoleObservation;
import dev.sluice.api.role.RoleObservation.GrantedAccess;
import dev.sluice.api.role.RoleParameters;
import dev.sluice.controller.credentials.Access;
import dev.sluice.controller.holding.Presets;
import dev.sluice.controller.managed.Answered;
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
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.role.RemovalPolicy;
import dev.sluice.engine.role.RoleAccess;
import dev.sluice.engine.role.RoleChange;
import dev.sluice.engine.role.RoleDesign;
import dev.sluice.engine.role.RoleFacts;
import dev.sluice.engine.role.RoleState;
import dev.sluice.engine.role.Roles;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** A Role is a role on a server: a login, or a group of them. */
public final class RoleExternal implements External<RoleParameters, RoleObservation> {
  private static final String CREATED = "Created";

  private final Designs designs;
  private final Passwords passwords;
  private final Clock clock;

  RoleExternal(Designs designs, Passwords passwords, Clock clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
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
    var present = credential(subject, roles, name, reads, begun || isOurs(subject));
    var found = roles.observe(designs.of(subject, server, name, begun, present, access));
    if (found.isEmpty()) {
      var first = credential(subject, roles, name, reads, true);
      return new Observed.Absent<>("role " + name, () -> roles.create(designs.of(subject, server, name, true, first, access)));
    }
    if (present.password().isEmpty() && subject.parameters().logsIn() && madeBefore(subject, found.get().facts())) {
      // By an earlier life of this manifest, whose Secret went with it.
      return compared(subject, server, name, true, credential(subject, roles, name, reads, true), access);
    }
    var rotation = Rotation.of(subject.parameters()).filter(wanted -> present.password().isPresent() && present.turned().isEmpty());
    var turned = found.get().facts().turned();
    if (rotation.filter(wanted -> wanted.isDue(name, present, turned, Instant.now(clock))).isPresent() && policy.allowsUpdate()) {
      return compared(subject, server, name, begun, passwords.turned(subject.uid(), rotation.get().next(roles.logins(name), present.username())), access);
    }
    return compared(subject, server, designs.of(subject, server, name, begun, present, access), found.get());
  }

  private Observed<RoleObservation> compared(
      Subject<RoleParameters, RoleObservation> subject, Access server, String name, boolean made, Credential credential, List<RoleAccess> access) {
    var design = designs.of(subject, server, name, made, credential, access);
    return compared(subject, server, design, server.database().roles().observe(design).orElseThrow());
  }

  /** @param ours whether it is for us to set */
  private Credential credential(Subject<RoleParameters, RoleObservation> subject, Roles roles, String name, WakeUps.Reads reads, boolean ours) {
    var given = passwords.given(subject, reads);
    if (given.isPresent()) {
      return new Credential(name, given, Optional.empty());
    }
    return ours && subject.parameters().logsIn() ? passwords.generated(subject, roles, name, reads) : Credential.unknown(name);
  }

  private static boolean isOurs(Subject<RoleParameters, RoleObservation> subject) {
    return Boolean.TRUE.equals(subject.parameters().takeOver())
        || subject.observation().filter(observed -> CREATED.equals(observed.provenance())).isPresent();
  }

  private static boolean madeBefore(Subject<?, ?> subject, RoleFacts facts) {
    return facts.claim().filter(claim -> claim.made() && claim.holder().equals(subject.holder())).isPresent();
  }

  private Observed<RoleObservation> compared(
      Subject<RoleParameters, RoleObservation> subject, Access server, RoleDesign design, RoleState state) {
    var rotation = Rotation.of(subject.parameters());
    var next = rotation.flatMap(wanted -> state.facts().turned().map(turned -> turned.plus(wanted.interval())));
    var observation = observation(server, design, state.facts(), next);
    var connection =
        server.database().roles().connectionDetails(design.username(), design.password(), design.access().stream().findFirst().map(RoleAccess::database));
    if (!state.changes().isEmpty()) {
      var changes = state.changes().stream().map(RoleChange::what).toList();
      return new Observed.Outdated<>(observation, connection, changes, () -> server.database().roles().update(design, state));
    }
    // One that is overdue waits for leave to update.
    var due = next.filter(at -> at.isAfter(Instant.now(clock)));
    return new Observed.Settled<>(observation, connection, Standing.available(Reason.Available.name(), unknown(design)), Answered.NOTHING, false, due);
  }

  private static String unknown(RoleDesign design) {
    return !design.login() || design.password().isPresent()
        ? ""
        : ("Role %s was there before this resource, and its password isn't known; the connection secret lacks it."
                + " Set spec.forProvider.takeOver to give the role a new one, or passwordSecretRef.")
            .formatted(design.name());
  }

  private static RoleObservation observation(Access server, RoleDesign design, RoleFacts facts, Optional<Instant> next) {
    return new RoleObservation(
        server.engine(),
        facts.name(),
        facts.login() || design.current().isPresent(),
        design.login() ? design.username() : null,
        next.flatMap(there -> facts.turned()).map(Instant::toString).orElse(null),
        next.map(Instant::toString).orElse(null),
        facts.connectionLimit(),
        facts.memberOf(),
        facts.parameters(),
        design.access().stream()
            .map(one -> new GrantedAccess(one.database(), Presets.word(one.preset()), one.schemas()))
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
