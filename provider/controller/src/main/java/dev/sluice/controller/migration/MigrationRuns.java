package dev.sluice.controller.migration;

import dev.sluice.controller.credentials.Access;
import dev.sluice.controller.reference.ObjectKey;
import dev.sluice.controller.reference.Primary;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.migration.MigrationDesign;
import dev.sluice.engine.migration.MigrationState;
import dev.sluice.engine.migration.Migrations;
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
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs that are going on, one for each Migration at most, off the reconcile threads. They outlive the lease: DDL that is
 * under way is finished by whoever began it, and the database's own lock keeps others out meanwhile. How many run at once is
 * bounded by the sessions that each server grants.
 */
public final class MigrationRuns {
  private static final Logger LOG = LoggerFactory.getLogger(MigrationRuns.class);
  private static final Duration STOPPED = Duration.ofMillis(250);
  private static final Duration LOOK = Duration.ofMillis(50);

  private final Clock clock;
  private final Executor threads;
  private final Duration finish;
  private final Map<String, Run> runs = new ConcurrentHashMap<>();
  private final Map<ObjectKey, Semaphore> turns = new ConcurrentHashMap<>();
  private volatile Consumer<Primary> wake = primary -> {};
  private volatile boolean closing;

  /** @param finish how long the running file of a deleted Migration may take before it is cancelled */
  public MigrationRuns(Clock clock, Executor threads, Duration finish) {
    this.clock = Objects.requireNonNull(clock, "clock");
    this.threads = Objects.requireNonNull(threads, "threads");
    this.finish = Objects.requireNonNull(finish, "finish");
  }

  /** Whom to tell of news, from now on. */
  public void tell(Consumer<Primary> listener) {
    wake = Objects.requireNonNull(listener, "listener");
  }

  Optional<Run> of(String uid) {
    return Optional.ofNullable(runs.get(uid));
  }

  Run start(String uid, Primary primary, Access access, Run.Origin origin, MigrationDesign design, Predicate<MigrationState> permitted) {
    if (closing) {
      throw new EngineException(new Failure.Transient("ShuttingDown", "The provider is shutting down.", Optional.empty()));
    }
    var run = new Run(origin, design, permitted, () -> wake.accept(primary), clock);
    runs.put(uid, run);
    threads.execute(
        () -> {
          inTurn(access, run);
          if (run.isForgotten()) {
            settled(uid, run);
          }
        });
    return run;
  }

  /** Its outcome has been reported. */
  void settled(String uid, Run run) {
    runs.remove(uid, run);
  }

  void stop(String uid) {
    of(uid).ifPresent(Run::stop);
  }

  /** Ends the run after its file, or now where that file has had its time; empty where none is going on. */
  Optional<Run> wind(String uid) {
    var run = of(uid).filter(r -> r.outcome().isEmpty());
    run.ifPresent(Run::stop);
    run.filter(r -> r.isStoppedFor(finish)).ifPresent(Run::cancel);
    return run;
  }

  void forget(String uid) {
    of(uid).ifPresent(Run::forget);
    runs.computeIfPresent(uid, (u, run) -> run.outcome().isPresent() ? null : run);
  }

  /** From now on no run begins, and none goes on to its next file. */
  public void beginNone() {
    closing = true;
    runs.values().forEach(Run::stop);
  }

  /** Lets running files finish for so long, then cancels them; what a transaction held is rolled back. */
  public void shutDown(Duration grace) {
    beginNone();
    if (!ended(Instant.now(clock).plus(grace))) {
      LOG.warn("{} running migrations did not finish within {} s and are cancelled", going(), grace.toSeconds());
      runs.values().stream().filter(r -> r.outcome().isEmpty()).forEach(Run::cancel);
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
    return runs.values().stream().filter(r -> r.outcome().isEmpty()).count();
  }

  /** More runs at once than the server has sessions for us would wait there against their deadline; here they just wait. */
  private void inTurn(Access access, Run run) {
    var places = turns.computeIfAbsent(access.config(), config -> new Semaphore(access.server().maxSessions(), true));
    try {
      while (!places.tryAcquire(STOPPED.toMillis(), TimeUnit.MILLISECONDS)) {
        if (run.stopRequested()) {
          run.end(Optional.empty(), Optional.of(new EngineException(stopped())));
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      run.end(Optional.empty(), Optional.of(new EngineException(stopped())));
      return;
    }
    try {
      execute(access.database().migrations(), run);
    } finally {
      places.release();
    }
  }

  private static Failure stopped() {
    return new Failure.Transient("Cancelled", "The run was stopped before it began.", Optional.empty());
  }

  private static void execute(Migrations migrations, Run run) {
    try {
      run.end(Optional.of(migrations.apply(run.design(), run)), Optional.empty());
    } catch (EngineException e) {
      run.end(whereItStands(migrations, run.design()), Optional.of(e));
    } catch (RuntimeException e) {
      LOG.error("Migrating database {}: an error of the provider", run.design().database(), e);
      var failure = new Failure.Transient("InternalError", "An error of the provider (%s); see its log.".formatted(e.getClass().getSimpleName()), Optional.empty());
      run.end(Optional.empty(), Optional.of(new EngineException(failure)));
    }
  }

  /** The files before the failing one stay applied. */
  private static Optional<MigrationState> whereItStands(Migrations migrations, MigrationDesign design) {
    try {
      return Optional.of(migrations.observe(design));
    } catch (RuntimeException e) {
      LOG.debug("Database {} can't be looked at after its failure: {}", design.database(), e.getMessage());
      return Optional.empty();
    }
  }
}
