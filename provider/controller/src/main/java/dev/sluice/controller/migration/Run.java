package dev.sluice.controller.migration;

import dev.sluice.controller.reference.ObjectKey;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Timeouts;
import dev.sluice.engine.migration.MigrationDesign;
import dev.sluice.engine.migration.MigrationRun;
import dev.sluice.engine.migration.MigrationState;
import dev.sluice.rules.SourceDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A run of one Migration: what it is at, how to end it, and how it ended. Told by one thread, asked by others. */
final class Run implements MigrationRun {
  /** What ends sooner is told by its end. */
  private static final Duration LONG = Duration.ofSeconds(1);

  private final Origin origin;
  private final MigrationDesign design;
  private final Predicate<MigrationState> permitted;
  private final Runnable changed;
  private final Clock clock;
  private final Instant started;
  private final Queue<String> handedOver = new ConcurrentLinkedQueue<>();
  private final CountDownLatch announced = new CountDownLatch(1);
  private volatile Optional<MigrationState> before = Optional.empty();
  private volatile Optional<String> waitsFor = Optional.empty();
  private volatile Optional<Step> step = Optional.empty();
  private volatile Optional<Outcome> outcome = Optional.empty();
  private volatile Optional<Instant> stopped = Optional.empty();
  private volatile boolean cancelled;
  private volatile boolean withheld;
  private volatile boolean forgotten;
  private volatile Runnable cancel = () -> {};

  /**
   * What a design was made from. While nothing of it changes the files need not be read again.
   *
   * @param versions of the objects that files and placeholders come from; empty for one that isn't there
   */
  record Origin(long generation, String database, Timeouts timeouts, Map<ObjectKey, Optional<String>> versions) {
    boolean isWhole() {
      return versions.values().stream().allMatch(Optional::isPresent);
    }

    /** Tells in the status, where no value may stand, whether what is read beside the spec is still the same. */
    String digest() {
      var lines = new TreeMap<String, String>();
      versions.forEach((key, version) -> lines.put(key.toString(), version.orElse("")));
      lines.put("timeouts", timeouts.lock() + " " + timeouts.statement());
      return SourceDigest.of(lines);
    }
  }

  /** A file and how far it is. */
  record Step(Progress progress, Instant since) {}

  /**
   * How a run ended.
   *
   * @param state where the database stands, where that could be seen
   * @param withheld whether something is pending that the management policies don't allow
   */
  record Outcome(Optional<MigrationState> state, Optional<EngineException> failure, int applied, boolean withheld) {}

  /**
   * @param permitted whether what is pending may be applied
   * @param changed called when there is news
   */
  Run(Origin origin, MigrationDesign design, Predicate<MigrationState> permitted, Runnable changed, Clock clock) {
    this.origin = Objects.requireNonNull(origin, "origin");
    this.design = Objects.requireNonNull(design, "design");
    this.permitted = Objects.requireNonNull(permitted, "permitted");
    this.changed = Objects.requireNonNull(changed, "changed");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.started = Instant.now(clock);
  }

  boolean isOf(Origin now) {
    return origin.isWhole() && origin.equals(now);
  }

  MigrationDesign design() {
    return design;
  }

  Instant started() {
    return started;
  }

  Optional<MigrationState> before() {
    return before;
  }

  /** Another session that has the database's lock, in words. */
  Optional<String> waitsFor() {
    return before.isPresent() ? Optional.empty() : waitsFor;
  }

  Optional<Step> step() {
    return step;
  }

  /** Whether it waits for another session, or has been in a file for so long that people may wonder. */
  boolean isWorthTelling() {
    return waitsFor().isPresent() || step.filter(s -> s.since().plus(LONG).isBefore(Instant.now(clock))).isPresent();
  }

  Optional<Outcome> outcome() {
    return outcome;
  }

  /** The status says that the Migration is not ready: from now on the database may be changed. */
  void announce() {
    announced.countDown();
  }

  /** Ends after the file that is running, or without having begun. */
  void stop() {
    if (stopped.isEmpty()) {
      stopped = Optional.of(Instant.now(clock));
    }
    announced.countDown();
  }

  /** Whether it was told to stop so long ago. */
  boolean isStoppedFor(Duration time) {
    return stopped.filter(s -> s.plus(time).isBefore(Instant.now(clock))).isPresent();
  }

  /** Nobody will ask for its outcome. */
  void forget() {
    forgotten = true;
    stop();
  }

  boolean isForgotten() {
    return forgotten;
  }

  /** Ends now. */
  void cancel() {
    cancelled = true;
    stop();
    cancel.run();
  }

  void end(Optional<MigrationState> state, Optional<EngineException> failure) {
    var pendingBefore = before.map(b -> b.pending().size()).orElse(0);
    var pendingAfter = state.map(s -> s.pending().size()).orElse(pendingBefore);
    outcome = Optional.of(new Outcome(state, failure, Math.max(0, pendingBefore - pendingAfter), withheld));
    changed.run();
  }

  @Override
  public boolean proceed(MigrationState found) {
    before = Optional.of(found);
    if (!permitted.test(found)) {
      withheld = true;
      return false;
    }
    if (announced.getCount() > 0) {
      changed.run();
      awaitAnnouncement();
    }
    return stopped.isEmpty();
  }

  @Override
  public void waiting(String holder) {
    waitsFor = Optional.of(holder);
    changed.run();
  }

  @Override
  public void progress(Progress progress) {
    var sameFile = step.filter(s -> s.progress.file().equals(progress.file()));
    step = Optional.of(new Step(progress, sameFile.map(Step::since).orElseGet(() -> Instant.now(clock))));
  }

  @Override
  public void handedOver(String what) {
    handedOver.add(what);
  }

  /** What went to the database's owner, in words. */
  List<String> handedOver() {
    return List.copyOf(handedOver);
  }

  @Override
  public boolean stopRequested() {
    return stopped.isPresent();
  }

  @Override
  public void cancellable(Runnable means) {
    cancel = means;
    if (cancelled) {
      means.run();
    }
  }

  // While the API server is away the announcement can't get out, and nothing is changed behind people's backs.
  private void awaitAnnouncement() {
    try {
      if (!announced.await(design.deadline().toMillis(), TimeUnit.MILLISECONDS)) {
        stop();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop();
    }
  }
}
