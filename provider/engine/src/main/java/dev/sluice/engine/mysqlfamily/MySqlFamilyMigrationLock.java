package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.migration.HistoryPlace;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * Two named locks of the session: one that all our runs in a database share, and Flyway's own for the history table, so that
 * somebody's command line and we don't meet. They are the server's, not a cluster's.
 *
 * @param ours names are at most 64 characters, which a database's may have alone
 * @param flyway as Flyway computes it, which doesn't double backticks
 */
record MySqlFamilyMigrationLock(String ours, String flyway) {

  static MySqlFamilyMigrationLock of(HistoryPlace place) {
    return new MySqlFamilyMigrationLock(
        "sluice-" + digest(place.schema().toLowerCase(Locale.ROOT)),
        "Flyway-" + ("`" + place.schema() + "`.`" + place.table() + "`").hashCode());
  }

  /** Both or none, at once. */
  boolean tryTake(Connection connection) throws SQLException {
    var take = "SELECT IF(COALESCE(GET_LOCK(%1$s, 0), 0) = 0, 0, IF(COALESCE(GET_LOCK(%2$s, 0), 0) = 1, 1, RELEASE_LOCK(%1$s) - 1))";
    try (var statement = connection.createStatement();
        var taken = statement.executeQuery(sql(take))) {
      return taken.next() && taken.getInt(1) == 1;
    }
  }

  void release(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql("DO RELEASE_LOCK(%2$s), RELEASE_LOCK(%1$s)"));
    }
  }

  Optional<String> holder(Connection connection) throws SQLException {
    var ask =
        """
        SELECT l.id, p.user, p.host, p.command, p.time
        FROM (SELECT IS_USED_LOCK(%1$s) AS id UNION ALL SELECT IS_USED_LOCK(%2$s)) l
        LEFT JOIN information_schema.processlist p ON p.id = l.id
        WHERE l.id IS NOT NULL AND l.id <> CONNECTION_ID()
        LIMIT 1""";
    try (var statement = connection.createStatement();
        var found = statement.executeQuery(sql(ask))) {
      if (!found.next()) {
        return Optional.empty();
      }
      var session = "session " + found.getLong(1);
      // Without the right PROCESS only one's own sessions are shown.
      return Optional.of(
          found.getString(2) == null
              ? session
              : session + " (user " + found.getString(2) + " from " + found.getString(3) + ", " + found.getString(4) + ")");
    }
  }

  private String sql(String pattern) {
    return pattern.formatted(MySqlFamilyMigrationSql.text(ours), MySqlFamilyMigrationSql.text(flyway));
  }

  private static String digest(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
