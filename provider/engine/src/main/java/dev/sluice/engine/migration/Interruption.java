package dev.sluice.engine.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ends a run from outside: its caller cancels it, or its deadline passes. The statement that is running then is given up
 * by the server; should it not end within seconds, its session is ended; and should the server answer nobody, the connection
 * is cut. What was sent until then is recorded as sent, and the session that goes on with it keeps its lock.
 */
final class Interruption implements AutoCloseable {
  private static final Duration INSIST = Duration.ofMillis(500);
  private static final int POLITE = 8;
  /** Then the server has had its chances, and the run ends without its word. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Means means;
  private final CompletableFuture<Void> timer = new CompletableFuture<>();
  private final CompletableFuture<Void> patience = new CompletableFuture<>();
  // All below is guarded by this.
  private Optional<Cause> cause = Optional.empty();
  private Optional<Connection> busy = Optional.empty();
  private Optional<Runnable> cut = Optional.empty();
  private boolean over;
  private Duration limit = Duration.ZERO;

  Interruption(Means means) {
    this.means = means;
  }

  enum Cause {
    CANCELLED,
    DEADLINE,
    /** One statement took longer than it may. */
    STATEMENT
  }

  /** How a server is told. */
  interface Means {
    void cancel(Connection connection) throws SQLException;

    void terminate(Connection connection) throws SQLException;
  }

  interface Work<T> {
    T run() throws SQLException;
  }

  /** From now on; zero or less means that it has passed. */
  void deadlineIn(Duration left) {
    arm(timer, left, Cause.DEADLINE);
  }

  /** For servers that don't do so themselves; zero: no limit. */
  synchronized void limitStatements(Duration longest) {
    limit = longest;
  }

  /** What breaks the run's connection, should nothing else end the run. It may take its time. */
  synchronized void lastly(Runnable how) {
    cut = Optional.of(how);
  }

  void cancel() {
    interrupt(Cause.CANCELLED);
  }

  synchronized Optional<Cause> cause() {
    return cause;
  }

  /** Does what can be interrupted; does nothing where it already is. */
  <T> Optional<T> during(Connection connection, Work<T> work) throws SQLException {
    synchronized (this) {
      if (cause.isPresent()) {
        return Optional.empty();
      }
      busy = Optional.of(connection);
    }
    var limited = new CompletableFuture<Void>();
    if (!limit.isZero()) {
      arm(limited, limit, Cause.STATEMENT);
    }
    try {
      return Optional.of(work.run());
    } finally {
      limited.complete(null);
      synchronized (this) {
        busy = Optional.empty();
        notifyAll();
      }
    }
  }

  /** Waits for the time given, or until interrupted. */
  synchronized void pause(Duration time) {
    var until = System.nanoTime() + time.toNanos();
    for (var left = time.toMillis(); left > 0 && cause.isEmpty(); left = (until - System.nanoTime()) / 1_000_000) {
      waitAtMost(left);
    }
  }

  /** After this nothing is interrupted any more. */
  @Override
  public void close() {
    timer.complete(null);
    patience.complete(null);
    synchronized (this) {
      over = true;
      notifyAll();
    }
  }

  private synchronized void interrupt(Cause why) {
    if (over || cause.isPresent()) {
      return;
    }
    cause = Optional.of(why);
    notifyAll();
    Thread.ofVirtual().name("sluice-cancel").start(this::insist);
    after(patience, PATIENCE, this::cut);
  }

  // A cancel that comes between two statements hits nothing, so one isn't enough.
  private void insist() {
    for (var attempt = 0; ; attempt++) {
      var connection = running();
      if (connection.isEmpty()) {
        return;
      }
      try {
        if (attempt < POLITE) {
          means.cancel(connection.get());
        } else {
          means.terminate(connection.get());
        }
      } catch (SQLException e) {
        // Not reached: the next attempt may be.
      }
      synchronized (this) {
        if (busy.isPresent()) {
          waitAtMost(INSIST.toMillis());
        }
      }
    }
  }

  private synchronized void cut() {
    if (!over) {
      cut.ifPresent(Thread.ofVirtual().name("sluice-cut")::start);
    }
  }

  private void arm(CompletableFuture<Void> armed, Duration left, Cause why) {
    after(armed, left, () -> interrupt(why));
  }

  private static void after(CompletableFuture<Void> unlessComplete, Duration left, Runnable then) {
    var _ = unlessComplete.orTimeout(Math.max(0, left.toMillis()), TimeUnit.MILLISECONDS).whenComplete((done, late) -> {
      if (late instanceof TimeoutException) {
        then.run();
      }
    });
  }

  private synchronized Optional<Connection> running() {
    return over ? Optional.empty() : busy;
  }

  private void waitAtMost(long millis) {
    try {
      wait(millis);
    } catch (InterruptedException e) {
      // The thread is told to stop: so is the run.
      Thread.currentThread().interrupt();
      cause = cause.or(() -> Optional.of(Cause.CANCELLED));
    }
  }
}
