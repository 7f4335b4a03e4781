package dev.sluice.controller.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.migration.MigrationParameters;
import dev.sluice.controller.source.PlaceholderValues;
import dev.sluice.engine.Timeouts;
import dev.sluice.engine.migration.MigrationDesign;
import dev.sluice.engine.migration.MigrationSet;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DesignsTest {

  @ParameterizedTest
  @CsvSource({
    ",    5s, PT5S", "1s, 5s, PT1S", "5s, 5s, PT5S", "1h, 5s, PT5S", "0s, 5s, PT5S",
    ",    0s, PT0S", "1h, 0s, PT1H", "0s, 0s, PT0S",
  })
  void aLimitIsAtMostTheProviderConfigs(String wanted, String most, Duration expected) {
    var limit = dev.sluice.controller.runtime.GoDuration.parse(most).orElseThrow();

    assertThat(design(wanted, null, new Timeouts(Duration.ofSeconds(1), limit, Duration.ZERO)).lockTimeout()).isEqualTo(expected);
    assertThat(design(null, wanted, new Timeouts(Duration.ofSeconds(1), Duration.ZERO, limit)).statementTimeout()).isEqualTo(expected);
  }

  private static MigrationDesign design(String lock, String statement, Timeouts config) {
    var wanted =
        new MigrationParameters("db", null, null, null, null, null, null, null, null, null, null, null, new MigrationParameters.Timeouts(lock, statement, null), null);
    return Designs.of(wanted, "db", MigrationSet.of(Map.of(), false), new PlaceholderValues.Values(Optional.empty(), Set.of()), config);
  }
}
