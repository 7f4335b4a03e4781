package dev.sluice.engine.postgresql;

import dev.sluice.engine.migration.HistoryPlace;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Two advisory locks of the session: one that all our runs in a database share, and Flyway's own for the history table, so
 * that somebody's command line and we don't meet.
 *
 * @param flyway the key that Flyway computes from the table's name
 */
record PostgreSqlMigrationLock(long flyway) {
  /** "Sluice" and a number. */
  private static final long OURS = 0x53_6C_75_69_63_65_00_01L;
  /** "Flyway", as Flyway adds it up. */
  private static final long FLYWAY = (0x46L << 40) + (0x6CL << 32) + (0x79L << 24) + (0x77 << 16) + (0x61 << 8) + 0x79;

  // Both or none. The search path is ours until the first file, so that no table of the database's can deceive us.
  private static final String TAKE =
      """
      SELECT CASE WHEN NOT pg_catalog.pg_try_advisory_lock(?) THEN false
          WHEN pg_catalog.pg_try_advisory_lock(?) THEN true
          ELSE NOT pg_catalog.pg_advisory_unlock(?) END,
        pg_catalog.set_config('search_path', 'pg_catalog', false)""";
  private static final String RELEASE = "SELECT pg_catalog.pg_advisory_unlock(?), pg_catalog.pg_advisory_unlock(?)";
  private static final String HOLDER =
      """
      SELECT l.pid, a.application_name, a.state
      FROM pg_catalog.pg_locks l
      JOIN pg_catalog.pg_database d ON d.oid = l.database AND d.datname = pg_catalog.current_database()
      LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted AND l.pid <> pg_catalog.pg_backend_pid()
        AND (l.classid::bigint << 32 | l.objid::bigint) IN (?, ?)
      LIMIT 1""";

  /** For what has no history table: the lock that all our runs in a database share. Doesn't wait. */
  static boolean tryTakeDatabase(Connection connection) throws SQLException {
    try (var take = connection.prepareStatement("SELECT pg_catalog.pg_try_advisory_lock(?)")) {
      take.setLong(1, OURS);
      try (var taken = take.executeQuery()) {
        return taken.next() && taken.getBoolean(1);
      }
    }
  }

  static void releaseDatabase(Connection connection) throws SQLException {
    try (var release = connection.prepareStatement("SELECT pg_catalog.pg_advisory_unlock(?)")) {
      release.setLong(1, OURS);
      release.execute();
    }
  }

  static Optional<String> databaseHolder(Connection connection) throws SQLException {
    return new PostgreSqlMigrationLock(OURS).holder(connection);
  }

  static PostgreSqlMigrationLock of(HistoryPlace place) {
    return new PostgreSqlMigrationLock(FLYWAY + PostgreSqlMigrationHistory.name(place).hashCode());
  }

  boolean tryTake(Connection connection) throws SQLException {
    try (var take = connection.prepareStatement(TAKE)) {
      take.setLong(1, OURS);
      take.setLong(2, flyway);
      take.setLong(3, OURS);
      try (var taken = take.executeQuery()) {
        return taken.next() && taken.getBoolean(1);
      }
    }
  }

  void release(Connection connection) throws SQLException {
    try (var release = connection.prepareStatement(RELEASE)) {
      keys(release);
      release.execute();
    }
  }

  Optional<String> holder(Connection connection) throws SQLException {
    try (var ask = connection.prepareStatement(HOLDER)) {
      keys(ask);
      try (var found = ask.executeQuery()) {
        return found.next()
            ? Optional.of("session " + found.getInt(1) + " (application " + found.getString(2) + ", " + found.getString(3) + ")")
            : Optional.empty();
      }
    }
  }

  private void keys(PreparedStatement statement) throws SQLException {
    statement.setLong(1, OURS);
    statement.setLong(2, flyway);
  }
}
