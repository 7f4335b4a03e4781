package dev.sluice.controller.schema;

import dev.sluice.controller.run.Control;
import dev.sluice.controller.run.Origin;
import dev.sluice.controller.run.Patience;
import dev.sluice.controller.run.Work;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.schema.Plan;
import dev.sluice.engine.schema.PlannedStatement;
import dev.sluice.engine.schema.SchemaDesign;
import dev.sluice.engine.schema.SchemaRun;
import dev.sluice.engine.schema.Schemas;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * Plans for one Schema, and where that is decided applies the plan and looks again. Told by one thread, asked by others.
 */
final class Run implements SchemaRun, Work {
  /** What ends sooner is told by its end. */
  private static final Duration LONG = Duration.ofSeconds(1);

  /** How often a plan is made anew because the database changed under it. */
  private static final int ATTEMPTS = 3;

  private final Schemas schemas;
  private final Origin origin;
  private final SchemaDesign design;
  private final Optional<Plan> known;
  private final Function<Plan, Decision> judge;
  private final Runnable changed;
  private final Clock clock;
  private final Control control;
  private final Instant started;
  private final Queue<String> handedOver = new ConcurrentLinkedQueue<>();
  private volatile Optional<Plan> applying = Optional.empty();
  private volatile Optional<String> waitsFor = Optional.empty();
  private volatile Optional<Step> step = Optional.empty();
  private volatile Optional<Outcome> outcome = Optional.empty();
  private volatile boolean overdue;
  private Instant told;

  /** A statement of the plan. @param number from 1 @param retry what the last attempt failed at */
  record Step(int number, int statements, PlannedStatement statement, Instant since, Optional<String> retry) {}

  /** A plan that was applied to its end. */
  record Done(Plan plan, Decision.Approval approval) {}

  /** @param plan the last that was made, and was not applied @param done where one was applied */
  record Outcome(Optional<Plan> plan, Optional<Done> done, Optional<EngineException> failure) {}

  /**
   * @param known a plan that was made before, of this design and of the database as it is
   * @param judge what becomes of a plan
   * @param changed called when there is news
   */
  Run(Schemas schemas, Origin origin, SchemaDesign design, Optional<Plan> known, Function<Plan, Decision> judge, Runnable changed, Clock clock) {
    this.schemas = Objects.requireNonNull(schemas, "schemas");
    this.origin = Objects.requireNonNull(origin, "origin");
    this.design = Objects.requireNonNull(design, "design");
    this.known = Objects.requireNonNull(known, "known");
    this.judge = Objects.requireNonNull(judge, "judge");
    this.changed = Objects.requireNonNull(changed, "changed");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.control = new Control(clock);
    this.started = Instant.now(clock);
    this.told = started;
  }

  @Override
  public Control control() {
    return control;
  }

  @Override
  public String what() {
    return "Schema of database " + design.database();
  }

  Origin origin() {
    return origin;
  }

  SchemaDesign design() {
    return design;
  }

  /** The plan that is applied, or is about to be. */
  Optional<Plan> applying() {
    return applying;
  }

  /** Another session that has the database's lock, in words. */
  Optional<String> waitsFor() {
    return step.isPresent() ? Optional.empty() : waitsFor;
  }

  Optional<Step> step() {
    return step;
  }

  List<String> handedOver() {
    return List.copyOf(handedOver);
  }

  Optional<Outcome> outcome() {
    return outcome;
  }

  @Override
  public boolean isEnded() {
    return outcome.isPresent();
  }

  /** Whether it waits for another session, or is at something for so long that people may wonder. */
  boolean isWorthTelling() {
    return waitsFor().isPresent() || step.map(Step::since).orElse(started).plus(LONG).isBefore(Instant.now(clock));
  }

  /** A plan that takes longer than a whole run may is given up; a statement of one has its own limit in the server. */
  void expire() {
    if (step.isEmpty() && started.plus(design.deadline()).isBefore(Instant.now(clock)) && !overdue) {
      overdue = true;
      control.cancel();
    }
  }

  @Override
  public void carryOut() {
    try {
      var plan = known.orElseGet(this::planned);
      for (var attempt = 1; ; attempt++) {
        if (control.stopRequested() || !(judge.apply(plan) instanceof Decision.Go go)) {
          end(Optional.of(plan), Optional.empty(), Optional.empty());
          return;
        }
        applying = Optional.of(plan);
        if (!control.awaitAnnouncement(design.deadline(), changed)) {
          end(Optional.of(plan), Optional.empty(), Optional.empty());
          return;
        }
        if (isApplied(plan, attempt)) {
          var done = Optional.of(new Done(plan, go.approval())).filter(d -> isWhole(d.plan()));
          end(Optional.of(planned()), done, Optional.empty());
          return;
        }
        plan = planned();
      }
    } catch (EngineException e) {
      end(e);
    }
  }

  /** @return false where it has to be made again */
  private boolean isApplied(Plan plan, int attempt) {
    try {
      schemas.apply(design, plan, this);
      return true;
    } catch (EngineException e) {
      if (!e.failure().reason().equals(Schemas.CHANGED) || attempt == ATTEMPTS) {
        throw e;
      }
      return false;
    }
  }

  /** Told to stop, the engine ends after a transaction. */
  private boolean isWhole(Plan plan) {
    return !control.stopRequested() || step.filter(s -> s.number() == plan.statements().size()).isPresent();
  }

  // The thread is a virtual one: interrupted, what it waits for on a socket ends.
  private Plan planned() {
    control.cancellable(Thread.currentThread()::interrupt);
    try {
      return schemas.plan(design);
    } finally {
      control.cancellable(() -> {});
    }
  }

  @Override
  public void end(EngineException why) {
    end(Optional.empty(), Optional.empty(), Optional.of(overdue ? overdue() : why));
  }

  private EngineException overdue() {
    return new EngineException(
        new Failure.Permanent(
            Patience.DEADLINE_EXCEEDED,
            "No plan for database %s was made within timeouts.deadline (%d s); allow more time, or divide the desired SQL among several Schemas."
                .formatted(design.database(), design.deadline().toSeconds()),
            Optional.empty()));
  }

  private void end(Optional<Plan> plan, Optional<Done> done, Optional<EngineException> failure) {
    outcome = Optional.of(new Outcome(plan, done, failure));
    changed.run();
  }

  @Override
  public void waiting(String holder) {
    waitsFor = Optional.of(holder);
    changed.run();
  }

  @Override
  public void progress(int number, int statements, PlannedStatement statement) {
    var now = Instant.now(clock);
    step = Optional.of(new Step(number, statements, statement, now, Optional.empty()));
    if (told.plus(LONG).isBefore(now)) {
      told = now;
      changed.run();
    }
  }

  @Override
  public void retrying(int number, int attempt, String message) {
    step = step.map(s -> new Step(s.number(), s.statements(), s.statement(), s.since(), Optional.of("attempt %d, after: %s".formatted(attempt + 1, message))));
    changed.run();
  }

  @Override
  public boolean stopRequested() {
    return control.stopRequested();
  }

  @Override
  public void cancellable(Runnable means) {
    control.cancellable(means);
  }

  @Override
  public void handedOver(String what) {
    handedOver.add(what);
  }
}
