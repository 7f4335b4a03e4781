package dev.sluice.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Files that are half done and have changed, or are not asked for any more. */
@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(TestProducts.MySqlFamily.class)
class HalfDoneFilesIT {
  private static final String T = "CREATE TABLE t (a int PRIMARY KEY);";
  private static final String HALF = "ALTER TABLE t ADD b int;\nINSERT INTO t VALUES (1, 1);\nALTER TABLE t ADD c int;\nINSERT INTO missing VALUES (1);";
  private static final String ROWS = "SELECT CONCAT_WS(' ', a, b, c) FROM t ORDER BY a";
  private static final String FAILED = "SELECT script FROM flyway_schema_history WHERE success = 0";

  private final TestDatabase database;

  HalfDoneFilesIT(TestProduct product) {
    this.database = TestDatabase.on(product);
    database.apply(database.files("V1__t.sql", T));
    assertThat(catchThrowableOfType(MigrationException.class, () -> database.apply(files("V3__half.sql", HALF)))).isNotNull();
  }

  @Test
  void anEditedPrefixIsAcceptedAndNotExecuted() {
    var edited = files("V3__half.sql", "ALTER TABLE t ADD b bigint;\nINSERT INTO t VALUES (5, 5);\nALTER TABLE t ADD c int;\nINSERT INTO t VALUES (2, 2, 2);");
    var problem = database.observe(edited).problems().getFirst();
    assertThat(problem.reason()).isEqualTo("AppliedStatementEdited");
    assertThat(problem.message()).contains("statements 1, 2").contains("sluice.dev/repair: " + edited.design().files().digest());
    var accepted = database.migrations().acceptChecksums(edited.design());
    assertThat(accepted.problems()).isEmpty();
    assertThat(accepted.pending()).hasSize(1);
    assertThat(database.query(ROWS)).containsExactly("1 1");
    assertThat(database.apply(edited).appliedVersion()).contains("3");
    assertThat(database.query(ROWS)).containsExactly("1 1", "2 2 2");
    assertThat(database.flyway(edited.design().files().files()).validateWithResult().validationSuccessful).isTrue();
  }

  @Test
  void anEditedFileThatIsShorterThanWhatTookEffectIsDoneOnceAccepted() {
    var edited = files("V3__half.sql", "ALTER TABLE t ADD b int, ADD c int;");
    assertThat(database.observe(edited).problems().getFirst().message()).contains("statements 1, 2, 3");
    assertThat(database.migrations().acceptChecksums(edited.design()).problems()).isEmpty();
    assertThat(database.apply(edited).appliedVersion()).contains("3");
    assertThat(database.query(ROWS)).containsExactly("1 1");
    assertThat(database.query("SELECT 1 FROM sluice_migration_progress")).isEmpty();
  }

  @Test
  void aRevertedSourceLeavesTheHalfInTheDatabaseAndSaysSo() {
    var state = database.apply(database.files("V1__t.sql", T));
    assertThat(state.problems()).isEmpty();
    assertThat(state.pending()).isEmpty();
    assertThat(state.remains()).singleElement().asString()
        .startsWith("V3__half.sql is half done (statements 1 to 3 took effect), and the source no longer has it")
        .contains("sluice_migration_progress").endsWith("flyway_schema_history.");
    assertThat(database.observe(files("V3__half.sql", HALF)).remains()).isEmpty();
  }

  @Test
  void aLoweredTargetLeavesTheHalfInTheDatabaseAndSaysSo() {
    var state = database.observe(files("V3__half.sql", HALF).target("1"));
    assertThat(state.problems()).isEmpty();
    assertThat(state.remains()).singleElement().asString().contains("V3__half.sql").contains("the target is below it").contains("spec.forProvider.target");
  }

  @Test
  void nothingElseIsAppliedOverAHalf() {
    var above = database.apply(database.files("V1__t.sql", T, "V2__b.sql", "SELECT 1;", "V3__half.sql", HALF).target("2"));
    assertThat(above.problems()).extracting(MigrationState.Problem::reason).containsExactly("HalfDoneElsewhere");
    assertThat(above.problems().getFirst().message()).contains("V3__half.sql").contains("the target is below it").contains("V2__b.sql");
    var missing = database.apply(files("V4__d.sql", "SELECT 1;"));
    assertThat(missing.problems()).extracting(MigrationState.Problem::reason).containsExactly("HalfDoneElsewhere");
    assertThat(missing.problems().getFirst().message()).contains("V3__half.sql").contains("the source no longer has it").contains("V4__d.sql");
    assertThat(database.history()).containsExactly("1");
  }

  @Test
  void flywayRefusesAFileThatIsHalfDone() {
    assertThat(database.query(FAILED)).containsExactly("V3__half.sql");
    var half = files("V3__half.sql", HALF);
    assertThat(database.observe(half).history()).extracting(MigrationState.Applied::success).containsExactly(true, false);
    var flyway = database.flyway(half.design().files().files());
    assertThat(flyway.validateWithResult().validationSuccessful).isFalse();
    assertThatThrownBy(flyway::migrate).hasMessageContaining("failed migration to version 3");
    assertThat(database.query(ROWS)).containsExactly("1 1");
    var corrected = files("V3__half.sql", HALF.replace("INSERT INTO missing VALUES (1)", "INSERT INTO t VALUES (2, 2, 2)"));
    assertThat(database.apply(corrected).history()).extracting(MigrationState.Applied::success).containsExactly(true, true);
    assertThat(database.query(FAILED)).isEmpty();
    assertThat(database.flyway(corrected.design().files().files()).validateWithResult().validationSuccessful).isTrue();
  }

  @Test
  void oneFailedRunAfterAnotherLeavesOneFailedRow() {
    assertThat(catchThrowableOfType(MigrationException.class, () -> database.apply(files("V3__half.sql", HALF)))).isNotNull();
    assertThat(database.query(FAILED)).containsExactly("V3__half.sql");
    assertThat(database.observe(files("V3__half.sql", HALF)).problems()).isEmpty();
  }

  @Test
  void aFileOfWhichNothingIsLeftIsNotHalfDone() {
    var other = TestDatabase.on(database.product());
    var files = other.files("V1__t.sql", T, "V2__b.sql", "ALTER TABLE missing ADD b int;\nINSERT INTO t VALUES (1);");
    assertThat(catchThrowableOfType(MigrationException.class, () -> other.apply(files))).isNotNull();
    assertThat(other.query("SELECT script FROM flyway_schema_history WHERE success = 0")).isEmpty();
    assertThat(other.query("SELECT file FROM sluice_migration_progress")).isEmpty();
    assertThat(other.apply(other.files("V1__t.sql", T)).remains()).isEmpty();
  }

  @Test
  void aFailedRowThatFlywaysRepairRemovedIsMadeAgain() {
    database.flyway(files("V3__half.sql", HALF).design().files().files()).repair();
    assertThat(database.query(FAILED)).isEmpty();
    assertThat(catchThrowableOfType(MigrationException.class, () -> database.apply(files("V3__half.sql", HALF)))).isNotNull();
    assertThat(database.query(FAILED)).containsExactly("V3__half.sql");
    assertThat(database.query(ROWS)).containsExactly("1 1");
  }

  @Test
  void lockedTablesDontKeepTheFailedRowOut() {
    var other = TestDatabase.on(database.product());
    var text = "LOCK TABLES t WRITE;\nALTER TABLE t ADD b int;\nINSERT INTO missing VALUES (1);\nUNLOCK TABLES;";
    assertThat(catchThrowableOfType(MigrationException.class, () -> other.apply(other.files("V1__t.sql", T, "V2__b.sql", text)))).isNotNull();
    assertThat(other.query(FAILED)).containsExactly("V2__b.sql");
    var corrected = text.replace("INSERT INTO missing VALUES (1)", "INSERT INTO t VALUES (1, 1)");
    assertThat(other.apply(other.files("V1__t.sql", T, "V2__b.sql", corrected)).appliedVersion()).contains("2");
    assertThat(other.query(FAILED)).isEmpty();
  }

  @Test
  void whatFlywayWentThroughWithIsNotHalfDone() {
    database.run("ALTER TABLE t DROP b, DROP c", "CREATE TABLE missing (a int)", "DELETE FROM t");
    var flyway = database.flyway(files("V3__half.sql", HALF).design().files().files());
    flyway.repair();
    flyway.migrate();
    var state = database.observe(files("V3__half.sql", HALF));
    assertThat(state.problems()).isEmpty();
    assertThat(state.remains()).isEmpty();
    assertThat(state.appliedVersion()).contains("3");
  }

  private Designs files(String name, String text) {
    return database.files("V1__t.sql", T, name, text);
  }
}
