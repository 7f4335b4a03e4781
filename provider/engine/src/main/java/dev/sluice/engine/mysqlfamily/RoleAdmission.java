package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.role.RoleAccess;
import dev.sluice.engine.role.RoleDesign;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** Whether a role may be had at all, before anything is changed. */
final class RoleAdmission {
  private RoleAdmission() {}

  /** What can be told without the server. */
  static void check(RoleDesign design, Account account, Product product) {
    account.check(product.accounts(), product.id());
    design.current().map(Account::of).filter(login -> !account.logins().contains(login)).ifPresent(login -> {
      throw invalid("User " + login + " is none of the two that take turns as role " + account + ".");
    });
    design.current().ifPresent(login ->
        checkRoom(account, account.logins().getFirst().user(), product, "as which two logins take turns", "set spec.forProvider.rotation.strategy to InPlace"));
    if (design.parameters().filter(parameters -> !parameters.isEmpty()).isPresent()) {
      throw invalid(
          "spec.forProvider.parameters: " + product.id() + " has no settings for each account; remove it, and let the application set them when it connects.");
    }
    design.memberOf().ifPresent(groups -> groups.forEach(group -> checkGroup(group, account, product)));
    if (design.login() && !product.accounts().accountsAreGroups() && design.memberOf().filter(groups -> !groups.isEmpty()).isPresent()) {
      checkRoom(account, RoleRow.between(account).user(), product, "that is in others, by way of a role of its own", "remove spec.forProvider.memberOf");
    }
    if (!design.login() && !product.accounts().accountsAreGroups()) {
      checkRole(design, account, product);
    }
    if (design.password().filter(password -> password.reveal().isEmpty()).isPresent()) {
      throw invalid("The password of role " + design.name() + " is empty, which would let in anybody; give it another one.");
    }
    design.access().forEach(access -> check(access, product));
  }

  /**
   * For an account that is made beside it, under a longer name.
   *
   * @param beside its name
   * @param why in words
   * @param otherwise what to do where the name shall stay
   */
  private static void checkRoom(Account account, String beside, Product product, String why, String otherwise) {
    var longest = product.accounts().longestUser();
    if (beside.length() > longest) {
      throw invalid(
          "The name of role " + account + " leaves no room for " + beside + ", which is made beside one " + why + ": that has " + beside.length()
              + " characters, and " + longest + " is the most on " + product.id() + ". Choose a shorter one, or " + otherwise + ".");
    }
  }

  static void checkGroup(String name, Account account, Product product) {
    var group = Account.of(name);
    group.check(product.accounts(), product.id());
    if (!product.accounts().accountsAreGroups() && !group.host().equals(Account.ANYWHERE)) {
      throw invalid("memberOf names " + name + ", and on " + product.id() + " only a role can be joined, which has no host; correct it.");
    }
    if (group.equals(account)) {
      throw invalid("memberOf names the role " + name + " itself; remove it.");
    }
  }

  private static void checkRole(RoleDesign design, Account account, Product product) {
    if (!account.host().equals(Account.ANYWHERE)) {
      throw invalid("Role " + account + " has a host and login: false, and on " + product.id() + " what nobody logs in as has none; remove either.");
    }
    if (design.connectionLimit().filter(limit -> limit >= 0).isPresent() || !design.options().isEmpty()) {
      throw invalid("Role " + account + " has limits and login: false, and on " + product.id() + " only accounts that log in have such; remove either.");
    }
  }

  private static void check(RoleAccess access, Product product) {
    Quoting.check(access.database());
    if (!access.schemas().isEmpty()) {
      throw invalid("spec.forProvider.access has schemas for " + access.database() + ", and on " + product.id() + " a database is its schema; remove them.");
    }
    if (Admission.isSystems(access.database())) {
      throw notAllowed(Admission.reserved(access.database(), "spec.forProvider.access gives nobody rights there"));
    }
  }

  static void check(RoleDesign design, RoleRow role) {
    check(role, design.privileged());
    if (design.login() && role.itself().found().isEmpty() && role.namesakes().flatMap(AccountRow::found).isPresent()) {
      throw invalid("Role " + role.itself().account() + " is there, and is one in which nobody can log in; set login: false, or choose another name.");
    }
    checkClaim(design, role.itself());
    checkGroups(design.memberOf().orElse(Set.of()), role, design.privileged(), "spec.forProvider.memberOf");
  }

  /** @param privileged whether groups may be joined that give rights beyond databases */
  static void check(RoleRow role, boolean privileged) {
    role.all().forEach(row -> check(row, privileged));
  }

  private static void check(AccountRow row, boolean privileged) {
    checkLogin(row);
    row.found().ifPresent(found -> {
      if (found.grants().mighty()) {
        throw notAllowed("Role " + row.account() + " is an administrator or as good as one, and can't be managed; choose another name.");
      }
      if (!found.mightyGroups().isEmpty() && !privileged) {
        throw notAllowed(
            "Role " + row.account() + " is in " + inWords(found.mightyGroups())
                + ", which makes it as good as an administrator, and the ProviderConfig doesn't allow to manage such: choose another name, or set spec.allowPrivileged there.");
      }
    });
  }

  /** Those that are to be joined. */
  static void checkGroups(Collection<String> names, RoleRow role, boolean privileged, String field) {
    var rows = names.stream().map(name -> role.register().row(RoleRow.group(name, role.dialect()))).toList();
    var missing = rows.stream().filter(row -> row.found().isEmpty()).map(AccountRow::account).toList();
    if (!missing.isEmpty()) {
      throw new EngineException(
          new Failure.Transient(
              "WaitingForReference",
              "There is no role " + inWords(missing) + " yet, which " + field + " names; create it"
                  + (role.dialect().accountsAreGroups() ? "" : ", with login: false") + ", or correct the name.",
              Optional.empty()));
    }
    var refused = rows.stream().filter(row -> isProviders(row) || isMighty(row) && !privileged).map(AccountRow::account).toList();
    if (!refused.isEmpty()) {
      throw notAllowed(
          field + " names " + inWords(refused)
              + ", which would make an administrator of its members, or as good as one: remove it, or set spec.allowPrivileged in the ProviderConfig.");
    }
  }

  private static boolean isProviders(AccountRow row) {
    return row.account().user().equals(row.login()) || row.claim().filter(Runner::isRunners).isPresent();
  }

  private static boolean isMighty(AccountRow row) {
    return row.found().filter(found -> found.grants().mighty() || !found.mightyGroups().isEmpty()).isPresent();
  }

  private static String inWords(Collection<Account> accounts) {
    return String.join(", ", accounts.stream().map(Account::toString).toList());
  }

  /** Also one from elsewhere: it might be taken for us, and be more precise. */
  static void checkLogin(AccountRow row) {
    if (row.account().user().equals(row.login())) {
      throw notAllowed("Role " + row.account() + " is the provider's own login and can't be managed; choose another name.");
    }
  }

  private static void checkClaim(RoleDesign design, AccountRow row) {
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

  static Optional<String> conflict(RoleDesign design, AccountRow row) {
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
