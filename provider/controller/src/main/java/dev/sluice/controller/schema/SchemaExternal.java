package dev.sluice.controller.schema;

import dev.sluice.api.schema.SchemaObservation;
import dev.sluice.api.schema.SchemaParameters;
import dev.sluice.controller.credentials.Access;
import dev.sluice.controller.credentials.Credentials;
import dev.sluice.controller.event.Events;
import dev.sluice.controller.managed.Deleted;
import dev.sluice.controller.managed.External;
import dev.sluice.controller.managed.ManagementPolicy;
import dev.sluice.controller.managed.Observed;
import dev.sluice.controller.managed.Reason;
import dev.sluice.controller.managed.Standing;
import dev.sluice.controller.managed.Subject;
import dev.sluice.controller.reference.DatabaseNames;
import dev.sluice.controller.reference.WakeUps;
import dev.sluice.controller.run.Held;
import dev.sluice.controller.run.OlderClaimant;
import dev.sluice.controller.run.Origin;
import dev.sluice.controller.run.Patience;
import dev.sluice.controller.run.Runs;
import dev.sluice.controller.source.Sources;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.schema.SchemaDesign;
import dev.sluice.engine.schema.SchemaSource;
import dev.sluice.rules.DesiredFiles;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A Schema is a database whose structure is what its files declare. Plans are made and applied by runs beside the reconciles;
 * while neither side has changed since the last one a look is one question to the server.
 */
public final class SchemaExternal implements External<SchemaParameters, SchemaObservation> {
  private final Credentials credentials;
  private final DatabaseNames names;
  private final OlderClaimant<SchemaParameters, SchemaObservation> ownership;
  private final Sources sources;
  private final Look.Tools tools;
  private final Patience patience;

  SchemaExternal(
      Credentials credentials,
      DatabaseNames names,
      OlderClaimant<SchemaParameters, SchemaObservation> ownership,
      Sources sources,
      PlanConfigMap configMap,
      Runs runs,
      Events events,
      Clock clock) {
    this.credentials = Objects.requireNonNull(credentials, "credentials");
    this.names = Objects.requireNonNull(names, "names");
    this.ownership = Objects.requireNonNull(ownership, "ownership");
    this.sources = Objects.requireNonNull(sources, "sources");
    this.tools = new Look.Tools(runs, new Held(), new Looks(), configMap, events, clock);
    this.patience = new Patience(clock);
  }

  @Override
  public String externalName(Subject<SchemaParameters, SchemaObservation> subject, Access access) {
    return subject.name();
  }

  @Override
  public boolean guardsCreation() {
    return false;
  }

  @Override
  public SchemaObservation own(SchemaObservation observation) {
    return observation.withoutWaitingPods();
  }

  @Override
  public Observed<SchemaObservation> observe(
      Subject<SchemaParameters, SchemaObservation> subject, WakeUps.Reads reads, Access access, ManagementPolicy allowed) {
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
    var schemas = credentials.scratch(access, reads).map(access.database()::schemas).orElseGet(access.database()::schemas);
    var policy = Policy.of(wanted);
    var origin = new Origin(subject.generation(), database, access.server().timeouts(), sources.versions(wanted.desired(), subject.namespace(), reads));
    SchemaDesign design;
    try {
      design = known(subject.uid(), origin).orElseGet(() -> read(subject, wanted, origin, reads));
    } catch (EngineException e) {
      tools.runs().stop(subject.uid());
      return patient(subject, new Observations(access.engine(), database, Optional.empty(), subject.generation(), subject.observation()).unchanged(), e.failure());
    }
    var observations = new Observations(access.engine(), database, Optional.of(design.source().digest()), subject.generation(), subject.observation());
    try {
      var older = ownership.of(subject, access, database, reads);
      var judge = new Judge(subject, policy, allowed, database, Designs.inputs(design));
      return new Look(tools, subject, reads, access, schemas, origin, design, judge, observations).take(older);
    } catch (EngineException e) {
      if (!patience.concerns(e.failure().reason())) {
        throw e;
      }
      return patient(subject, observations.missing(), e.failure());
    }
  }

  private Optional<SchemaDesign> known(String uid, Origin origin) {
    return tools.run(uid).filter(run -> run.origin().isSame(origin)).map(Run::design).or(() -> tools.looks().design(uid, origin));
  }

  private SchemaDesign read(Subject<SchemaParameters, SchemaObservation> subject, SchemaParameters wanted, Origin origin, WakeUps.Reads reads) {
    var read = sources.read("desired", wanted.desired(), subject.namespace(), reads);
    var files = SchemaSource.of(DesiredFiles.among(read.texts()), read.confidential());
    if (files.files().isEmpty()) {
      // That nothing is there yet must not be taken for the wish that nothing be there.
      throw new EngineException(
          new Failure.Transient(
              Patience.WAITING_FOR_SOURCE, "No file of spec.forProvider.desired has a name that ends in .sql yet; an empty one would ask for an empty database.",
              Optional.empty()));
    }
    Sources.expect("desired", wanted.desired(), files.digest());
    return Designs.of(wanted, origin.database(), files, origin.timeouts());
  }

  /** What may come later is waited for, and no news to be told as an error of ours. */
  private Observed<SchemaObservation> patient(Subject<SchemaParameters, SchemaObservation> subject, SchemaObservation observation, Failure failure) {
    var standing = patience.concerns(failure.reason()) ? Standing.waiting(failure.reason(), failure.message()) : Standing.of(failure);
    return settled(observation, patience.with(subject, standing, Designs.deadline(subject.parameters())));
  }

  @Override
  public Deleted delete(Subject<SchemaParameters, SchemaObservation> subject, Supplier<Access> access) {
    return leave(subject);
  }

  @Override
  public Deleted leave(Subject<SchemaParameters, SchemaObservation> subject) {
    return tools.runs().wind(subject.uid()).isPresent()
        ? new Deleted.Waiting("Waits for the transaction that is running to end; the database stays as it is then.")
        : Deleted.LEFT;
  }

  @Override
  public void pause(Subject<SchemaParameters, SchemaObservation> subject) {
    tools.runs().stop(subject.uid());
  }

  @Override
  public void forget(String uid) {
    tools.forget(uid);
  }

  private static Observed<SchemaObservation> settled(SchemaObservation observation, Standing standing) {
    return new Observed.Settled<>(observation, Map.of(), standing);
  }
}
