package dev.sluice.controller.schema;

import dev.sluice.api.schema.SchemaObservation;
import dev.sluice.controller.run.Digests;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.schema.Plan;
import dev.sluice.engine.schema.SchemaException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** From what was found and done to {@code status.atProvider}. What is not known anew stays as it was. */
final class Observations {
  private static final int HISTORY = 20;
  private static final int OBJECTS = 200;
  private static final SchemaObservation NOTHING =
      new SchemaObservation(null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);

  private final String engine;
  private final String database;
  private final Optional<String> digest;
  private final SchemaObservation before;

  /** @param digest of the files as read, empty where they are not there */
  Observations(String engine, String database, Optional<String> digest, Optional<SchemaObservation> before) {
    this.engine = engine;
    this.database = database;
    this.digest = digest;
    // What was applied to another database says nothing of this one.
    this.before = before.filter(b -> b.database() == null || b.database().equals(database)).orElse(NOTHING);
  }

  /** Nothing new is known of the database. */
  SchemaObservation unchanged() {
    return new Next().observation();
  }

  SchemaObservation running(Run run, Optional<SchemaObservation.Plan> plan) {
    var next = new Next();
    plan.ifPresent(shown -> next.plan = shown);
    next.running = run.step().map(Observations::running).orElse(null);
    return next.observation();
  }

  /** After a failure: its statement, and the attempts with this one. @param inputs as in {@link dev.sluice.controller.run.Origin#digest} */
  SchemaObservation failed(EngineException failure, Instant now, String inputs) {
    var next = new Next();
    next.failure = failure instanceof SchemaException e ? lastFailure(e, now, inputs) : before.lastFailure();
    return next.observation();
  }

  /**
   * After a look that came to its end.
   *
   * @param shown of the plan
   * @param inputs as in {@link Designs#inputs}
   */
  SchemaObservation looked(
      Plan plan, SchemaObservation.Plan shown, Optional<SchemaObservation.Drift> drift, Optional<Run.Done> done, String inputs, Instant now) {
    var next = new Next();
    next.plan = shown;
    next.drift = drift.orElse(null);
    next.failure = null;
    next.unmanaged = plan.unmanaged().isEmpty() ? null : plan.unmanaged().stream().map(Observations::unmanaged).sorted().limit(OBJECTS).toList();
    if (plan.empty()) {
      next.appliedDigest = plan.desiredDigest();
      next.appliedDigests = Digests.remembered(plan.desiredDigest(), before.appliedDigests());
      next.fingerprint = plan.fingerprint();
      next.inputs = inputs;
    }
    done.ifPresent(d -> next.record(d, now));
    return next.observation();
  }

  /** A plan was applied, and that is all that is known. */
  SchemaObservation applied(Run.Done done, Instant now) {
    var next = new Next();
    next.record(done, now);
    return next.observation();
  }

  /** What differs now, since when. */
  SchemaObservation.Drift drift(Plan plan, Instant now) {
    var objects = Names.changed(plan).stream().limit(OBJECTS).toList();
    return new SchemaObservation.Drift(objects, before.drift() == null ? seconds(now) : before.drift().since());
  }

  private List<SchemaObservation.Applied> history(Run.Done done, Instant now) {
    var all = new ArrayList<>(Optional.ofNullable(before.history()).orElse(List.of()));
    all.add(new SchemaObservation.Applied(seconds(now), done.plan().hash(), done.plan().desiredDigest(), done.plan().statements().size(), done.approval().name()));
    return List.copyOf(all.subList(Math.max(0, all.size() - HISTORY), all.size()));
  }

  private static SchemaObservation.Running running(Run.Step step) {
    return new SchemaObservation.Running(step.number(), step.statements(), Names.of(step.statement().object()), seconds(step.since()));
  }

  private SchemaObservation.LastFailure lastFailure(SchemaException failure, Instant now, String inputs) {
    var where = failure.statement();
    var again =
        Optional.ofNullable(before.lastFailure())
            .filter(f -> Objects.equals(f.file(), where.file().orElse(null)) && Objects.equals(f.statement(), where.sql().orElse(null)))
            .map(SchemaObservation.LastFailure::attempts);
    return new SchemaObservation.LastFailure(
        where.file().orElse(null),
        where.file().isPresent() ? where.line() : null,
        where.sql().orElse(null),
        where.sqlState().orElse(null),
        where.message(),
        again.orElse(0) + 1,
        seconds(now),
        inputs);
  }

  /** The engine writes {@code kind name}, kinds of several words among them; only what looks like one is rewritten. */
  private static String unmanaged(String what) {
    var blank = what.indexOf(' ');
    return blank > 0 && what.indexOf(' ', blank + 1) < 0 ? what.substring(0, blank) + ":" + what.substring(blank + 1) : what;
  }

  private static String seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** What the status says next, until it is written. */
  private final class Next {
    private String appliedDigest = before.appliedDigest();
    private List<String> appliedDigests = before.appliedDigests();
    private String lastAppliedAt = before.lastAppliedAt();
    private String fingerprint = before.fingerprint();
    private String inputs = before.inputs();
    private SchemaObservation.Plan plan = before.plan();
    private SchemaObservation.Running running;
    private SchemaObservation.LastFailure failure = before.lastFailure();
    private List<String> unmanaged = before.unmanaged();
    private SchemaObservation.Drift drift = before.drift();
    private List<SchemaObservation.Applied> history = before.history();

    void record(Run.Done done, Instant now) {
      lastAppliedAt = seconds(now);
      history = Observations.this.history(done, now);
    }

    SchemaObservation observation() {
      return new SchemaObservation(
          engine, database, null, digest.orElse(before.desiredDigest()), appliedDigest, appliedDigests, lastAppliedAt, fingerprint, inputs, plan, running, failure,
          unmanaged, drift, history);
    }
  }
}
