package dev.sluice.controller.run;

import dev.sluice.controller.credentials.Access;
import dev.sluice.controller.reference.ObjectKey;
import dev.sluice.controller.reference.Primary;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes on beside the reconciles, one piece of work for each resource at most. It outlives the lease: DDL that is under
 * way is finished by whoever began it, and the database's own lock keeps others out meanwhile. How many run at once is
 * bounded by the sessions that each server grants.
 */
public final class Runs {
  private static final Logger LOG = LoggerFactory.getLogger(Runs.class);
  private static final Duration STOPPED = Duration.ofMillis(250);
  private static final Duration LOOK = Duration.ofMillis(50);

  private final Clock clock;
  private final Executor threads;
  private final Duration finish;
  private final Map<String, Work> runs = new ConcurrentHashMap<>();
  private final Map<ObjectKey, Semaphore> turns = new ConcurrentHashMap<>();
  private volatile Consumer<Primary> wake = primary -> {};
  private volatile boolean closing;

  /** @param finish how long what runs for a deleted resource may take before it is cancelled */
  public Runs(Clock clock, Executor threads, Duration finish) {
    this.clock = Objects.requireNonNull(clock, "clock");
    this.threads = Objects.requireNonNull(threads, "threads");
    this.finish = Objects.requireNonNull(finish, "finish");
  }

  /** Whom to tell of news, from now on. */
  public void tell(Consumer<Primary> listener) {
    wake = Objects.requireNonNull(listener, "listener");
  }

  /** To be called where a piece of work has news for its resource. */
  public Runnable news(Primary primary) {
    return () -> wake.accept(primary);
  }

  public Optional<Work> of(String uid) {
    return Optional.ofNullable(runs.get(uid));
  }

  /** @throws EngineException Transient where nothing begins any more */
  public void start(String uid, Access access, Work work) {
    if (closing) {
      throw new EngineException(new Failure.Transient("ShuttingDown", "The provider is shutting down.", Optional.empty()));
    }
    runs.put(uid, work);
    threads.execute(
        () -> {
          inTurn(access, work);
          if (work.control().isForgotten()) {
            settled(uid, work);
          }
        });
  }

  /** Its outcome has been reported. */
  public void settled(String uid, Work work) {
    runs.remove(uid, work);
  }

  public void stop(String uid) {
    of(uid).ifPresent(work -> work.control().stop());
  }

  /** Ends what goes on after what it is at, or now where that has had its time; empty where nothing goes on. */
  public Optional<Work> wind(String uid) {
    var work = of(uid).filter(r -> !r.isEnded());
    work.map(Work::control).ifPresent(Control::stop);
    work.map(Work::control).filter(c -> c.isStoppedFor(finish)).ifPresent(Control::cancel);
    return work;
  }

  public void forget(String uid) {
    of(uid).ifPresent(work -> work.control().forget());
    runs.computeIfPresent(uid, (u, work) -> work.isEnded() ? null : work);
  }

  /** From now on nothing begins, and nothing goes on to its next step. */
  public void beginNone() {
    closing = true;
    runs.values().forEach(work -> work.control().stop());
  }

  /** Lets what runs finish for so long, then cancels it; what a transaction held is rolled back. */
  public void shutDown(Duration grace) {
    beginNone();
    if (!ended(Instant.now(clock).plus(grace))) {
      LOG.warn("{} runs did not finish within {} s and are cancelled", going(), grace.toSeconds());
      runs.values().stream().filter(r -> !r.isEnded()).forEach(work -> work.control().cancel());
      ended(Instant.now(clock).plusSeconds(3));
    }
  }

  private boolean ended(Instant deadline) {
    while (going() > 0 && Instant.now(clock).isBefore(deadline)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK.toMillis()));
    }
    return going() == 0;
  }

  private long going() {
    return runs.values().stream().filter(r -> !r.isEnded()).count();
  }

  /** More runs at once than the server has sessions for us would wait there against their deadline; here they just wait. */
  private void inTurn(Access access, Work work) {
    var places = turns.computeIfAbsent(access.config(), config -> new Semaphore(access.server().maxSessions(), true));
    try {
      while (!places.tryAcquire(STOPPED.toMillis(), TimeUnit.MILLISECONDS)) {
        if (work.control().stopRequested()) {
          work.end(new EngineException(stopped()));
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      work.end(new EngineException(stopped()));
      return;
    }
    try {
      work.carryOut();
    } catch (RuntimeException e) {
      LOG.error("{}: an error of the provider", work.what(), e);
      var failure = new Failure.Transient("InternalError", "An error of the provider (%s); see its log.".formatted(e.getClass().getSimpleName()), Optional.empty());
      work.end(new EngineException(failure));
    } finally {
      places.release();
    }
  }

  private static Failure stopped() {
    return new Failure.Transient("Cancelled", "The run was stopped before it began.", Optional.empty());
  }
}
