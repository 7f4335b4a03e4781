package dev.sluice.engine.sqlserver;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Session;
import dev.sluice.engine.SessionWork;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** One at a time, over all processes, for whoever creates, claims or drops the database, or role, of a name. */
final class NameLock {
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final String TAKE =
      """
      DECLARE @result int;
      EXEC @result = sys.sp_getapplock @Resource = %s, @LockMode = 'Exclusive', @LockOwner = 'Session', @LockTimeout = %d;
      SELECT @result;""";
  private static final String RELEASE = "EXEC sys.sp_releaseapplock @Resource = %s, @LockOwner = 'Session'";

  private NameLock() {}

  /**
   * @param session in the default database: locks of this kind are not seen from other ones
   * @param patience zero: none set, which here means a minute
   */
  static <T> T holding(Session session, String name, Duration patience, SessionWork.Task<T> task) throws SQLException {
    return holding(session, "database", name, patience, task);
  }

  /** @param kind of which it is the name */
  static <T> T holding(Session session, String kind, String name, Duration patience, SessionWork.Task<T> task) throws SQLException {
    // Names differ in case alone only on few servers, where it does no harm.
    String resource = Quoting.literal("sluice " + kind + " " + name.toLowerCase(Locale.ROOT));
    take(session, kind + " " + name, resource, patience);
    boolean released = false;
    try {
      T result = task.run(session);
      Batch.execute(session.connection(), RELEASE.formatted(resource));
      released = true;
      return result;
    } finally {
      if (!released) {
        session.discard();
      }
    }
  }

  private static void take(Session session, String name, String resource, Duration patience) throws SQLException {
    long millis = patience.isZero() ? LONGEST.toMillis() : Math.clamp(patience.toMillis(), 1, LONGEST.toMillis());
    int result = Batch.query(session.connection(), TAKE.formatted(resource, millis), rows -> {
      rows.next();
      return rows.getInt(1);
    });
    // 0: at once, 1: after waiting; whatever is negative means that we don't have it, and nobody else says so.
    if (result < 0) {
      throw new EngineException(
          new Failure.Transient(
              Reasons.LOCK_TIMEOUT,
              "Somebody else creates, claims or drops " + name + " (sp_getapplock answered " + result + "); it will be tried again.",
              Optional.empty()));
    }
  }
}
