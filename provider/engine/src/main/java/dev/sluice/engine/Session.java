package dev.sluice.engine;

import java.sql.Connection;

/** A connection on loan. Closing it gives it back for the next user of the same database; {@link #discard} ends it. */
public interface Session extends AutoCloseable {

  /** Auto-commit is on. */
  Connection connection();

  /**
   * Marks the session as not to be used again: somebody else's SQL ran in it, or settings, locks or temporary tables are
   * left. It ends with {@link #close}.
   */
  void discard();

  /**
   * Breaks the connection at once, from any thread and without a word to the server: whoever waits in it gets an error. What
   * the server does with the statement that it is in is the server's affair.
   */
  void cut();

  /** Never fails. A session that broke, or that isn't back in auto-commit, ends. */
  @Override
  void close();
}
