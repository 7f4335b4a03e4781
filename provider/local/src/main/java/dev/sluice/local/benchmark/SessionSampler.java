package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.platform.Deadline;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Looks ten times a second who is connected to PostgreSQL, the benchmark's own sessions left out.
 */
final class SessionSampler implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final String QUERY = """
      SELECT count(*), max(state_change), count(*) FILTER (WHERE state <> 'idle')
      FROM pg_stat_activity WHERE backend_type = 'client backend' AND datname <> '%s'""".formatted(Databases.OWN);

  private final Connection connection;
  private final Thread thread;
  private volatile boolean closing;
  private int now;
  private int peak;
  private Optional<Instant> lastActivity = Optional.empty();
  private Optional<SQLException> failure = Optional.empty();

  private SessionSampler(Connection connection) {
    this.connection = requireNonNull(connection, "connection is null");
    this.thread = Thread.ofPlatform().daemon().name("session-sampler").unstarted(this::run);
  }

  static SessionSampler start(Databases databases) {
    SessionSampler sampler = new SessionSampler(databases.observer());
    sampler.sample();
    sampler.thread.start();
    return sampler;
  }

  synchronized int peak() {
    check();
    return peak;
  }

  /** The last moment at which a statement began or ended in any session that was seen. */
  synchronized Optional<Instant> lastActivity() {
    check();
    return lastActivity;
  }

  /** From now on only what comes. */
  synchronized void forget() {
    peak = now;
    lastActivity = Optional.empty();
  }

  /** Whether all sessions closed in time. */
  boolean awaitNone(Duration patience) {
    return Deadline.in(patience).await(() -> current() == 0);
  }

  /** Whether a time without any statement came; nobody has worked since {@link #lastActivity} then. */
  boolean awaitQuiet(Duration quiet, Duration patience) {
    return Deadline.in(patience).await(() -> lastActivity().filter(last -> last.plus(quiet).isBefore(Instant.now())).isPresent());
  }

  @Override
  public void close() {
    closing = true;
    try {
      thread.join();
      connection.close();
    } catch (SQLException alreadyBroken) {
      // It is to end either way.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized int current() {
    check();
    return now;
  }

  private void check() {
    failure.ifPresent(broken -> {
      throw new IllegalStateException("sessions could not be sampled", broken);
    });
  }

  private void run() {
    while (!closing && sample()) {
      try {
        Thread.sleep(INTERVAL);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private boolean sample() {
    try (PreparedStatement statement = connection.prepareStatement(QUERY); ResultSet row = statement.executeQuery()) {
      row.next();
      Optional<Instant> last = Optional.ofNullable(row.getTimestamp(2)).map(Timestamp::toInstant);
      add(row.getInt(1), row.getInt(3) > 0 ? Optional.of(Instant.now()) : last);
      return true;
    } catch (SQLException e) {
      fail(e);
      return false;
    }
  }

  private synchronized void add(int sessions, Optional<Instant> activity) {
    now = sessions;
    peak = Math.max(peak, sessions);
    lastActivity = activity.filter(seen -> lastActivity.filter(seen::isBefore).isEmpty()).or(() -> lastActivity);
  }

  private synchronized void fail(SQLException broken) {
    failure = Optional.of(broken);
  }
}
