package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.SessionWork;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.mysqlfamily.Questions.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Who claims an account, in a table of ours: not all servers have comments on accounts.
 *
 * @param turned when its password was made, where that was put on record
 */
record RoleClaim(Claim claim, Optional<Instant> turned) {
  static final String DATABASE = "sluice";
  static final String TABLE = DATABASE + ".role_claim";
  /** No such database, no such table. */
  private static final Set<Integer> MISSING = Set.of(1049, 1146);
  private static final String WHERE = " WHERE name = ? AND host = ?";

  RoleClaim {
    Objects.requireNonNull(claim, "claim");
    Objects.requireNonNull(turned, "turned");
  }

  /** Of one of the two accounts that take turns as another one; no resource has such a claim. */
  static Claim ofLogin(Account of) {
    return new Claim("login", "role " + of + ", as one of its two logins", true);
  }

  /** Of the group that lies between an account and those that it is in. */
  static Claim ofGroups(Account of) {
    return new Claim("groups", "role " + of + ", for its groups", true);
  }

  /** @param row name, host, uid, holder, made, turned */
  static RoleClaim of(Row row) {
    return new RoleClaim(
        new Claim(row.text(2), row.text(3), row.text(4).equals("1")), Optional.of(row.text(5)).filter(text -> !text.isEmpty()).map(Instant::parse));
  }

  static Optional<RoleClaim> read(Connection connection, Account account) throws SQLException {
    try (var ask = connection.prepareStatement("SELECT uid, holder, made, turned FROM " + TABLE + WHERE)) {
      ask.setString(1, account.user());
      ask.setString(2, account.host());
      try (var row = ask.executeQuery()) {
        return row.next()
            ? Optional.of(
                new RoleClaim(
                    new Claim(row.getString(1), row.getString(2), row.getBoolean(3)), Optional.ofNullable(row.getString(4)).map(Instant::parse)))
            : Optional.empty();
      }
    } catch (SQLException e) {
      if (MISSING.contains(e.getErrorCode())) {
        return Optional.empty();
      }
      throw e;
    }
  }

  BoundSql writing(Account account) {
    return new BoundSql(
        "REPLACE INTO " + TABLE + " (name, host, uid, holder, made, turned) VALUES (?, ?, ?, ?, ?, ?)",
        List.of(account.user(), account.host(), claim.uid(), claim.holder(), claim.made(), turned.map(Instant::toString)));
  }

  static void prepare(Connection connection) throws SQLException {
    try (var ask = connection.createStatement()) {
      ask.execute("SELECT 1 FROM " + TABLE + " LIMIT 0");
    } catch (SQLException e) {
      if (!MISSING.contains(e.getErrorCode())) {
        throw e;
      }
      SessionWork.execute(connection, "CREATE DATABASE IF NOT EXISTS " + DATABASE);
      SessionWork.execute(
          connection,
          "CREATE TABLE IF NOT EXISTS " + TABLE
              + " (name VARCHAR(128) NOT NULL, host VARCHAR(255) NOT NULL, uid VARCHAR(255) NOT NULL, holder VARCHAR(1024) NOT NULL,"
              + " made BOOLEAN NOT NULL, turned VARCHAR(40), PRIMARY KEY (name, host))"
              + " ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
    }
  }

  static void remove(Connection connection, Account account) throws SQLException {
    BoundSql.of("DELETE FROM " + TABLE + WHERE, account.user(), account.host()).execute(connection);
  }
}
