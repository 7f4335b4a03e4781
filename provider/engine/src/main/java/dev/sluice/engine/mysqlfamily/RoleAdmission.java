package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.role.RoleAccess;
import dev.sluice.engine.role.RoleDesign;
import java.util.Optional;

/** Whether a role may be had at all, before anything is changed. */
final class RoleAdmission {
  private RoleAdmission() {}

  /** What can be told without the server. */
  static void check(RoleDesign design, Account account, Product product) {
    account.check(product.accounts(), product.id());
    if (design.current().isPresent()) {
      throw invalid(product.id() + " has no two logins that take turns as a role: set spec.forProvider.rotation.strategy: InPlace.");
    }
    if (design.parameters().filter(parameters -> !parameters.isEmpty()).isPresent()) {
      throw invalid("spec.forProvider.parameters: " + product.id() + " has no settings for each account; remove it.");
    }
    if (design.memberOf().filter(groups -> !groups.isEmpty()).isPresent()) {
      throw Admission.permanent(
          Reasons.NOT_SUPPORTED, "spec.forProvider.memberOf isn't managed on " + product.id() + "; remove it, and grant what is needed by access.");
    }
    if (design.password().filter(password -> password.reveal().isEmpty()).isPresent()) {
      throw invalid("The password of role " + design.name() + " is empty, which would let in anybody; give it another one.");
    }
    design.access().forEach(access -> check(access, product));
  }

  private static void check(RoleAccess access, Product product) {
    Quoting.check(access.database());
    if (access.preset().actsAsOwner()) {
      throw Admission.permanent(
          Reasons.NOT_SUPPORTED,
          "Preset " + (access.preset() == RoleAccess.Preset.OWNER ? "Owner" : "Migrate") + " isn't managed on " + product.id() + ", where nobody owns a database:"
              + " ask for ReadOnly or ReadWrite.");
    }
    if (!access.schemas().isEmpty()) {
      throw invalid("spec.forProvider.access has schemas for " + access.database() + ", and on " + product.id() + " a database is its schema; remove them.");
    }
    if (Admission.isSystems(access.database())) {
      throw notAllowed(
          "spec.forProvider.access names " + access.database() + ", where accounts and claims are kept or which is " + product.id() + "'s own; remove it.");
    }
  }

  static void check(AccountRow row) {
    checkLogin(row);
    row.found().filter(found -> found.grants().mighty()).ifPresent(found -> {
      throw notAllowed("Role " + row.account() + " is an administrator or as good as one, and can't be managed; choose another name.");
    });
  }

  /** Also one from elsewhere: it might be taken for us, and be more precise. */
  static void checkLogin(AccountRow row) {
    if (row.account().user().equals(row.login())) {
      throw notAllowed("Role " + row.account() + " is the provider's own login and can't be managed; choose another name.");
    }
  }

  static void checkClaim(RoleDesign design, AccountRow row) {
    conflict(design, row).ifPresent(sentence -> {
      throw Admission.permanent(Reasons.CONFLICT, sentence);
    });
  }

  /** Why a role isn't dropped with its resource, in a sentence. Before we make one, we claim it. */
  static Optional<String> stays(RoleDesign design, AccountRow row) {
    var other = conflict(design, row);
    return other.isPresent() || row.claim().filter(there -> there.claim().made()).isPresent()
        ? other
        : Optional.of("Role " + row.account() + " was there before this resource and stays.");
  }

  private static Optional<String> conflict(RoleDesign design, AccountRow row) {
    var ours = design.claim();
    return row.claim().map(RoleClaim::claim)
        .filter(claim -> !claim.uid().equals(ours.uid()) && !claim.holder().equals(ours.holder()))
        .map(claim ->
            "Role " + row.account() + " is claimed by " + claim.holder() + "; choose another name, or, if that one is gone for good, delete the role's row from "
                + RoleClaim.TABLE + ".");
  }

  private static EngineException invalid(String message) {
    return Admission.permanent(Reasons.INVALID_SPEC, message);
  }

  private static EngineException notAllowed(String message) {
    return Admission.permanent(Reasons.ROLE_NOT_ALLOWED, message);
  }
}
