package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.Password;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.database.Claim;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * An account that the provider makes to run somebody else's SQL in: with all rights on one database and none beyond, which no
 * statement leads out of.
 *
 * @param renew when it is to get a new password, well before the old one ends
 */
record Runner(Account account, String database, Password password, Instant renew) {
  private static final String SUFFIX = "_runner";
  private static final int LONGEST = 32;
  private static final int HASH = 8;
  private static final String UID = "runner";
  private static final Set<Integer> NO_RIGHT = Set.of(1044, 1142);

  Runner {
    Objects.requireNonNull(account, "account");
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(password, "password");
    Objects.requireNonNull(renew, "renew");
  }

  /** Long names, and those that accounts can't have, are told apart by a hash. */
  static Account accountFor(String database) {
    var plain = database.replaceAll("[^A-Za-z0-9_$-]", "_") + SUFFIX;
    if (plain.equals(database + SUFFIX) && plain.length() <= LONGEST) {
      return Account.of(plain);
    }
    var tail = "_" + hash(database) + SUFFIX;
    return Account.of(plain.substring(0, Math.min(plain.length() - SUFFIX.length(), LONGEST - tail.length())) + tail);
  }

  private static String hash(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HASH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** What stands in the table of claims: a Role can't take it over. */
  static RoleClaim claim(String database) {
    return new RoleClaim(new Claim(UID, "the migrations of database " + database, true), Optional.empty());
  }

  static boolean isRunners(RoleClaim claim) {
    return claim.claim().uid().equals(UID);
  }

  /** Who may not read the claims has made no runner. */
  private static boolean isOurs(Connection connection, Account account, String database) throws SQLException {
    try {
      return RoleClaim.read(connection, account).equals(Optional.of(claim(database)));
    } catch (SQLException e) {
      if (NO_RIGHT.contains(e.getErrorCode())) {
        return false;
      }
      throw e;
    }
  }

  /** With its database, where all is that it may have defined. */
  static void remove(Connection connection, String database) throws SQLException {
    var account = accountFor(database);
    if (isOurs(connection, account, database)) {
      SessionWork.execute(connection, "DROP USER IF EXISTS " + account.sql());
      RoleClaim.remove(connection, account);
    }
  }
}
