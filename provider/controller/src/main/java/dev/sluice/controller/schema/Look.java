package dev.sluice.controller.schema;

import dev.sluice.api.common.LocalReference;
import dev.sluice.api.schema.SchemaObservation;
import dev.sluice.api.schema.SchemaParameters;
import dev.sluice.controller.credentials.Access;
import dev.sluice.controller.event.Events;
import dev.sluice.controller.managed.Annotations;
import dev.sluice.controller.managed.Answered;
import dev.sluice.controller.managed.ConditionType;
import dev.sluice.controller.managed.Observed;
import dev.sluice.controller.managed.Standing;
import dev.sluice.controller.managed.Subject;
import dev.sluice.controller.reference.WakeUps;
import dev.sluice.controller.run.Held;
import dev.sluice.controller.run.Origin;
import dev.sluice.controller.run.Runs;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.schema.Plan;
import dev.sluice.engine.schema.SchemaDesign;
import dev.sluice.engine.schema.Schemas;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** One look at one Schema whose files are there. */
final class Look {
  private final Tools tools;
  private final Subject<SchemaParameters, SchemaObservation> subject;
  private final WakeUps.Reads reads;
  private final Access access;
  private final Schemas schemas;
  private final Origin origin;
  private final SchemaDesign design;
  private final Judge judge;
  private final Observations observations;

  /** What lives longer than a look. */
  record Tools(Runs runs, Held held, Looks looks, PlanConfigMap configMap, Events events, Clock clock) {
    Optional<Run> run(String uid) {
      return runs.of(uid).map(Run.class::cast);
    }

    void forget(String uid) {
      runs.forget(uid);
      held.release(uid);
      looks.forget(uid);
      configMap.forget(uid);
    }
  }

  Look(
      Tools tools,
      Subject<SchemaParameters, SchemaObservation> subject,
      WakeUps.Reads reads,
      Access access,
      Schemas schemas,
      Origin origin,
      SchemaDesign design,
      Judge judge,
      Observations observations) {
    this.tools = tools;
    this.subject = subject;
    this.reads = reads;
    this.access = access;
    this.schemas = schemas;
    this.origin = origin;
    this.design = design;
    this.judge = judge;
    this.observations = observations;
  }

  /** @param older in words, another Schema to which this part of the database belongs */
  Observed<SchemaObservation> take(Optional<String> older) {
    var run = tools.run(subject.uid());
    if (run.isPresent() && !run.get().isEnded()) {
      if (older.isPresent() || !run.get().design().equals(design)) {
        // What is running is finished, and the rest is planned anew.
        run.get().control().stop();
      }
      run.get().expire();
      return running(run.get());
    }
    if (run.isPresent()) {
      tools.runs().settled(subject.uid(), run.get());
    }
    var overtaken = run.filter(r -> !r.design().equals(design)).flatMap(Run::outcome).flatMap(Run.Outcome::done);
    if (overtaken.isPresent()) {
      // What was done for the spec before is put on record; then the new one has its turn.
      sayApplied(overtaken.get());
      var observation = observations.applied(overtaken.get(), Instant.now(tools.clock()));
      return new Observed.Settled<>(observation, Map.of(), Judgement.planning(), Answered.NOTHING, true);
    }
    if (older.isPresent()) {
      return settled(observations.unchanged(), Judgement.conflict(older.get(), design.database()));
    }
    if (run.isPresent() && run.get().design().equals(design)) {
      return ended(run.get(), run.get().outcome().orElseThrow());
    }
    if (isHeld()) {
      return settled(observations.unchanged(), tools.held().standing(subject));
    }
    if (judge.policy().drift() == Policy.Drift.Ignore && saysInSync()) {
      return asItStands();
    }
    var fingerprint = schemas.fingerprint(design.database());
    var known = tools.looks().plan(subject.uid(), design, fingerprint);
    if (known.isPresent()) {
      return judged(known.get(), Optional.empty());
    }
    if (saysInSync() && fingerprint.equals(subject.observation().orElseThrow().fingerprint())) {
      return asItStands();
    }
    return running(start(Optional.empty()));
  }

  private Run start(Optional<Plan> plan) {
    var run = new Run(schemas, origin, design, plan, judge::of, tools.runs().news(subject.primary()), tools.clock());
    tools.runs().start(subject.uid(), access, run);
    return run;
  }

  private Observed<SchemaObservation> running(Run run) {
    if (run.applying().isEmpty() && isQuiet()) {
      return new Observed.Looking<>();
    }
    var plan = run.applying().map(p -> shown(p, Lint.of(p)));
    var standing = run.applying().filter(judge::isDrift).map(this::drift).map(d -> Judgement.working(run).and(drifted(d))).orElseGet(() -> Judgement.working(run));
    return new Observed.Running<>(observations.running(run, plan), standing, run.control()::announce, run.isWorthTelling());
  }

  /**
   * A look at what is known to stand, and stands so for all that was said, is worth no word before its outcome: neither a
   * database that may have changed, nor one that lacks a right still, nor what was forgotten in a restart.
   */
  private boolean isQuiet() {
    return !subject.isTrueNow(ConditionType.RECONCILING)
        && subject.status().condition(ConditionType.READY).filter(c -> Objects.equals(c.observedGeneration(), subject.generation())).isPresent()
        && subject.observation().filter(o -> design.source().digest().equals(o.desiredDigest())).isPresent();
  }

  private boolean saysInSync() {
    return subject.isTrueNow(ConditionType.READY)
        && subject.status().condition(ConditionType.DRIFTED).isEmpty()
        && subject.observation().filter(o -> judge.inputs().equals(o.inputs())).isPresent();
  }

  private Observed<SchemaObservation> asItStands() {
    var ready = subject.status().condition(ConditionType.READY).orElseThrow();
    return settled(observations.unchanged(), Standing.available(ready.reason(), Optional.ofNullable(ready.message()).orElse("")));
  }

  private boolean isHeld() {
    var recorded =
        subject
            .observation()
            .filter(o -> o.lastFailure() != null && origin.digest().equals(o.lastFailure().inputs()) && design.source().digest().equals(o.desiredDigest()))
            .isPresent();
    return tools.held().holds(subject, key(), recorded);
  }

  private Object key() {
    return List.of(design, judge.policy());
  }

  private Observed<SchemaObservation> ended(Run run, Run.Outcome outcome) {
    run.handedOver().forEach(what ->
        tools.events().normal(subject.object(), "HandedOver", "In database %s the owner has %s now.".formatted(design.database(), what)));
    if (outcome.failure().isPresent()) {
      return failed(outcome.failure().get());
    }
    tools.held().release(subject.uid());
    outcome.done().ifPresent(this::sayApplied);
    var plan = outcome.plan().orElseThrow();
    tools.looks().keep(subject.uid(), new Looks.Look(origin, design, plan));
    return judged(plan, outcome.done());
  }

  private void sayApplied(Run.Done done) {
    tools.events().normal(
        subject.object(),
        "PlanApplied",
        "Applied %s to database %s, about %s: plan %s, approval %s."
            .formatted(Judgement.count(done.plan()), design.database(), Names.some(Names.changed(done.plan())), done.plan().hash(), done.approval()));
  }

  private Observed<SchemaObservation> failed(EngineException e) {
    if (e.failure().reason().equals(Reasons.DATABASE_MISSING)) {
      throw e;
    }
    var standing = e.failure().reason().equals(Schemas.CHANGED) ? Standing.waiting(Schemas.CHANGED, e.failure().message()) : Standing.of(e.failure());
    if (e.failure() instanceof Failure.Permanent) {
      tools.held().hold(subject, key(), standing);
    }
    var observation = observations.failed(e, Instant.now(tools.clock()), origin.digest());
    return new Observed.Settled<>(observation, Map.of(), standing, Answered.NOTHING, e.failure() instanceof Failure.MissingRight);
  }

  private Observed<SchemaObservation> judged(Plan plan, Optional<Run.Done> done) {
    var decision = judge.of(plan);
    if (decision instanceof Decision.Go && done.isEmpty()) {
      return running(start(Optional.of(plan)));
    }
    var drift = judge.isDrift(plan) ? Optional.of(drift(plan)) : Optional.<SchemaObservation.Drift>empty();
    var standing = standing(plan, decision, done);
    var observation =
        observations.looked(plan, shown(plan, Lint.of(plan)), drift, done, judge.inputs(), Instant.now(tools.clock()));
    drift.ifPresent(this::sayDrift);
    sayApproval(standing);
    var answered =
        done.filter(d -> d.approval() == Decision.Approval.Annotation)
            .flatMap(d -> subject.annotation(Annotations.APPROVE))
            .map(Answered::approve)
            .orElse(Answered.NOTHING);
    return new Observed.Settled<>(observation, Map.of(), drift.map(d -> standing.and(drifted(d))).orElse(standing), answered, false);
  }

  private Standing standing(Plan plan, Decision decision, Optional<Run.Done> done) {
    if (decision instanceof Decision.Go || decision instanceof Decision.NeedsApproval) {
      if (done.filter(d -> d.plan().hash().equals(plan.hash())).isPresent()) {
        return Judgement.notConverging(plan);
      }
      if (decision instanceof Decision.Go) {
        // Changed while we were at it; the next attempt comes after a pause, so that two who disagree don't keep the server busy.
        return Standing.waiting("StillDifferent", "Something changed database %s meanwhile; %s to run.".formatted(design.database(), Judgement.count(plan)));
      }
    }
    return Judgement.of(plan, decision, design.database());
  }

  private SchemaObservation.Plan shown(Plan plan, List<Finding> findings) {
    var confidential = design.source().confidential();
    var configMap = confidential || plan.empty() || ShownPlan.isWhole(plan) ? Optional.<LocalReference>empty() : tools.configMap().publish(subject, plan, reads);
    return ShownPlan.of(plan, findings, confidential, configMap);
  }

  private SchemaObservation.Drift drift(Plan plan) {
    return observations.drift(plan, Instant.now(tools.clock()));
  }

  private static Standing.Also drifted(SchemaObservation.Drift drift) {
    return Judgement.drifted(drift.objects(), drift.since());
  }

  private void sayDrift(SchemaObservation.Drift drift) {
    var said = subject.observation().map(SchemaObservation::drift).filter(before -> before.objects().equals(drift.objects()));
    if (said.isEmpty()) {
      tools.events().warning(subject.object(), Judgement.DRIFTED, drifted(drift).message());
    }
  }

  private void sayApproval(Standing standing) {
    var said = subject.status().condition(ConditionType.APPROVAL_REQUIRED).filter(c -> standing.message().equals(c.message()));
    if (standing.reason().equals(Judgement.APPROVAL_REQUIRED) && said.isEmpty()) {
      tools.events().normal(subject.object(), Judgement.APPROVAL_REQUIRED, standing.message());
    }
  }

  private static Observed<SchemaObservation> settled(SchemaObservation observation, Standing standing) {
    return new Observed.Settled<>(observation, Map.of(), standing);
  }
}
