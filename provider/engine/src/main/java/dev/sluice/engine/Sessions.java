package dev.sluice.engine;

/**
 * The sessions of one server. At most {@link Server#maxSessions()} exist at once, idle ones included; one place is kept
 * for {@link Purpose#ENDING}, and runs together leave at least one more to {@link Purpose#LOOKING}. An idle session of
 * another database gives way when a place is needed; all idle ones close a few seconds after their last use.
 */
public interface Sessions extends AutoCloseable {

  /**
   * A session in a database, waiting for a place if need be. Fails with a {@link Failure.Transient} where the server can't
   * be reached, or where no place came free within a bounded time.
   */
  Session lease(String database, Purpose purpose);

  @Override
  void close();

  /** What a session is wanted for. */
  enum Purpose {
    /** Short: catalogs and history. */
    LOOKING,
    /** As long as a migration takes. */
    RUNNING,
    /** Short, and urgent: to end another session. */
    ENDING
  }
}
