package dev.sluice.engine.postgresql;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * The memory that all plans of this process share. A plan has a structure in several forms at once, and a process that runs out
 * of memory ends with all that it does for others: so large ones take turns, and one that never fits is refused.
 */
final class PlanRoom {
  static final String TOO_LARGE = "TooLarge";
  /** Measured, with a little to spare: 1,000 tables of ten columns and three indexes took 32 MiB. */
  private static final long ROW = 700;
  private static final long TOKEN = 170;
  private static final int KIB = 1024;
  private static final int MIB = KIB * KIB;
  private static final String ROWS =
      "SELECT (SELECT count(*) FROM pg_class WHERE oid >= 16384) + (SELECT count(*) FROM pg_attribute WHERE attrelid >= 16384 AND attnum > 0)"
          + " + (SELECT count(*) FROM pg_constraint WHERE oid >= 16384) + (SELECT count(*) FROM pg_proc WHERE oid >= 16384)";

  private final long heap;
  private final int size;
  private final Semaphore free;

  /** @param heap of the process, in bytes, of which plans may take half */
  PlanRoom(long heap) {
    this.heap = heap;
    this.size = (int) Math.min(heap / 2 / KIB, Integer.MAX_VALUE);
    this.free = new Semaphore(size, true);
  }

  /** A plan's share. */
  interface Share extends AutoCloseable {
    @Override
    void close();
  }

  /** @param inside a session in the database, with {@code pg_catalog} alone as its path */
  static long rows(Connection inside) throws SQLException {
    try (var ask = inside.createStatement();
        var row = ask.executeQuery(ROWS)) {
      row.next();
      return row.getLong(1);
    }
  }

  /**
   * Waits for room; whoever does so must hold no session, for which others might wait.
   *
   * @param rows of the live structure
   * @param tokens of the desired SQL
   * @throws EngineException where there never will be enough, or the wait was interrupted
   */
  Share take(String database, long rows, long tokens) {
    var needed = (rows * ROW + tokens * TOKEN) / KIB;
    if (needed > size) {
      throw new EngineException(
          new Failure.Permanent(
              TOO_LARGE,
              "A plan for database " + database + " would take about " + needed / KIB + " MiB of memory, and half of this process's heap, which is " + heap / MIB
                  + " MiB, is the most; give it more memory.",
              Optional.empty()));
    }
    try {
      free.acquire((int) needed);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException(
          new Failure.Transient(Reasons.INTERRUPTED, "The plan for database " + database + " was interrupted while it waited for memory.", Optional.empty()));
    }
    return () -> free.release((int) needed);
  }
}
