package dev.sluice.engine.migration;

import java.util.function.LongSupplier;

/**
 * A server of a test's own that may go away.
 *
 * @param pid of the server's first process, as of now
 */
record Outage(TestProduct product, LongSupplier pid, Runnable stop, Runnable crash, Runnable startAgain, Runnable end) implements AutoCloseable {
  @Override
  public void close() {
    end.run();
  }
}
