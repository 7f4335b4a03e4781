package dev.sluice.engine;

import java.sql.Connection;

/** A connection on loan. Closing it gives it back for the next user of the same database; {@link #discard} ends it. */
public interface Session extends AutoCloseable {

  /** Auto-commit is on. */
  Connection connection();

  /** Marks the session as not to be used again: somebody else's SQL ran in it. It ends with {@link #close}. */
  void discard();

  /** Never fails. */
  @Override
  void close();
}
