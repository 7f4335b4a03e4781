package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.benchmark.product.Sessions;
import dev.sluice.local.platform.Deadline;
import dev.sluice.local.provider.ProviderProcess;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Looks ten times a second who is connected, the benchmark's own sessions left out. Where a product has no sessions it sees
 * nothing.
 */
final class SessionSampler implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofMillis(100);

  private final Optional<Sessions.Observer> observer;
  private final Thread thread;
  private volatile boolean closing;
  private int now;
  private int peak;
  private Optional<Instant> lastActivity = Optional.empty();
  private Optional<SQLException> failure = Optional.empty();

  private SessionSampler(Optional<Sessions.Observer> observer) {
    this.observer = requireNonNull(observer, "observer is null");
    this.thread = Thread.ofPlatform().daemon().name("session-sampler").unstarted(this::run);
  }

  static SessionSampler start(Optional<Sessions> sessions) {
    SessionSampler sampler = new SessionSampler(sessions.map(Sessions::observe));
    sampler.sample();
    sampler.thread.start();
    return sampler;
  }

  /** Empty where there are no sessions. */
  synchronized OptionalInt peak() {
    check();
    return observer.isPresent() ? OptionalInt.of(peak) : OptionalInt.empty();
  }

  /** The last moment at which a statement began or ended in any session that was seen. */
  synchronized Optional<Instant> lastActivity() {
    check();
    return lastActivity;
  }

  /** From now on only what comes. */
  synchronized void forget() {
    peak = now;
    lastActivity = Optional.empty();
  }

  /** Whether the provider came to rest in time: all sessions closed or, without sessions, its processor time stood still. */
  boolean awaitRest(ProviderProcess provider, Duration patience) {
    return observer.isPresent() ? awaitNone(patience) : ProcessorTime.awaitLull(provider.pid(), patience);
  }

  /** Whether all sessions closed in time. */
  boolean awaitNone(Duration patience) {
    return Deadline.in(patience).await(() -> current() == 0);
  }

  /** Whether a time without any statement came; nobody has worked since {@link #lastActivity} then. */
  boolean awaitQuiet(Duration quiet, Duration patience) {
    return Deadline.in(patience).await(() -> lastActivity().filter(last -> last.plus(quiet).isBefore(Instant.now())).isPresent());
  }

  @Override
  public void close() {
    closing = true;
    try {
      thread.join();
      if (observer.isPresent()) {
        observer.get().close();
      }
    } catch (SQLException alreadyBroken) {
      // It is to end either way.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized int current() {
    check();
    return now;
  }

  private void check() {
    failure.ifPresent(broken -> {
      throw new IllegalStateException("sessions could not be sampled", broken);
    });
  }

  private void run() {
    while (!closing && sample()) {
      try {
        Thread.sleep(INTERVAL);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Whether there is more to be seen. */
  private boolean sample() {
    if (observer.isEmpty()) {
      return false;
    }
    try {
      Sessions.Look look = observer.get().look();
      add(look.open(), look.lastActivity());
      return true;
    } catch (SQLException e) {
      fail(e);
      return false;
    }
  }

  private synchronized void add(int sessions, Optional<Instant> activity) {
    now = sessions;
    peak = Math.max(peak, sessions);
    lastActivity = activity.filter(seen -> lastActivity.filter(seen::isBefore).isEmpty()).or(() -> lastActivity);
  }

  private synchronized void fail(SQLException broken) {
    failure = Optional.of(broken);
  }
}
