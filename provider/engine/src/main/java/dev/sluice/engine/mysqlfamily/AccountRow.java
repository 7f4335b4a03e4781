package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.Password;
import dev.sluice.engine.role.RoleFacts;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the server and our table of claims say of an account.
 *
 * @param login the user whom we logged in as
 * @param found empty where there is no such account
 * @param otherHosts of other accounts of the same user
 */
record AccountRow(Account account, String login, Optional<Found> found, List<String> otherHosts, Optional<RoleClaim> claim) {

  /** @param secret what the server keeps of the password, in the way of the plugin */
  record Found(boolean locked, int connectionLimit, String plugin, String secret, AccountGrants grants, AccountOptions.Present options) {}

  AccountRow {
    otherHosts = List.copyOf(otherHosts);
  }

  static AccountRow read(Connection connection, Account account, AccountDialect dialect) throws SQLException {
    // A role of MariaDB's has no host.
    var query =
        "SELECT CURRENT_USER(), u.Host, " + dialect.locked() + ", u.max_user_connections, u.plugin, u.authentication_string,"
            + " u.ssl_type, u.max_questions, u.max_updates, u.max_connections"
            + " FROM (SELECT 1) one LEFT JOIN mysql.user u ON u.User = ? AND u.Host <> ''";
    try (var ask = connection.prepareStatement(query)) {
      ask.setString(1, account.user());
      try (var rows = ask.executeQuery()) {
        var login = "";
        var found = Optional.<Found>empty();
        var others = new ArrayList<String>();
        while (rows.next()) {
          login = Account.of(rows.getString(1)).user();
          var host = Optional.ofNullable(rows.getString(2));
          if (host.filter(account.host()::equalsIgnoreCase).isPresent()) {
            var grants = AccountGrants.read(connection, new Account(account.user(), host.get()));
            found = Optional.of(new Found(rows.getBoolean(3), rows.getInt(4), rows.getString(5), String.valueOf(rows.getString(6)), grants, options(rows)));
          } else {
            host.ifPresent(others::add);
          }
        }
        return new AccountRow(account, login, found, others, RoleClaim.read(connection, account));
      }
    }
  }

  private static AccountOptions.Present options(ResultSet row) throws SQLException {
    return new AccountOptions.Present(
        row.getString(7),
        Map.of("MAX_QUERIES_PER_HOUR", row.getInt(8), "MAX_UPDATES_PER_HOUR", row.getInt(9), "MAX_CONNECTIONS_PER_HOUR", row.getInt(10)));
  }

  /** Whether a password is the account's; empty where what the server keeps doesn't tell us. */
  Optional<Boolean> passwordIs(Password password) {
    return found.filter(there -> there.plugin().equals(NativeHash.PLUGIN)).map(there -> there.secret().equalsIgnoreCase(NativeHash.of(password)));
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

  RoleFacts facts(String role) {
    var there = found.orElseThrow();
    return new RoleFacts(
        role,
        !there.locked(),
        there.connectionLimit() == 0 ? -1 : there.connectionLimit(),
        List.of(),
        Map.of(),
        claim.map(RoleClaim::claim),
        claim.flatMap(RoleClaim::turned));
  }
}
