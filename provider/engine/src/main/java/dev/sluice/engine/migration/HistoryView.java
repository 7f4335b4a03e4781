package dev.sluice.engine.migration;

import java.util.Date;
import java.util.List;
import java.util.concurrent.Callable;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.output.RepairResult;
import org.flywaydb.core.api.MigrationPattern;
import org.flywaydb.core.api.resolver.ResolvedMigration;
import org.flywaydb.core.extensibility.AppliedMigration;
import org.flywaydb.core.extensibility.MigrationType;
import org.flywaydb.core.internal.schemahistory.SchemaHistory;

/** Rows that were read already, shown to Flyway, so that it judges them without asking the server again. */
final class HistoryView extends SchemaHistory {
  private final List<AppliedMigration> applied;

  private HistoryView(List<AppliedMigration> applied) {
    this.applied = applied;
  }

  /** @throws FlywayException where a row has a type or version that Flyway doesn't know */
  static HistoryView of(List<HistoryRow> rows, Configuration configuration) {
    var types = configuration.getPluginRegister().getInstancesOf(AppliedMigration.class);
    return new HistoryView(rows.stream().map(row -> applied(row, types)).toList());
  }

  private static AppliedMigration applied(HistoryRow row, List<AppliedMigration> types) {
    return types.stream()
        .filter(type -> type.handlesType(row.type()))
        .findFirst()
        .orElseThrow(() -> new FlywayException("The history has a row of unknown type " + row.type()))
        .create(
            row.rank(),
            row.version().map(MigrationVersion::fromVersion).orElse(null),
            row.description(),
            row.type(),
            row.script(),
            row.checksum().orElse(null),
            Date.from(row.installedOn()),
            row.installedBy(),
            row.executionTime(),
            row.success());
  }

  @Override
  public List<AppliedMigration> allAppliedMigrations() {
    return applied;
  }

  @Override
  public boolean exists() {
    return true;
  }

  @Override
  public <T> T lock(Callable<T> callable) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void create(boolean baseline) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean removeFailedMigrations(RepairResult result, MigrationPattern[] filter) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void update(AppliedMigration row, ResolvedMigration file) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void delete(AppliedMigration row) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void doAddAppliedMigration(
      int rank,
      MigrationVersion version,
      String description,
      MigrationType type,
      String script,
      Integer checksum,
      int executionTime,
      boolean success) {
    throw new UnsupportedOperationException();
  }
}
