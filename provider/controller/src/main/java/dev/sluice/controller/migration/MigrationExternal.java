package dev.sluice.controller.migration;

import dev.sluice.api.migration.MigrationObservation;
import dev.sluice.api.migration.MigrationParameters;
import dev.sluice.controller.credentials.Access;
import dev.sluice.controller.event.Events;
import dev.sluice.controller.managed.Annotations;
import dev.sluice.controller.managed.Answered;
import dev.sluice.controller.managed.ConditionType;
import dev.sluice.controller.managed.Deleted;
import dev.sluice.controller.managed.External;
import dev.sluice.controller.managed.ManagementPolicy;
import dev.sluice.controller.managed.Observed;
import dev.sluice.controller.managed.Reason;
import dev.sluice.controller.managed.Standing;
import dev.sluice.controller.managed.Subject;
import dev.sluice.controller.reference.DatabaseNames;
import dev.sluice.controller.reference.ObjectKey;
import dev.sluice.controller.reference.WakeUps;
import dev.sluice.controller.run.Held;
import dev.sluice.controller.run.OlderClaimant;
import dev.sluice.controller.run.Origin;
import dev.sluice.controller.run.Patience;
import dev.sluice.controller.run.Runs;
import dev.sluice.controller.source.PlaceholderValues;
import dev.sluice.controller.source.Sources;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.migration.MigrationDesign;
import dev.sluice.engine.migration.MigrationSet;
import dev.sluice.engine.migration.MigrationState;
import dev.sluice.engine.schema.lint.FileFinding;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A Migration is a history table that holds what its files say. It is applied by runs beside the reconciles; looking and
 * applying share one session, since connecting costs as much as a small file.
 */
public final class MigrationExternal implements External<MigrationParameters, MigrationObservation> {
  private final DatabaseNames names;
  private final OlderClaimant<MigrationParameters, MigrationObservation> ownership;
  private final Sources sources;
  private final PlaceholderValues placeholders;
  private final Runs runs;
  private final Held held;
  private final Patience patience;
  private final Events events;
  private final Clock clock;

  MigrationExternal(
      DatabaseNames names,
      OlderClaimant<MigrationParameters, MigrationObservation> ownership,
      Sources sources,
      PlaceholderValues placeholders,
      Runs runs,
      Events events,
      Clock clock) {
    this.names = Objects.requireNonNull(names, "names");
    this.ownership = Objects.requireNonNull(ownership, "ownership");
    this.sources = Objects.requireNonNull(sources, "sources");
    this.placeholders = Objects.requireNonNull(placeholders, "placeholders");
    this.runs = Objects.requireNonNull(runs, "runs");
    this.held = new Held();
    this.patience = new Patience(clock);
    this.events = Objects.requireNonNull(events, "events");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  @Override
  public String externalName(Subject<MigrationParameters, MigrationObservation> subject, Access access) {
    return subject.name();
  }

  @Override
  public boolean guardsCreation() {
    return false;
  }

  @Override
  public MigrationObservation own(MigrationObservation observation) {
    return observation.withoutWaitingPods();
  }

  @Override
  public Observed<MigrationObservation> observe(
      Subject<MigrationParameters, MigrationObservation> subject,
      WakeUps.Reads reads,
      Access access,
      ManagementPolicy policy) {
    var wanted = subject.parameters();
    String database;
    try {
      database = names.resolve(subject.object(), subject.group(), subject.spec().providerConfigRef(), wanted, reads);
    } catch (EngineException e) {
      if (!e.failure().reason().equals(Reason.WaitingForReference.name()) || !DatabaseNames.isOptional(wanted)) {
        throw e;
      }
      return settled(subject.status().atProvider(), Standing.expecting(e.failure().reason(), e.failure().message()));
    }
    access.names().checkDatabase(database);
    access.names().checkRunAs(wanted.runAsWord(), wanted.runsAsRole());
    var rules = Lint.settings(wanted);
    MigrationDesign design;
    var origin = new Origin(subject.generation(), database, access.server().timeouts(), versions(subject, wanted, reads));
    try {
      design = run(subject.uid()).filter(r -> r.isOf(origin)).map(Run::design).orElseGet(() -> read(subject, wanted, origin, reads));
    } catch (EngineException e) {
      runs.stop(subject.uid());
      var observations = new Observations(access.engine(), database, Optional.empty(), subject.generation(), Optional.empty(), subject.observation());
      return settled(observations.unchanged(), patient(subject, Standing.of(e.failure())));
    }
    try {
      return new Look(subject, reads, access, policy, origin, new Lint(access.database().lint(), rules, design, run(subject.uid()).filter(r -> r.isOf(origin)).flatMap(Run::before))).take();
    } catch (EngineException e) {
      if (!e.failure().reason().equals(Reasons.DATABASE_MISSING)) {
        throw e;
      }
      var digest = Optional.of(design.files().digest());
      var observations = new Observations(access.engine(), database, digest, subject.generation(), Optional.empty(), subject.observation());
      return settled(observations.missing(), standing(subject, e.failure()));
    }
  }

  private Map<ObjectKey, Optional<String>> versions(
      Subject<MigrationParameters, MigrationObservation> subject, MigrationParameters wanted, WakeUps.Reads reads) {
    var versions = new HashMap<>(sources.versions(wanted.source(), subject.namespace(), reads));
    versions.putAll(placeholders.versions(Optional.ofNullable(wanted.placeholders()), subject.namespace(), reads));
    return versions;
  }

  private Optional<Run> run(String uid) {
    return runs.of(uid).map(Run.class::cast);
  }

  private MigrationDesign read(
      Subject<MigrationParameters, MigrationObservation> subject, MigrationParameters wanted, Origin origin, WakeUps.Reads reads) {
    var read = sources.read("source", wanted.source(), subject.namespace(), reads);
    var files = MigrationSet.of(read.texts(), read.confidential());
    Sources.expect("source", wanted.source(), files.digest());
    var values = placeholders.read(Optional.ofNullable(wanted.placeholders()), subject.namespace(), reads);
    return Designs.of(wanted, origin.database(), files, values, origin.timeouts());
  }

  /** A database that is only named may come later too. */
  private Standing standing(Subject<MigrationParameters, MigrationObservation> subject, Failure failure) {
    return failure.reason().equals(Reasons.DATABASE_MISSING)
        ? patient(subject, Standing.waiting(failure.reason(), failure.message()))
        : Standing.of(failure);
  }

  @Override
  public Deleted delete(
      Subject<MigrationParameters, MigrationObservation> subject, Supplier<Access> access) {
    return leave(subject);
  }

  @Override
  public Deleted leave(Subject<MigrationParameters, MigrationObservation> subject) {
    return runs.wind(subject.uid())
        .map(Run.class::cast)
        .map(r -> r.step().map(s -> s.progress().file()).orElse("the run"))
        .<Deleted>map(file -> new Deleted.Waiting("Waits for %s to finish; the database stays as it is then.".formatted(file)))
        .orElse(Deleted.LEFT);
  }

  @Override
  public void pause(Subject<MigrationParameters, MigrationObservation> subject) {
    runs.stop(subject.uid());
  }

  @Override
  public void forget(String uid) {
    runs.forget(uid);
    held.release(uid);
  }

  private Standing patient(Subject<MigrationParameters, MigrationObservation> subject, Standing standing) {
    return patience.with(subject, standing, Designs.deadline(subject.parameters()));
  }

  private static Observed<MigrationObservation> settled(MigrationObservation observation, Standing standing) {
    return new Observed.Settled<>(observation, Map.of(), standing);
  }

  /** One look at one Migration whose files are there. */
  private final class Look {
    private final Subject<MigrationParameters, MigrationObservation> subject;
    private final WakeUps.Reads reads;
    private final Access access;
    private final ManagementPolicy policy;
    private final Origin origin;
    private final Lint lint;
    private final MigrationDesign design;
    private final Observations observations;

    Look(
        Subject<MigrationParameters, MigrationObservation> subject,
        WakeUps.Reads reads,
        Access access,
        ManagementPolicy policy,
        Origin origin,
        Lint lint) {
      this.subject = subject;
      this.reads = reads;
      this.access = access;
      this.policy = policy;
      this.origin = origin;
      this.lint = lint;
      this.design = lint.design();
      this.observations =
          new Observations(
              access.engine(), design.database(), Optional.of(design.files().digest()), subject.generation(), Optional.of(lint), subject.observation());
    }

    Observed<MigrationObservation> take() {
      var run = run(subject.uid());
      if (run.isPresent() && run.get().outcome().isEmpty()) {
        reconsider(run.get());
        return running(run.get());
      }
      if (run.isPresent()) {
        runs.settled(subject.uid(), run.get());
        if (run.get().design().equals(design)) {
          return ended(run.get(), run.get().outcome().get());
        }
      }
      var older = ownership.of(subject, access, design.database(), reads);
      if (older.isPresent()) {
        return settled(observations.unchanged(), Judgement.conflict(older.get(), design.database()));
      }
      if (!mayApply() || isHeld() || isSettled()) {
        return looked();
      }
      return running(start());
    }

    private boolean isHeld() {
      var recorded =
          subject
              .observation()
              .filter(o -> o.lastFailure() != null && origin.digest().equals(o.lastFailure().inputs()))
              .filter(o -> design.files().digest().equals(o.sourceDigest()))
              .isPresent();
      return held.holds(subject, design, recorded);
    }

    private boolean mayApply() {
      return policy.allowsCreate() || policy.allowsUpdate();
    }

    /** Nothing is known to be left to do: a look comes first, and where it finds nothing nothing is written. */
    private boolean isSettled() {
      return !subject.isTrueNow(ConditionType.RECONCILING)
          && subject.status().condition(ConditionType.READY).filter(c -> Objects.equals(c.observedGeneration(), subject.generation())).isPresent()
          && subject.observation().filter(o -> design.files().digest().equals(o.sourceDigest())).isPresent();
    }

    private boolean isPermitted(MigrationState state) {
      return isAllowed(state) && lint.errors(state).isEmpty();
    }

    private boolean isAllowed(MigrationState state) {
      return state.started() ? policy.allowsUpdate() : policy.allowsCreate();
    }

    private Standing judgement(MigrationState state) {
      var errors = isDue(state) && isAllowed(state) ? lint.errors(state) : List.<FileFinding>of();
      return errors.isEmpty() ? Judgement.of(state) : Judgement.forbidden(errors);
    }

    private boolean isDue(MigrationState state) {
      return state.problems().isEmpty() && !state.pending().isEmpty();
    }

    private Run start() {
      var run = new Run(access.database().migrations(), origin, design, this::isPermitted, runs.news(subject.primary()), clock);
      runs.start(subject.uid(), access, run);
      return run;
    }

    /**
     * Tries again what lacked a right, without a word until there is something new to say: that nothing was granted yet is
     * said already.
     */
    private Observed<MigrationObservation> again() {
      var standing = Standing.stalled(Reasons.MISSING_RIGHT, subject.status().condition(ConditionType.STALLED).orElseThrow().message());
      start().control().announce();
      return new Observed.Settled<>(subject.observation().orElseThrow(), Map.of(), standing, Answered.NOTHING, true);
    }

    private boolean lacksRight() {
      return subject.isTrueNow(ConditionType.STALLED)
          && subject.status().condition(ConditionType.STALLED).filter(c -> c.reason().equals(Reasons.MISSING_RIGHT)).isPresent()
          && subject.observation().filter(o -> o.lastFailure() != null).isPresent()
          && subject.annotation(Annotations.RETRY).filter(t -> !t.equals(subject.status().lastHandledRetry())).isEmpty();
    }

    /** The spec or the source changed under a run: its file is finished, unless that very file is not wanted any more. */
    private void reconsider(Run run) {
      if (run.design().equals(design)) {
        return;
      }
      run.control().stop();
      run.step()
          .map(s -> s.progress().file())
          .filter(file -> !Objects.equals(run.design().files().files().get(file), design.files().files().get(file)))
          .ifPresent(file -> run.control().cancel());
    }

    private Observed<MigrationObservation> running(Run run) {
      return new Observed.Running<>(observations.running(run), Judgement.working(run), run.control()::announce, run.isWorthTelling());
    }

    private Observed<MigrationObservation> looked() {
      var state = access.database().migrations().observe(design);
      sayIfLower(state);
      if (isDue(state) && isHeld()) {
        return new Observed.Settled<>(observations.held(state), Map.of(), held.standing(subject));
      }
      if (isDue(state) && isPermitted(state)) {
        return lacksRight() ? again() : running(start());
      }
      return judged(state);
    }

    private Observed<MigrationObservation> ended(Run run, Run.Outcome outcome) {
      run.handedOver().forEach(what ->
          events.normal(subject.object(), "HandedOver", "In database %s the owner has %s now.".formatted(design.database(), what)));
      if (outcome.applied() > 0) {
        events.normal(subject.object(), "MigrationApplied", applied(run, outcome));
      }
      if (outcome.failure().isPresent()) {
        return failed(outcome, outcome.failure().get());
      }
      held.release(subject.uid());
      var state = outcome.state().orElseThrow();
      sayIfLower(state);
      return isDue(state) && !outcome.withheld() ? running(start()) : judged(state);
    }

    private Observed<MigrationObservation> failed(Run.Outcome outcome, EngineException e) {
      var standing = standing(subject, e.failure());
      var observation = observations.failed(outcome.state(), e, Instant.now(clock), origin.digest());
      if (standing.kind() == Standing.Kind.STALLED && e.failure() instanceof Failure.Permanent) {
        held.hold(subject, design, standing);
      }
      var keepTrying = e.failure() instanceof Failure.MissingRight;
      return new Observed.Settled<>(observation, Map.of(), standing, Answered.NOTHING, keepTrying);
    }

    private Observed<MigrationObservation> judged(MigrationState state) {
      var repair = Repair.asked(subject, design).filter(r -> r.fits(state));
      if (repair.isPresent()) {
        return repaired(repair.get(), state);
      }
      return settled(observations.of(state, Judgement.isComplete(state)), patient(subject, judgement(state)));
    }

    private Observed<MigrationObservation> repaired(Repair repair, MigrationState before) {
      held.release(subject.uid());
      var state = repair.carryOut(access.database().migrations(), design);
      events.normal(subject.object(), "Repaired", repair.what(before));
      var standing = isDue(state) && isPermitted(state) ? Judgement.goesOn(state) : judgement(state);
      return new Observed.Settled<>(
          observations.of(state, Judgement.isComplete(state)), Map.of(), standing, Answered.repair(repair.token()), true);
    }

    /** The history went back: a restore, most likely, and somebody should know. */
    private void sayIfLower(MigrationState state) {
      if (observations.wentBack(state)) {
        events.warning(
            subject.object(),
            "VersionWentBack",
            "Database %s was at version %s and is %s now; it may have been restored."
                .formatted(
                    design.database(),
                    subject.observation().orElseThrow().appliedVersion(),
                    state.appliedVersion().map("at version %s"::formatted).orElse("without a version")));
      }
    }

    private String applied(Run run, Run.Outcome outcome) {
      var version = outcome.state().flatMap(MigrationState::appliedVersion);
      return "Applied %d of %d pending files to database %s%s."
          .formatted(
              outcome.applied(),
              run.before().map(b -> b.pending().size()).orElse(outcome.applied()),
              design.database(),
              version.map(", which is at version %s now"::formatted).orElse(""));
    }
  }
}
