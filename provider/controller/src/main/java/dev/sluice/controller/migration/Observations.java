package dev.sluice.controller.migration;

import dev.sluice.api.migration.MigrationObservation;
import dev.sluice.controller.run.Digests;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.migration.MigrationException;
import dev.sluice.engine.migration.MigrationState;
import dev.sluice.engine.schema.lint.FileFinding;
import dev.sluice.rules.Version;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** From where a database stands to {@code status.atProvider}. What is not known anew stays as it was. */
final class Observations {
  private static final int NAMED_PENDING = 50;
  private static final int FINDINGS = 100;
  private static final MigrationObservation NOTHING =
      new MigrationObservation(null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);

  private final String engine;
  private final String database;
  private final Optional<String> digest;
  private final long generation;
  private final Optional<Lint> lint;
  private final MigrationObservation before;

  /**
   * @param digest of the files as read, empty where they are not there
   * @param generation of the manifest
   * @param lint of these files
   */
  Observations(
      String engine, String database, Optional<String> digest, long generation, Optional<Lint> lint, Optional<MigrationObservation> before) {
    this.engine = engine;
    this.database = database;
    this.digest = digest;
    this.generation = generation;
    this.lint = lint;
    // What was applied to another database says nothing of this one.
    this.before = before.filter(b -> b.database() == null || b.database().equals(database)).orElse(NOTHING);
  }

  /** Nothing new is known of the database. */
  MigrationObservation unchanged() {
    return with(before.appliedGeneration());
  }

  /** There is no such database, so nothing of the manifest is applied; what was once is told as it was. */
  MigrationObservation missing() {
    return with(null);
  }

  MigrationObservation running(Run run) {
    var pending = run.before().map(Observations::pending).orElse(before.pending());
    var running =
        run.step()
            .map(
                s ->
                    new MigrationObservation.Running(
                        s.progress().version(),
                        s.progress().file(),
                        seconds(s.since()),
                        s.progress().statement(),
                        s.progress().statements() == 0 ? null : s.progress().statements()))
            .orElse(null);
    var target = run.before().flatMap(MigrationState::targetVersion).orElse(before.targetVersion());
    // What a restore took away is not applied while it runs again.
    var known = run.before().filter(this::wentBack).map(s -> of(s, false, before.lastFailure())).orElse(before);
    return new MigrationObservation(
        engine, database, null, known.appliedVersion(), known.appliedAt(), target, digest.orElse(before.sourceDigest()),
        known.appliedDigest(), known.appliedDigests(), run.before().isPresent() ? null : before.appliedGeneration(), pending, running,
        run.before().map(this::lint).orElse(before.lint()), before.lastFailure(), known.history());
  }

  /** @param complete whether all that the files ask for is applied, so that their digest stands for the database */
  MigrationObservation of(MigrationState state, boolean complete) {
    return of(state, complete, null);
  }

  /**
   * After a failure: its statement, and the attempts with this one.
   *
   * @param inputs as in {@link dev.sluice.controller.run.Origin#digest}
   */
  MigrationObservation failed(Optional<MigrationState> state, EngineException failure, Instant now, String inputs) {
    var last = failure instanceof MigrationException m ? lastFailure(m, now, inputs) : before.lastFailure();
    var known = failure.failure().reason().equals(Reasons.DATABASE_MISSING) ? null : before.appliedGeneration();
    return state.map(s -> of(s, false, last)).orElseGet(() -> with(known, last));
  }

  /** A permanent failure that is still standing. */
  MigrationObservation held(MigrationState state) {
    return of(state, false, before.lastFailure());
  }

  private MigrationObservation of(MigrationState state, boolean complete, MigrationObservation.LastFailure failure) {
    // After a restore nobody knows which of the remembered sets the database still has.
    var known = wentBack(state) ? NOTHING : before;
    var digests = complete && digest.isPresent() ? Digests.remembered(digest.get(), known.appliedDigests()) : known.appliedDigests();
    return new MigrationObservation(
        engine,
        database,
        null,
        state.appliedVersion().orElse(null),
        state.appliedAt().map(Observations::seconds).orElse(null),
        state.targetVersion().orElse(null),
        digest.orElse(before.sourceDigest()),
        complete && digest.isPresent() ? digest.get() : known.appliedDigest(),
        digests,
        failure == null && state.problems().isEmpty() && state.pending().isEmpty() ? generation : null,
        pending(state),
        null,
        lint(state),
        failure,
        state.history().stream().map(Observations::row).toList());
  }

  private MigrationObservation with(Long appliedGeneration) {
    return with(appliedGeneration, before.lastFailure());
  }

  private MigrationObservation with(Long appliedGeneration, MigrationObservation.LastFailure failure) {
    return new MigrationObservation(
        engine, database, null, before.appliedVersion(), before.appliedAt(), before.targetVersion(),
        digest.orElse(before.sourceDigest()), before.appliedDigest(), before.appliedDigests(), appliedGeneration,
        before.pending(), null, before.lint(), failure, before.history());
  }

  /** Whether the history has less than it had: a restore, most likely. */
  boolean wentBack(MigrationState state) {
    var now = state.appliedVersion().flatMap(Version::of);
    return Optional.ofNullable(before.appliedVersion()).flatMap(Version::of).filter(b -> now.filter(n -> n.isAtLeast(b)).isEmpty()).isPresent();
  }

  private MigrationObservation.LastFailure lastFailure(MigrationException failure, Instant now, String inputs) {
    var where = failure.where();
    var again =
        Optional.ofNullable(before.lastFailure()).filter(f -> where.file().equals(f.file())).map(f -> f.attempts());
    return new MigrationObservation.LastFailure(
        where.version().orElse(null),
        where.file(),
        where.line().orElse(null),
        where.statement().orElse(null),
        failure.failure().sqlState().orElse(null),
        where.message(),
        again.orElse(0) + 1,
        seconds(now),
        inputs);
  }

  /** Once nothing is pending, what was found before it ran. */
  private List<MigrationObservation.Finding> lint(MigrationState state) {
    var found = lint.flatMap(l -> l.latest(state)).map(all -> all.stream().limit(FINDINGS).map(Observations::finding).toList());
    return found.or(() -> digest.filter(now -> now.equals(before.sourceDigest())).map(now -> before.lint())).filter(all -> !all.isEmpty()).orElse(null);
  }

  private static MigrationObservation.Finding finding(FileFinding found) {
    var finding = found.finding();
    return new MigrationObservation.Finding(
        finding.rule().id(), finding.severity().word(), found.file(), found.line(), finding.object().kind().replace(' ', '-') + ":" + finding.object().path(),
        finding.message());
  }

  private static MigrationObservation.Pending pending(MigrationState state) {
    var names =
        state.pending().stream().limit(NAMED_PENDING).map(p -> p.version().orElse(p.description())).toList();
    return new MigrationObservation.Pending(state.pending().size(), names);
  }

  private static MigrationObservation.Applied row(MigrationState.Applied row) {
    return new MigrationObservation.Applied(
        row.version().orElse(null),
        row.description(),
        row.type(),
        row.checksum().orElse(null),
        row.installedBy(),
        seconds(row.installedOn()),
        row.executionMillis(),
        row.success());
  }

  private static String seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
