package dev.sluice.engine;

/**
 * The sessions of one server. At most {@link Server#maxSessions()} exist at once, idle ones included; one place is kept
 * for {@link Purpose#ENDING}, and runs together leave at least one more to {@link Purpose#LOOKING}. An idle session of
 * another database gives way when a place is needed; all idle ones close a few seconds after their last use.
 */
public interface Sessions extends AutoCloseable {

  /**
   * A session in a database, waiting for a place if need be, in the order in which threads came.
   *
   * @throws EngineException transient where the server can't be reached (while it can't, at once and with the same cause
   *     for all), where no place came free within a minute ({@link Reasons#SESSIONS_BUSY}), where the wait was
   *     interrupted or this handle closed; otherwise what the server said to the login
   */
  Session lease(String database, Purpose purpose);

  /** Ends this handle's idle sessions in a database now: it shall be dropped, and they would be in the way. */
  void endIdle(String database);

  @Override
  void close();

  /** What a session is wanted for. */
  enum Purpose {
    /** Short: catalogs and history. Nothing but {@code pg_catalog}, or its like, is found without its schema's name. */
    LOOKING,
    /** As long as a migration takes, with the settings that the server gives to everyone. */
    RUNNING,
    /** Short, and urgent: to end another session. Settings as for {@link #LOOKING}. */
    ENDING
  }
}
