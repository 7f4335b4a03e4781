package dev.sluice.local.benchmark.product;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** @param own the database in which the benchmark's own sessions are, and no other */
record PostgreSqlSessions(Administration administration, String own) implements Sessions {
  PostgreSqlSessions {
    requireNonNull(administration, "administration is null");
    requireNonNull(own, "own is null");
  }

  @Override
  public long opened() {
    return Long.parseLong(administration.text(own,
        "SELECT coalesce(sum(sessions), 0)::bigint FROM pg_stat_database WHERE datname <> '" + own + "'"));
  }

  @Override
  public Map<String, Long> visits() {
    return administration.numbers(own, "SELECT datname, sessions FROM pg_stat_database WHERE datname IS NOT NULL");
  }

  @Override
  public Words words() {
    return new Words(
        "`state_change` of its sessions",
        "each Migration's database must have seen a new session by then",
        "Migrations' databases with a new session");
  }

  @Override
  public Observer observe() {
    return new Activity(administration.open(own), own);
  }

  private record Activity(Connection connection, String own) implements Observer {
    @Override
    public Look look() throws SQLException {
      String query = """
          SELECT count(*), max(state_change), count(*) FILTER (WHERE state <> 'idle')
          FROM pg_stat_activity WHERE backend_type = 'client backend' AND datname <> '%s'""".formatted(own);
      try (PreparedStatement statement = connection.prepareStatement(query); ResultSet row = statement.executeQuery()) {
        row.next();
        Optional<Instant> last = Optional.ofNullable(row.getTimestamp(2)).map(Timestamp::toInstant);
        return new Look(row.getInt(1), row.getInt(3) > 0 ? Optional.of(Instant.now()) : last);
      }
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }
}
