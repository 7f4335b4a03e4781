package dev.sluice.engine.migration;

/** A server of a test's own that may go away. */
record Outage(TestProduct product, Runnable stop, Runnable crash, Runnable startAgain, Runnable end) implements AutoCloseable {
  @Override
  public void close() {
    end.run();
  }
}
