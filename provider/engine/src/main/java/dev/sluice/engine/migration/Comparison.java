package dev.sluice.engine.migration;

import static org.flywaydb.core.api.CoreErrorCode.CHECKSUM_MISMATCH;
import static org.flywaydb.core.api.CoreErrorCode.DESCRIPTION_MISMATCH;
import static org.flywaydb.core.api.CoreErrorCode.TYPE_MISMATCH;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.flywaydb.core.api.CoreMigrationType;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.resolver.ResolvedMigration;
import org.flywaydb.core.internal.info.MigrationInfoImpl;

/** Flyway's view of files and history, asked the questions that matter here. */
record Comparison(List<ResolvedMigration> resolved, List<MigrationInfoImpl> infos, Facts facts) {

  /** Whether a version is among the files or applied. */
  boolean knows(MigrationVersion version) {
    return Stream.concat(resolved.stream().map(ResolvedMigration::getVersion), applied().stream()).anyMatch(version::equals)
        || infos.stream().anyMatch(info -> info.getState().isApplied() && version.equals(info.getVersion()));
  }

  Optional<MigrationVersion> newest() {
    return resolved.stream().map(ResolvedMigration::getVersion).filter(Objects::nonNull).max(Comparator.naturalOrder());
  }

  /** The highest version that really was applied; a baseline that is only about to be recorded isn't. */
  Optional<MigrationVersion> applied() {
    return infos.stream()
        .filter(Comparison::counts)
        .filter(info -> facts.rows().stream().anyMatch(row -> row.rank() == info.getInstalledRank()))
        .map(MigrationInfoImpl::getVersion)
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder());
  }

  List<ResolvedMigration> pendingVersions() {
    return pending().filter(file -> file.getVersion() != null).toList();
  }

  List<ResolvedMigration> pendingRepeatables() {
    return pending().filter(file -> file.getVersion() == null).toList();
  }

  /** Files that were not applied and are below what was. */
  List<ResolvedMigration> passedOver() {
    return infos.stream()
        .filter(info -> info.getState() == MigrationState.IGNORED && info.getVersion() != null && !info.getType().isBaseline())
        .map(MigrationInfoImpl::getResolvedMigration)
        .toList();
  }

  /** Applied versions without a file; a baseline file stands for all up to its own version. */
  List<String> missing() {
    var covered =
        resolved.stream()
            .filter(file -> file.getType().isBaseline())
            .map(ResolvedMigration::getVersion)
            .max(Comparator.naturalOrder())
            .orElse(MigrationVersion.EMPTY);
    return infos.stream()
        .filter(info -> info.getResolvedMigration() == null && counts(info) && info.getVersion() != null)
        .filter(info -> !info.getType().isSynthetic() && !info.getType().isUndo())
        .map(MigrationInfoImpl::getVersion)
        .filter(version -> version.compareTo(covered) > 0)
        .sorted()
        .map(MigrationVersion::toString)
        .toList();
  }

  List<String> failed() {
    return infos.stream().filter(info -> info.getState().isFailed()).map(MigrationInfoImpl::getScript).distinct().toList();
  }

  List<MigrationInfoImpl> mismatched() {
    return infos.stream().filter(Comparison::differs).toList();
  }

  private Stream<ResolvedMigration> pending() {
    return infos.stream().filter(info -> info.getState() == MigrationState.PENDING).map(MigrationInfoImpl::getResolvedMigration);
  }

  private static boolean counts(MigrationInfoImpl info) {
    var state = info.getState();
    return state.isApplied()
        && !state.isFailed()
        && !Set.of(MigrationState.DELETED, MigrationState.UNDONE).contains(state)
        && info.getType() != CoreMigrationType.DELETE;
  }

  private static boolean differs(MigrationInfoImpl info) {
    var error = info.validate();
    return error != null && Set.of(CHECKSUM_MISMATCH, TYPE_MISMATCH, DESCRIPTION_MISMATCH).contains(error.errorCode);
  }
}
