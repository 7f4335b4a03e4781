package dev.sluice.controller.run;

import dev.sluice.api.common.SqlParameters;
import dev.sluice.controller.runtime.GoDuration;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.migration.RunAs;
import java.time.Duration;
import java.util.Optional;

/** How long SQL may take and as whom it runs, from {@code spec.forProvider} and its ProviderConfig. */
public final class Limits {
  private static final Duration DEADLINE = Duration.ofHours(1);

  private Limits() {}

  public static RunAs runAs(SqlParameters wanted) {
    return switch (wanted.runAsWord()) {
      case SqlParameters.RUN_AS_OWNER -> new RunAs.Owner();
      case SqlParameters.RUN_AS_PROVIDER_CONFIG -> new RunAs.ProviderConfig();
      case String role -> new RunAs.Role(role);
    };
  }

  public static Duration deadline(Optional<String> wanted) {
    return duration("deadline", wanted).filter(Duration::isPositive).orElse(DEADLINE);
  }

  /**
   * A limit that the ProviderConfig sets holds for all that use it; zero is no limit.
   *
   * @param field of {@code timeouts}
   */
  public static Duration within(String field, Optional<String> text, Duration limit) {
    var wanted = duration(field, text).orElse(limit);
    if (limit.isZero()) {
      return wanted;
    }
    return wanted.isZero() || wanted.compareTo(limit) > 0 ? limit : wanted;
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
}
