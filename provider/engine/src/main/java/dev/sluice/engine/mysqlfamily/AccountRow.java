package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.Password;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the server and our table of claims say of an account.
 *
 * @param login the user whom we logged in as
 * @param found empty where there is no such account
 * @param otherHosts of other accounts of the same user
 */
record AccountRow(Account account, String login, Optional<Found> found, List<String> otherHosts, Optional<RoleClaim> claim) {

  /**
   * @param secret what the server keeps of the password, in the way of the plugin
   * @param memberships those that it has itself, not by way of other groups
   * @param defaults the groups whose rights it has from its login on
   * @param mightyGroups those that it is in, also by way of others, with rights that nobody should get by a manifest
   */
  record Found(
      boolean locked,
      int connectionLimit,
      String plugin,
      String secret,
      AccountGrants grants,
      AccountOptions.Present options,
      List<Membership> memberships,
      Set<Account> defaults,
      List<Account> mightyGroups) {
    /** As it will be when it has just been made. */
    static final Found BLANK =
        new Found(false, 0, "", "", new AccountGrants(List.of(), List.of()), new AccountOptions.Present("", Map.of()), List.of(), Set.of(), List.of());

    Found {
      memberships = List.copyOf(memberships);
      defaults = Set.copyOf(defaults);
      mightyGroups = List.copyOf(mightyGroups);
    }
  }

  /** @param admin whether it may hand that on */
  record Membership(Account group, boolean admin) {}

  AccountRow {
    otherHosts = List.copyOf(otherHosts);
  }

  /** The same, when it has just been made. */
  AccountRow blank(RoleClaim by) {
    return new AccountRow(account, login, Optional.of(Found.BLANK), otherHosts, Optional.of(by));
  }

  boolean isIn(Account group) {
    return found.stream().flatMap(there -> there.memberships().stream()).anyMatch(membership -> membership.group().equals(group));
  }

  /** Whether a password is the account's; empty where what the server keeps doesn't tell us. */
  Optional<Boolean> passwordIs(Password password) {
    return found.flatMap(there ->
        there.plugin().equals(NativeHash.PLUGIN)
            ? Optional.of(there.secret().equalsIgnoreCase(NativeHash.of(password)))
            : ShaCrypt.parse(there.secret()).map(kept -> kept.is(password)));
  }

  /** Whether who logs in as this user, from here and with a password alone, is this account for sure, and let in. */
  boolean isReachedFromHere() {
    return account.host().equals(Account.ANYWHERE) && otherHosts.isEmpty() && found.filter(there -> there.options().needsCertificate()).isEmpty();
  }

  /** Of several accounts of a user the server takes the most precise. */
  boolean isWhoComesFrom(String client) {
    var ours = new LikePattern(account.host());
    return otherHosts.isEmpty()
        || ours.matches(client)
            && otherHosts.stream().map(LikePattern::new).noneMatch(other -> other.matches(client) && other.precision() > ours.precision());
  }
}
