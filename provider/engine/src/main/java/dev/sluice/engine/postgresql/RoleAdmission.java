package dev.sluice.engine.postgresql;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.role.RoleDesign;
import java.util.Optional;

/** Whether a role may be had at all, before anything is changed. */
final class RoleAdmission {
  private RoleAdmission() {}

  /** What can be told without the server. */
  static void check(RoleDesign design) {
    Quoting.identifier(design.name());
    design.memberOf().ifPresent(groups -> groups.forEach(Quoting::identifier));
    design.access().forEach(access -> {
      Quoting.identifier(access.database());
      access.schemas().forEach(Quoting::identifier);
    });
    design.current().ifPresent(login -> checkRoom(design.name()));
    RoleAttributes.check(design);
    if (design.name().startsWith("pg_") || design.name().equals("public") || design.name().equals("none")) {
      throw Admission.permanent(Reasons.INVALID_SPEC, "Role " + design.name() + " has a name that is PostgreSQL's own; choose another one.");
    }
  }

  /** For the two logins that take turns as it, whose names are longer. */
  private static void checkRoom(String role) {
    var bytes = Quoting.bytes(role);
    var most = Quoting.LONGEST_NAME - (Quoting.bytes(RoleDesign.logins(role).getFirst()) - bytes);
    if (bytes > most) {
      throw Admission.permanent(
          Reasons.INVALID_SPEC,
          "The name of role " + role + " has " + bytes + " bytes, and " + most + " is the most on PostgreSQL for one as which two logins take turns, "
              + String.join(" and ", RoleDesign.logins(role)) + "; choose a shorter one, or set spec.forProvider.rotation.strategy to InPlace.");
    }
  }

  static void check(RoleDesign design, RoleRow row) {
    if (design.name().equals(row.login())) {
      throw notAllowed("Role " + design.name() + " is the provider's own login and can't be managed; choose another name.");
    }
    row.found().ifPresent(found -> {
      if (found.mighty() && !design.privileged()) {
        throw notAllowed(
            "Role " + design.name() + " is a superuser or as good as one, and the ProviderConfig doesn't allow to manage such: choose another name, or set"
                + " spec.allowPrivileged there.");
      }
      conflict(design, found).ifPresent(sentence -> {
        throw Admission.permanent(Reasons.CONFLICT, sentence);
      });
    });
    if (!row.mighty().isEmpty() && !design.privileged() || row.mighty().contains(row.login())) {
      throw notAllowed(
          "spec.forProvider.memberOf names " + String.join(", ", row.mighty())
              + ", which would make a superuser of its members, or as good as one: remove it, or set spec.allowPrivileged in the ProviderConfig.");
    }
    if (!row.unknown().isEmpty()) {
      throw new EngineException(
          new Failure.Transient(
              "WaitingForReference",
              "There is no role " + String.join(", ", row.unknown()) + " yet, which spec.forProvider.memberOf names; create it, or correct the name.",
              Optional.empty()));
    }
  }

  /** Why a role isn't dropped with its resource, in a sentence. */
  static Optional<String> stays(RoleDesign design, RoleRow.Found found) {
    var other = conflict(design, found);
    return other.isPresent() || found.marker().claim().orElse(design.claim()).made()
        ? other
        : Optional.of("Role " + design.name() + " was there before this resource and stays.");
  }

  static Optional<String> conflict(RoleDesign design, RoleRow.Found found) {
    var ours = design.claim();
    var text = found.marker().text();
    if (AlternateLogins.isMark(text) || Runner.isMark(text)) {
      return Optional.of("Role " + design.name() + " was made by the provider for something else, as its comment says (" + text + "); choose another name.");
    }
    return found.marker().claim()
        .filter(claim -> !claim.uid().equals(ours.uid()) && !claim.holder().equals(ours.holder()))
        .map(claim ->
            "Role " + design.name() + " is claimed by " + claim.holder()
                + "; choose another name, or, if that one is gone for good, remove the bracket [sluice ...] from the role's comment.");
  }

  private static EngineException notAllowed(String message) {
    return Admission.permanent(Reasons.ROLE_NOT_ALLOWED, message);
  }
}
