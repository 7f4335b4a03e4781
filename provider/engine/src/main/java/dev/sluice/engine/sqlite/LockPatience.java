package dev.sluice.engine.sqlite;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.sqlite.BusyHandler;

/** How long to wait for others to leave a file; SQLite's own waiting can't be interrupted. */
final class LockPatience extends BusyHandler {
  /** For no limit: a wait that nothing could end would outlast its run's deadline. */
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final long FIRST = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

  private volatile long limit;
  private volatile boolean interrupted;
  private long since;

  void limit(Duration longest) {
    limit = (longest.isZero() || longest.compareTo(LONGEST) > 0 ? LONGEST : longest).toNanos();
  }

  /** Ends the wait that is going on. */
  void interrupt() {
    interrupted = true;
  }

  @Override
  protected int callback(int before) {
    if (before == 0) {
      since = System.nanoTime();
      interrupted = false;
    }
    if (interrupted || Thread.currentThread().isInterrupted() || System.nanoTime() - since >= limit) {
      return 0;
    }
    LockSupport.parkNanos(Math.min(PAUSE, FIRST << Math.min(before, 5)));
    return 1;
  }
}
