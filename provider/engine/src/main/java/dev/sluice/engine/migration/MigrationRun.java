package dev.sluice.engine.migration;

/** The other side of a run: is told of its progress and may end it. Called from the thread that runs. */
public interface MigrationRun {

  /** Asked once, when something is pending; the run goes on only if true. May block until the announcement is out. */
  boolean proceed(MigrationState before);

  /**
   * Another run has the database; this one waits for it. Told again only when the holder changes.
   *
   * @param holder its session, in words
   */
  default void waiting(String holder) {}

  /** A statement is about to be sent; at each file's first one {@code statement} is 1. */
  void progress(Progress progress);

  /** Something of the database's belongs to its owner from now on. @param what such as {@code table public.orders (was sluice's)} */
  default void handedOver(String what) {}

  /** Asked before each file; true ends the run there, with what is applied so far. */
  boolean stopRequested();

  /** Hands over the means to cancel the statement that is running; the run then ends with a MigrationException. */
  void cancellable(Runnable cancel);

  /**
   * @param version empty for a repeatable file
   * @param statements how many the file has, 0 where not known
   */
  record Progress(String file, String version, int statement, int statements) {}
}
