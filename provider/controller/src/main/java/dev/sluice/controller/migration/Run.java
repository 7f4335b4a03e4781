package dev.sluice.controller.migration;

import dev.sluice.controller.run.Control;
import dev.sluice.controller.run.Origin;
import dev.sluice.controller.run.Work;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.migration.MigrationDesign;
import dev.sluice.engine.migration.MigrationRun;
import dev.sluice.engine.migration.MigrationState;
import dev.sluice.engine.migration.Migrations;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run of one Migration: what it is at, how to end it, and how it ended. Told by one thread, asked by others. */
final class Run implements MigrationRun, Work {
  private static final Logger LOG = LoggerFactory.getLogger(Run.class);
  /** What ends sooner is told by its end. */
  private static final Duration LONG = Duration.ofSeconds(1);

  private final Migrations migrations;
  private final Origin origin;
  private final MigrationDesign design;
  private final Predicate<MigrationState> permitted;
  private final Runnable changed;
  private final Clock clock;
  private final Instant started;
  private final Queue<String> handedOver = new ConcurrentLinkedQueue<>();
  private final Control control;
  private volatile Optional<MigrationState> before = Optional.empty();
  private volatile Optional<String> waitsFor = Optional.empty();
  private volatile Optional<Step> step = Optional.empty();
  private volatile Optional<Outcome> outcome = Optional.empty();
  private volatile boolean withheld;

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
  Run(Migrations migrations, Origin origin, MigrationDesign design, Predicate<MigrationState> permitted, Runnable changed, Clock clock) {
    this.migrations = Objects.requireNonNull(migrations, "migrations");
    this.origin = Objects.requireNonNull(origin, "origin");
    this.design = Objects.requireNonNull(design, "design");
    this.permitted = Objects.requireNonNull(permitted, "permitted");
    this.changed = Objects.requireNonNull(changed, "changed");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.control = new Control(clock);
    this.started = Instant.now(clock);
  }

  boolean isOf(Origin now) {
    return origin.isSame(now);
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

  @Override
  public Control control() {
    return control;
  }

  @Override
  public String what() {
    return "Migrating database " + design.database();
  }

  @Override
  public boolean isEnded() {
    return outcome.isPresent();
  }

  @Override
  public void carryOut() {
    try {
      end(Optional.of(migrations.apply(design, this)), Optional.empty());
    } catch (EngineException e) {
      end(whereItStands(), Optional.of(e));
    }
  }

  @Override
  public void end(EngineException why) {
    end(Optional.empty(), Optional.of(why));
  }

  /** The files before the failing one stay applied. */
  private Optional<MigrationState> whereItStands() {
    try {
      return Optional.of(migrations.observe(design));
    } catch (RuntimeException e) {
      LOG.debug("Database {} can't be looked at after its failure: {}", design.database(), e.getMessage());
      return Optional.empty();
    }
  }

  private void end(Optional<MigrationState> state, Optional<EngineException> failure) {
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
    return control.awaitAnnouncement(design.deadline(), changed);
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
    return control.stopRequested();
  }

  @Override
  public void cancellable(Runnable means) {
    control.cancellable(means);
  }
}
