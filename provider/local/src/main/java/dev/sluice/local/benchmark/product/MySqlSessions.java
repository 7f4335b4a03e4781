package dev.sluice.local.benchmark.product;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * As MySQL's performance_schema tells it.
 *
 * @param user the provider's, and nobody else's
 */
record MySqlSessions(Administration administration, String user) implements Sessions {
  private static final String NO_DATABASE = "";

  MySqlSessions {
    requireNonNull(administration, "administration is null");
    requireNonNull(user, "user is null");
  }

  @Override
  public long opened() {
    return Long.parseLong(administration.text(NO_DATABASE,
        "SELECT COALESCE(SUM(TOTAL_CONNECTIONS), 0) FROM performance_schema.users WHERE USER = '" + user + "'"));
  }

  @Override
  public Map<String, Long> visits() {
    return administration.numbers(NO_DATABASE, """
        SELECT OBJECT_SCHEMA, COUNT_READ FROM performance_schema.table_io_waits_summary_by_table
        WHERE OBJECT_NAME = 'flyway_schema_history'""");
  }

  @Override
  public Words words() {
    return new Words(
        "`events_statements_current` of its sessions",
        "each Migration's history table must have been read by then",
        "Migrations whose history table was read");
  }

  @Override
  public Observer observe() {
    return new Activity(administration.open(NO_DATABASE), user);
  }

  private record Activity(Connection connection, String user) implements Observer {
    private static final long PICOSECONDS = 1000;

    @Override
    public Look look() throws SQLException {
      // The statement that asks runs itself, so that its end, the latest of all, is the present on the same clock.
      String query = """
          SELECT COUNT(DISTINCT IF(PROCESSLIST_USER = '%1$s', THREAD_ID, NULL)),
            COALESCE(SUM(PROCESSLIST_USER = '%1$s' AND PROCESSLIST_COMMAND <> 'Sleep'), 0),
            MAX(TIMER_END) - MAX(IF(PROCESSLIST_USER = '%1$s', TIMER_END, NULL))
          FROM performance_schema.threads LEFT JOIN performance_schema.events_statements_current USING (THREAD_ID)
          WHERE TYPE = 'FOREGROUND'""".formatted(user);
      try (PreparedStatement statement = connection.prepareStatement(query); ResultSet row = statement.executeQuery()) {
        row.next();
        Instant now = Instant.now();
        Duration since = Duration.ofNanos(row.getLong(3) / PICOSECONDS);
        Optional<Instant> last = row.wasNull() ? Optional.empty() : Optional.of(now.minus(since));
        return new Look(row.getInt(1), row.getInt(2) > 0 ? Optional.of(now) : last);
      }
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }
}
