package dev.sluice.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Where the history of MySQL and MariaDB is, and what it says. */
@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(TestProducts.MySqlFamily.class)
class MySqlFamilyHistoryIT {
  private static final String T = "CREATE TABLE t (a int PRIMARY KEY, b int);";

  private final TestDatabase database;

  MySqlFamilyHistoryIT(TestProduct product) {
    this.database = TestDatabase.on(product);
  }

  @Test
  void anotherSchemaIsRefused() {
    var designs = step("SELECT 1;").schemas("elsewhere");
    var refused = catchThrowableOfType(EngineException.class, () -> database.observe(designs));
    assertThat(refused.failure()).isInstanceOf(Failure.Permanent.class);
    assertThat(refused.getMessage()).contains("elsewhere").contains("spec.forProvider.schemas");
    assertThat(database.apply(step("SELECT 1;").schemas(database.name(), database.name())).appliedVersion()).contains("2");
  }

  @Test
  void flywaysOwnFailureIsSaidAsWhatItIs() {
    var designs = step("ALTER TABLE t ADD c int;\nINSERT INTO missing VALUES (1);");
    catchThrowableOfType(RuntimeException.class, () -> database.flyway(designs.design().files().files()).migrate());
    var state = database.observe(designs);
    assertThat(state.problems()).extracting(MigrationState.Problem::reason).contains("FailedMigration");
  }

  @Test
  void installedOnIsTheSameInstantInAnyTimeZone() {
    database.apply(database.files("V1__t.sql", "SET time_zone = '-11:00';" + T));
    var written = database.observe(database.files("V1__t.sql", "SET time_zone = '-11:00';" + T)).appliedAt().orElseThrow();
    assertThat(Duration.between(written, Instant.now()).abs()).isLessThan(Duration.ofMinutes(2));
    assertThat(database.query("SELECT UNIX_TIMESTAMP(installed_on) FROM flyway_schema_history")).containsExactly(Long.toString(written.getEpochSecond()));
  }

  private Designs step(String text) {
    return database.files("V1__t.sql", T, "V2__step.sql", text);
  }
}
