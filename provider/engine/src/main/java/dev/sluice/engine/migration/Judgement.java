package dev.sluice.engine.migration;

import dev.sluice.engine.migration.MigrationState.Applied;
import dev.sluice.engine.migration.MigrationState.Pending;
import dev.sluice.engine.migration.MigrationState.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.resolver.ResolvedMigration;
import org.flywaydb.core.internal.info.MigrationInfoImpl;

/** Where a database stands: facts against files. Asks no server. */
final class Judgement {
  private static final int HISTORY = 20;
  private static final String BASELINE = "<< Flyway Baseline >>";

  private final MigrationDesign design;
  private final Facts facts;
  private final FlywayFiles files;
  private final List<Problem> problems = new ArrayList<>();

  private Judgement(FlywayFiles files, Facts facts) {
    this.design = files.design();
    this.facts = facts;
    this.files = files;
  }

  static Standing of(FlywayFiles files, Facts facts) {
    return new Judgement(files, facts).standing();
  }

  private Standing standing() {
    problems.addAll(files.problems());
    var target = version(design.target(), "spec.forProvider.target");
    version(design.baseline().map(MigrationDesign.Baseline::version), "spec.forProvider.baseline.version");
    if (!problems.isEmpty()) {
      return new Standing(state(recorded(), List.of(), List.of(), Optional.empty()), List.of(), Optional.empty(), List.of());
    }
    var baseline = baseline();
    var rows = new ArrayList<>(facts.rows());
    baseline.ifPresent(rows::add);
    return judge(new Comparison(files.resolved(), files.compare(rows, target), facts), baseline, target);
  }

  /** What the history alone says, for a source that can't be understood. */
  private Optional<MigrationVersion> recorded() {
    var rows = facts.rows().stream().filter(row -> row.success() && row.version().isPresent()).toList();
    var deleted = rows.stream().filter(row -> row.type().equals("DELETE")).map(row -> row.version().get()).toList();
    return rows.stream()
        .map(row -> row.version().get())
        .filter(version -> !deleted.contains(version))
        .map(MigrationVersion::fromVersion)
        .max(Comparator.naturalOrder());
  }

  private Standing judge(Comparison compared, Optional<HistoryRow> baseline, Optional<MigrationVersion> target) {
    target.filter(wanted -> !compared.knows(wanted)).ifPresent(wanted -> problems.add(Findings.targetMissing(wanted.toString())));
    if (!facts.around().exists() && design.baseline().isEmpty() && facts.steps().isEmpty() && !facts.holding().isEmpty()) {
      problems.add(Findings.baselineNeeded(design.database(), facts.holding()));
    }
    if (!compared.failed().isEmpty()) {
      problems.add(Findings.failed(compared.failed(), facts.place().schema() + "." + facts.place().table()));
    }
    if (!compared.mismatched().isEmpty()) {
      var names = compared.mismatched().stream().map(info -> info.getResolvedMigration().getScript()).toList();
      problems.add(Findings.checksumMismatch(names, design.files().digest()));
    }
    var missing = compared.missing();
    var due = new ArrayList<>(compared.pendingVersions());
    due.addAll(compared.passedOver());
    if (!missing.isEmpty() && !due.isEmpty() && !design.outOfOrder()) {
      problems.add(Findings.missingVersions(missing, names(due)));
    }
    if (!compared.passedOver().isEmpty() && !design.outOfOrder()) {
      problems.add(
          Findings.outOfOrder(
              compared.passedOver().stream().map(file -> file.getVersion().toString()).toList(),
              compared.applied().map(Object::toString).orElse("a later version")));
    }
    // An old text of a repeatable file on a newer schema would break the rollback.
    var ahead = due.isEmpty() ? missing : List.<String>of();
    var run = new ArrayList<>(compared.pendingVersions());
    if (ahead.isEmpty()) {
      run.addAll(compared.pendingRepeatables());
    }
    var parsed = parse(run);
    var pending = new ArrayList<Pending>();
    baseline.ifPresent(row -> pending.add(new Pending(row.version(), row.description(), "")));
    run.forEach(file -> pending.add(pending(file)));
    if (!design.outOfOrder()) {
      compared.passedOver().forEach(file -> pending.add(pending(file)));
    }
    return new Standing(
        state(compared.applied(), pending, ahead, target.or(compared::newest)), parsed, baseline, compared.mismatched().stream().map(this::accepted).toList());
  }

  private Optional<HistoryRow> baseline() {
    var begun = !facts.rows().isEmpty() || !facts.steps().isEmpty();
    return design
        .baseline()
        .filter(baseline -> !begun && (!baseline.onlyIfNotEmpty() || !facts.holding().isEmpty()))
        .map(this::baselineRow);
  }

  private HistoryRow baselineRow(MigrationDesign.Baseline baseline) {
    var description = baseline.description().isBlank() ? BASELINE : baseline.description();
    var version = MigrationVersion.fromVersion(baseline.version()).toString();
    return new HistoryRow(
        facts.nextRank(), Optional.of(version), description, "BASELINE", description, Optional.empty(), facts.around().user(), Instant.EPOCH, 0, true);
  }

  private HistoryRow accepted(MigrationInfoImpl info) {
    var row = facts.rows().stream().filter(one -> one.rank() == info.getInstalledRank()).findFirst().orElseThrow();
    var file = info.getResolvedMigration();
    return new HistoryRow(
        row.rank(), row.version(), file.getDescription(), file.getType().name(), row.script(), Optional.ofNullable(file.getChecksum()),
        row.installedBy(), row.installedOn(), row.executionTime(), row.success());
  }

  private List<MigrationFile> parse(List<ResolvedMigration> run) {
    var parsed = new ArrayList<MigrationFile>();
    for (var file : run) {
      try {
        parsed.add(files.parse(file));
      } catch (FlywayException e) {
        problems.add(Findings.unreadable(file.getScript(), e));
      }
    }
    return parsed;
  }

  private Optional<MigrationVersion> version(Optional<String> text, String field) {
    try {
      return text.map(MigrationVersion::fromVersion);
    } catch (FlywayException e) {
      problems.add(Findings.invalidSource(field + " '" + text.orElse("") + "' is no version: write numbers apart by dots, such as 2 or 2.1"));
      return Optional.empty();
    }
  }

  private MigrationState state(
      Optional<MigrationVersion> applied, List<Pending> pending, List<String> ahead, Optional<MigrationVersion> target) {
    var rows = facts.rows();
    var at =
        rows.stream()
            .filter(HistoryRow::success)
            .filter(row -> applied.isEmpty() || row.version().map(MigrationVersion::fromVersion).equals(applied))
            .max(Comparator.comparing(HistoryRow::rank))
            .map(HistoryRow::installedOn);
    return new MigrationState(
        applied.map(Objects::toString),
        at,
        target.map(Objects::toString),
        pending,
        ahead,
        problems,
        List.of(),
        !rows.isEmpty(),
        facts.history().stream().skip(Math.max(0, facts.history().size() - HISTORY)).map(Judgement::applied).toList());
  }

  private static Applied applied(HistoryRow row) {
    return new Applied(
        row.version(), row.description(), row.type(), row.checksum(), row.installedBy(), row.installedOn(), row.executionTime(), row.success());
  }

  private static Pending pending(ResolvedMigration file) {
    return new Pending(Optional.ofNullable(file.getVersion()).map(Object::toString), file.getDescription(), file.getScript());
  }

  private static List<String> names(List<ResolvedMigration> files) {
    return files.stream().map(ResolvedMigration::getScript).toList();
  }
}
