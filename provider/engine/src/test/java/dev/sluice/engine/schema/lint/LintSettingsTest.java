package dev.sluice.engine.schema.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.schema.ObjectName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which severity a finding has. */
class LintSettingsTest {
  private static final ObjectName TABLE = new ObjectName("table", "public.t");

  @ParameterizedTest
  @CsvSource({
    "DROP_TABLE, rows, 1, error",
    "DROP_TABLE, rows, 0, none",
    "DROP_TABLE, , 0, error",
    "FK_ON_DATA, violations, 1, error",
    "FK_ON_DATA, violations, 0, none",
    "FK_ON_DATA, , 0, warn",
    "TABLE_REWRITE, bytes, 1001, error",
    "TABLE_REWRITE, bytes, 1000, warn",
    "TABLE_REWRITE, bytes, 0, none",
    "TABLE_REWRITE, , 0, error",
    "DROP_NOT_NULL, , 0, warn",
  })
  void whatWasCountedDecides(Rule rule, String fact, long number, String expected) {
    var suspicion = fact == null ? Suspicion.unknown(rule, TABLE, "t", "locked") : Suspicion.of(rule, TABLE, "t", Map.of(fact, number));
    var found = LintSettings.of("lint", Map.of(), Optional.of(1000L)).judge(List.of(suspicion));
    assertThat(found.stream().map(finding -> finding.severity().word()).findFirst().orElse("none")).isEqualTo(expected);
  }

  @Test
  void aSettingOutweighsTheRulesOwn() {
    var suspicion = Suspicion.of(Rule.DROP_TABLE, TABLE, "t", Map.of("rows", 1L));
    assertThat(LintSettings.of("lint", Map.of("drop-table", "warn"), Optional.empty()).judge(List.of(suspicion))).noneMatch(Finding::error).hasSize(1);
    assertThat(LintSettings.of("lint", Map.of("drop-table", "off"), Optional.empty()).judge(List.of(suspicion))).isEmpty();
    assertThat(LintSettings.ofMigrations("lint", Map.of("drop-table", "error")).judge(Rule.DROP_TABLE, TABLE, "t")).get().matches(Finding::error);
  }

  @Test
  void rulesAndSeveritiesThatThereArentAreRefused() {
    assertThatThrownBy(() -> LintSettings.of("policy.lint", Map.of("drop-tables", "warn"), Optional.empty()))
        .isInstanceOf(EngineException.class).hasMessageContaining("policy.lint has a rule drop-tables").hasMessageContaining("drop-table,");
    assertThatThrownBy(() -> LintSettings.ofMigrations("policy.lint", Map.of("drop-table", "warning")))
        .isInstanceOf(EngineException.class).hasMessageContaining("policy.lint.drop-table is warning; write error, warn or off.");
  }
}
