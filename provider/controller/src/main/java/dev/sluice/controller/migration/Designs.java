package dev.sluice.controller.migration;

import dev.sluice.api.migration.MigrationParameters;
import dev.sluice.controller.run.Limits;
import dev.sluice.controller.source.PlaceholderValues;
import dev.sluice.engine.Timeouts;
import dev.sluice.engine.migration.MigrationDesign;
import dev.sluice.engine.migration.MigrationSet;
import java.time.Duration;
import java.util.Optional;

/** From {@code spec.forProvider} to what an engine is asked for. */
final class Designs {
  private Designs() {}

  static MigrationDesign of(
      MigrationParameters wanted,
      String database,
      MigrationSet files,
      PlaceholderValues.Values placeholders,
      Timeouts standard) {
    var timeouts = Optional.ofNullable(wanted.timeouts());
    return new MigrationDesign(
        database,
        files,
        Optional.ofNullable(wanted.target()).filter(t -> !t.equals("latest")),
        Optional.ofNullable(wanted.historyTable()).orElse("flyway_schema_history"),
        Optional.ofNullable(wanted.defaultSchema()),
        wanted.schemas(),
        Optional.ofNullable(wanted.baseline()).map(Designs::baseline),
        Boolean.TRUE.equals(wanted.outOfOrder()),
        placeholders.byName(),
        placeholders.confidential(),
        Limits.within("lock", timeouts.map(MigrationParameters.Timeouts::lock), standard.lock()),
        Limits.within("statement", timeouts.map(MigrationParameters.Timeouts::statement), standard.statement()),
        deadline(wanted),
        Limits.runAs(wanted));
  }

  static Duration deadline(MigrationParameters wanted) {
    return Limits.deadline(Optional.ofNullable(wanted.timeouts()).map(MigrationParameters.Timeouts::deadline));
  }

  private static MigrationDesign.Baseline baseline(MigrationParameters.Baseline baseline) {
    return new MigrationDesign.Baseline(
        Optional.ofNullable(baseline.version()).orElse("1"),
        Optional.ofNullable(baseline.description()).orElse("adopted"),
        !Boolean.FALSE.equals(baseline.onlyIfNotEmpty()));
  }
}
