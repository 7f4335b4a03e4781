package dev.sluice.controller.migration;

import dev.sluice.api.migration.MigrationObservation;
import dev.sluice.api.migration.MigrationParameters;
import dev.sluice.controller.credentials.Access;
import dev.sluice.controller.event.Events;
import dev.sluice.controller.managed.External;
import dev.sluice.controller.managed.ManagementPolicy;
import dev.sluice.controller.managed.Observed;
import dev.sluice.controller.managed.Standing;
import dev.sluice.controller.managed.Subject;
import dev.sluice.controller.reference.DatabaseNames;
import dev.sluice.controller.reference.WakeUps;
import dev.sluice.controller.source.MigrationSources;
import dev.sluice.controller.source.PlaceholderValues;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.migration.MigrationDesign;
import dev.sluice.engine.migration.MigrationState;
import java.time.Clock;
import java.time.Instant;
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
  private final Ownership ownership;
  private final MigrationSources sources;
  private final PlaceholderValues placeholders;
  private final MigrationRuns runs;
  private final Held held;
  private final Events events;
  private final Clock clock;

  MigrationExternal(
      DatabaseNames names,
      Ownership ownership,
      MigrationSources sources,
      PlaceholderValues placeholders,
      MigrationRuns runs,
      Events events,
      Clock clock) {
    this.names = Objects.requireNonNull(names, "names");
    this.ownership = Objects.requireNonNull(ownership, "ownership");
    this.sources = Objects.requireNonNull(sources, "sources");
    this.placeholders = Objects.requireNonNull(placeholders, "placeholders");
    this.runs = Objects.requireNonNull(runs, "runs");
    this.held = new Held();
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
  public Observed<MigrationObservation> observe(
      Subject<MigrationParameters, MigrationObservation> subject,
      WakeUps.Reads reads,
      Access access,
      ManagementPolicy policy) {
    var wanted = subject.parameters();
    var database = names.resolve(subject.object(), subject.group(), wanted, reads);
    access.names().checkDatabase(database);
    MigrationDesign design;
    try {
      var files = sources.read(wanted.source(), subject.namespace(), reads);
      var values = placeholders.read(Optional.ofNullable(wanted.placeholders()), subject.namespace(), reads);
      design = Designs.of(wanted, database, files, values, access.server().timeouts());
    } catch (EngineException e) {
      runs.stop(subject.uid());
      var observations = new Observations(access.engine(), database, Optional.empty(), subject.observation());
      return settled(observations.unchanged(), patient(subject, Standing.of(e.failure())));
    }
    return new Look(subject, access, policy, design).take();
  }

  @Override
  public Optional<String> delete(
      Subject<MigrationParameters, MigrationObservation> subject, Supplier<Access> access) {
    var run = runs.of(subject.uid()).filter(r -> r.outcome().isEmpty());
    run.ifPresent(Run::stop);
    run.filter(Run::isOverdue).ifPresent(Run::cancel);
    return run.map(
        r ->
            "Waits for %s to finish, at most 30 s; the database stays as it is then."
                .formatted(r.step().map(s -> s.progress().file()).orElse("the run")));
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

  /** A source may come later, but not for ever. */
  private Standing patient(Subject<MigrationParameters, MigrationObservation> subject, Standing standing) {
    if (!standing.reason().equals(Judgement.WAITING_FOR_SOURCE)) {
      return standing;
    }
    var deadline = Designs.deadline(subject.parameters());
    var overdue =
        subject
            .status()
            .condition("Ready")
            .filter(c -> Objects.equals(c.observedGeneration(), subject.generation()))
            .filter(
                c ->
                    c.reason().equals("DeadlineExceeded")
                        || c.reason().equals(Judgement.WAITING_FOR_SOURCE)
                            && Instant.parse(c.lastTransitionTime()).plus(deadline).isBefore(Instant.now(clock)))
            .isPresent();
    return overdue
        ? Standing.stalled("DeadlineExceeded", standing.message() + " It was waited for longer than timeouts.deadline.")
        : standing;
  }

  private static Observed<MigrationObservation> settled(MigrationObservation observation, Standing standing) {
    return new Observed.Settled<>(observation, Map.of(), standing);
  }

  /** One look at one Migration whose files are there. */
  private final class Look {
    private final Subject<MigrationParameters, MigrationObservation> subject;
    private final Access access;
    private final ManagementPolicy policy;
    private final MigrationDesign design;
    private final Observations observations;

    Look(
        Subject<MigrationParameters, MigrationObservation> subject,
        Access access,
        ManagementPolicy policy,
        MigrationDesign design) {
      this.subject = subject;
      this.access = access;
      this.policy = policy;
      this.design = design;
      this.observations =
          new Observations(
              access.engine(), design.database(), Optional.of(design.files().digest()), subject.observation());
    }

    Observed<MigrationObservation> take() {
      var run = runs.of(subject.uid());
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
      var older = ownership.olderClaimant(subject, access, design.database());
      if (older.isPresent()) {
        return settled(observations.unchanged(), Judgement.conflict(older.get(), design.database()));
      }
      var repair = Repair.asked(subject, design);
      if (repair.isPresent()) {
        return repaired(repair.get());
      }
      if (!mayApply() || held.holds(subject, design) || isDone()) {
        return looked();
      }
      return running(start());
    }

    private boolean mayApply() {
      return policy.allowsCreate() || policy.allowsUpdate();
    }

    /** Nothing is known to be missing; a look will tell. */
    private boolean isDone() {
      return subject.isTrueNow("Ready")
          && subject.observation().filter(o -> design.files().digest().equals(o.sourceDigest())).isPresent();
    }

    private Run start() {
      return runs.start(
          subject.uid(),
          subject.primary(),
          access.database().migrations(),
          design,
          found -> found.started() ? policy.allowsUpdate() : policy.allowsCreate());
    }

    /** The spec or the source changed under a run: its file is finished, unless that very file is not wanted any more. */
    private void reconsider(Run run) {
      if (run.design().equals(design)) {
        return;
      }
      run.stop();
      run.step()
          .map(s -> s.progress().file())
          .filter(file -> !Objects.equals(run.design().files().files().get(file), design.files().files().get(file)))
          .ifPresent(file -> run.cancel());
    }

    private Observed<MigrationObservation> running(Run run) {
      return new Observed.Running<>(observations.running(run), Judgement.working(run), run::announce);
    }

    private Observed<MigrationObservation> looked() {
      var state = access.database().migrations().observe(design);
      if (held.holds(subject, design) && state.problems().isEmpty() && !state.pending().isEmpty()) {
        return new Observed.Settled<>(observations.held(state), Map.of(), held.standing(subject));
      }
      if (mayApply() && state.problems().isEmpty() && !state.pending().isEmpty()) {
        return running(start());
      }
      return judged(state);
    }

    private Observed<MigrationObservation> ended(Run run, Run.Outcome outcome) {
      if (outcome.applied() > 0) {
        events.normal(subject.object(), "MigrationApplied", applied(run, outcome));
      }
      if (outcome.failure().isPresent()) {
        return failed(outcome, outcome.failure().get());
      }
      held.release(subject.uid());
      var state = outcome.state().orElseThrow();
      var stoppedShort = !state.pending().isEmpty() && state.problems().isEmpty() && !outcome.withheld();
      return stoppedShort ? running(start()) : judged(state);
    }

    private Observed<MigrationObservation> failed(Run.Outcome outcome, EngineException e) {
      var standing = Standing.of(e.failure());
      var observation = observations.failed(outcome.state(), e, Instant.now(clock));
      if (e.failure() instanceof Failure.Permanent) {
        held.hold(subject, design, standing);
      }
      var keepTrying = e.failure() instanceof Failure.MissingRight;
      return new Observed.Settled<>(observation, Map.of(), standing, Optional.empty(), keepTrying);
    }

    private Observed<MigrationObservation> repaired(Repair repair) {
      held.release(subject.uid());
      var state = repair.carryOut(access.database().migrations(), design);
      events.normal(subject.object(), "Repaired", repair.what());
      var settled = (Observed.Settled<MigrationObservation>) judgedOnly(state);
      return new Observed.Settled<>(
          settled.observation(), Map.of(), settled.standing(), Optional.of(repair.token()), true);
    }

    private Observed<MigrationObservation> judged(MigrationState state) {
      sayIfLower(state);
      return judgedOnly(state);
    }

    private Observed<MigrationObservation> judgedOnly(MigrationState state) {
      var standing = patient(subject, Judgement.of(state));
      return settled(observations.of(state, Judgement.isComplete(state)), standing);
    }

    /** The history went back: a restore, most likely, and somebody should know. */
    private void sayIfLower(MigrationState state) {
      var before = subject.observation().map(MigrationObservation::appliedVersion);
      if (before.isPresent() && state.appliedVersion().isEmpty()) {
        events.warning(
            subject.object(),
            "VersionWentBack",
            "Database %s was at version %s, and its history is empty now.".formatted(design.database(), before.get()));
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
