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
 * As MariaDB's information_schema tells it, with userstat on.
 *
 * @param user the provider's, and nobody else's
 */
record MariaDbSessions(Administration administration, String user) implements Sessions {
  private static final String NO_DATABASE = "";

  MariaDbSessions {
    requireNonNull(administration, "administration is null");
    requireNonNull(user, "user is null");
  }

  @Override
  public long opened() {
    return Long.parseLong(administration.text(NO_DATABASE,
        "SELECT COALESCE(SUM(TOTAL_CONNECTIONS), 0) FROM information_schema.USER_STATISTICS WHERE USER = '" + user + "'"));
  }

  @Override
  public Map<String, Long> visits() {
    return administration.numbers(NO_DATABASE,
        "SELECT TABLE_SCHEMA, ROWS_READ FROM information_schema.TABLE_STATISTICS WHERE TABLE_NAME = 'flyway_schema_history'");
  }

  @Override
  public Words words() {
    return new Words(
        "`TIME_MS` of its sessions in the process list",
        "each Migration's history table must have been read by then",
        "Migrations whose history table was read");
  }

  @Override
  public Observer observe() {
    return new Activity(administration.open(NO_DATABASE), user);
  }

  private record Activity(Connection connection, String user) implements Observer {
    private static final double NANOS = 1e6;

    @Override
    public Look look() throws SQLException {
      String query = """
          SELECT COUNT(*), COALESCE(SUM(COMMAND <> 'Sleep'), 0), MIN(TIME_MS)
          FROM information_schema.PROCESSLIST WHERE USER = '%s'""".formatted(user);
      try (PreparedStatement statement = connection.prepareStatement(query); ResultSet row = statement.executeQuery()) {
        row.next();
        Instant now = Instant.now();
        Duration since = Duration.ofNanos((long) (row.getDouble(3) * NANOS));
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
