package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

/**
 * Something that ends with this, also when the JVM is told to end meanwhile (Ctrl-C).
 */
final class Lifetime<T extends AutoCloseable> implements AutoCloseable {
  private final T value;
  private final Runnable atEnd;
  private final Thread hook = new Thread(this::endWithJvm, "end");
  private volatile boolean ending;
  private boolean ended;

  private Lifetime(T value, Runnable atEnd) {
    this.value = requireNonNull(value, "value is null");
    this.atEnd = requireNonNull(atEnd, "atEnd is null");
  }

  /** @param atEnd done first when the JVM ends */
  static <T extends AutoCloseable> Lifetime<T> of(T value, Runnable atEnd) {
    Lifetime<T> lifetime = new Lifetime<>(value, atEnd);
    Runtime.getRuntime().addShutdownHook(lifetime.hook);
    return lifetime;
  }

  T value() {
    return value;
  }

  /** Whether the JVM ends: what fails now failed because of that. */
  boolean isEnding() {
    return ending;
  }

  @Override
  public void close() {
    end();
    if (!ending) {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }

  private void endWithJvm() {
    ending = true;
    atEnd.run();
    end();
    // What was being started in this moment has nobody else to end it.
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
  }

  private synchronized void end() {
    if (ended) {
      return;
    }
    ended = true;
    try {
      value.close();
    } catch (Exception e) {
      throw new IllegalStateException("could not be ended", e);
    }
  }
}
