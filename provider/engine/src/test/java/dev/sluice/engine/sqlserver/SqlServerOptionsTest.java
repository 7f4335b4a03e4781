package dev.sluice.engine.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SqlServerOptionsTest {

  @Test
  void everyFieldIsRead() {
    assertThat(
            SqlServerOptions.of(
                Map.of("collation", "Latin1_General_100_CI_AS_SC_UTF8", "recoveryModel", "BulkLogged", "compatibilityLevel", 150L,
                    "readCommittedSnapshot", true, "containment", "Partial")))
        .isEqualTo(
            new SqlServerOptions(
                Optional.of("Latin1_General_100_CI_AS_SC_UTF8"), Optional.of("BulkLogged"), Optional.of(150), Optional.of(true), Optional.of("Partial")));
  }

  @Test
  void nothingAskedForIsNothing() {
    assertThat(SqlServerOptions.of(Map.of()))
        .isEqualTo(new SqlServerOptions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
  }

  @Test
  void whatIsWrongIsNamed() {
    Map<String, List<Object>> wrong =
        Map.of("nonsense", List.of(1), "collation", List.of("", 7, "x; DROP DATABASE y"), "recoveryModel", List.of("full", "FULL", 1),
            "compatibilityLevel", List.of("150", 155, 15, 150.5, true), "readCommittedSnapshot", List.of("ON", 1), "containment", List.of("Full"));
    wrong.forEach((field, values) -> values.forEach(value -> {
      Failure failure = Design.failureOf(() -> SqlServerOptions.of(Map.of(field, value)));
      assertThat(failure).isInstanceOf(Failure.Permanent.class);
      assertThat(failure.reason()).isEqualTo(Reasons.INVALID_SPEC);
      assertThat(failure.message()).startsWith("spec.forProvider.sqlserver." + field + " ");
    }));
  }

  @Test
  void azureRefusesWhatItDecidesItself() {
    SqlServerOptions recovery = SqlServerOptions.of(Map.of("recoveryModel", "Simple"));
    SqlServerOptions containment = SqlServerOptions.of(Map.of("containment", "None"));
    recovery.check(Edition.of(3));
    containment.check(Edition.of(2));
    containment.check(Edition.of(8));
    assertThat(Design.failureOf(() -> recovery.check(Edition.of(5))).message()).contains("recoveryModel can't be chosen on Azure SQL");
    assertThat(Design.failureOf(() -> recovery.check(Edition.of(8))).reason()).isEqualTo(Reasons.INVALID_SPEC);
    assertThat(Design.failureOf(() -> containment.check(Edition.of(5))).message()).contains("containment can't be chosen");
    SqlServerOptions.of(Map.of("compatibilityLevel", 160, "readCommittedSnapshot", false, "collation", "X")).check(Edition.of(5));
  }
}
