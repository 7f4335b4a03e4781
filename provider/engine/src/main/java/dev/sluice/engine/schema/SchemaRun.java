package dev.sluice.engine.schema;

/** The other side of a run: is told of its progress and may end it. Called from the thread that runs. */
public interface SchemaRun {

  /** Another run has the database; this one waits for it. Told again only when the holder changes. @param holder its session, in words */
  default void waiting(String holder) {}

  /** A statement is about to be sent. @param number from 1 */
  default void progress(int number, int statements, PlannedStatement statement) {}

  /** A transaction didn't get its locks and will be tried again. @param number of the statement @param attempt from 1 */
  default void retrying(int number, int attempt, String message) {}

  /** Asked before each transaction; true ends the run there. */
  default boolean stopRequested() {
    return false;
  }

  /** Hands over the means to cancel the statement that is running; the run then ends with a {@link SchemaException}. */
  default void cancellable(Runnable cancel) {}

  /** Something of the database's belongs to its owner from now on. */
  default void handedOver(String what) {}
}
