package dev.sluice.controller.migration;

import dev.sluice.api.migration.MigrationParameters;
import dev.sluice.controller.runtime.GoDuration;
import dev.sluice.controller.source.PlaceholderValues;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Timeouts;
import dev.sluice.engine.migration.MigrationDesign;
import dev.sluice.engine.migration.MigrationSet;
import dev.sluice.engine.migration.RunAs;
import java.time.Duration;
import java.util.Optional;

/** From {@code spec.forProvider} to what an engine is asked for. */
final class Designs {
  private static final Duration DEADLINE = Duration.ofHours(1);

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
        atMost(duration("lock", timeouts.map(MigrationParameters.Timeouts::lock)).orElse(standard.lock()), standard.lock()),
        atMost(
            duration("statement", timeouts.map(MigrationParameters.Timeouts::statement)).orElse(standard.statement()),
            standard.statement()),
        deadline(wanted),
        runAs(wanted));
  }

  private static RunAs runAs(MigrationParameters wanted) {
    return switch (wanted.runAsWord()) {
      case MigrationParameters.RUN_AS_OWNER -> new RunAs.Owner();
      case MigrationParameters.RUN_AS_PROVIDER_CONFIG -> new RunAs.ProviderConfig();
      case String role -> new RunAs.Role(role);
    };
  }

  static Duration deadline(MigrationParameters wanted) {
    return duration("deadline", Optional.ofNullable(wanted.timeouts()).map(MigrationParameters.Timeouts::deadline))
        .filter(Duration::isPositive)
        .orElse(DEADLINE);
  }

  private static MigrationDesign.Baseline baseline(MigrationParameters.Baseline baseline) {
    return new MigrationDesign.Baseline(
        Optional.ofNullable(baseline.version()).orElse("1"),
        Optional.ofNullable(baseline.description()).orElse("adopted"),
        !Boolean.FALSE.equals(baseline.onlyIfNotEmpty()));
  }

  private static Optional<Duration> duration(String field, Optional<String> text) {
    return text.map(
        t ->
            GoDuration.parse(t)
                .orElseThrow(
                    () ->
                        new EngineException(
                            new Failure.Permanent(
                                "InvalidSpec",
                                "spec.forProvider.timeouts.%s is %s; write a duration such as 5s.".formatted(field, t),
                                Optional.empty()))));
  }

  /** A limit that the ProviderConfig sets holds for all that use it; zero is no limit. */
  private static Duration atMost(Duration wanted, Duration limit) {
    if (limit.isZero()) {
      return wanted;
    }
    return wanted.isZero() || wanted.compareTo(limit) > 0 ? limit : wanted;
  }
}
