package dev.sluice.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.migration.MigrationState.Pending;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.ParameterizedTest;

@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(TestProducts.class)
class ObserveIT {
  private static final String T = "CREATE TABLE t (a int);";
  private static final String U = "CREATE TABLE u (a int);";
  private static final String V = "CREATE TABLE v (a int);";

  private final TestDatabase database;
  private final String r;

  ObserveIT(TestProduct product) {
    this.database = TestDatabase.on(product);
    this.r = product.replaceView("w", "SELECT 1 AS a") + ";";
  }

  @Test
  void anEmptyDatabaseHasAllPending() {
    var state = database.observe(database.files("V1__t.sql", T, "V2__u.sql", U, "R__w.sql", r));
    assertThat(state.appliedVersion()).isEmpty();
    assertThat(state.targetVersion()).contains("2");
    assertThat(state.started()).isFalse();
    assertThat(state.pending())
        .containsExactly(
            new Pending(Optional.of("1"), "t", "V1__t.sql"),
            new Pending(Optional.of("2"), "u", "V2__u.sql"),
            new Pending(Optional.empty(), "w", "R__w.sql"));
    assertThat(database.query(database.product().objects())).isEmpty();
  }

  @Test
  void aSetWithoutVersionsHasNoTarget() {
    var state = database.apply(database.files("R__w.sql", r));
    assertThat(state.targetVersion()).isEmpty();
    assertThat(state.appliedVersion()).isEmpty();
    assertThat(state.appliedAt()).isPresent();
    assertThat(state.pending()).isEmpty();
  }

  @Test
  void aRevertedSourceIsAhead() {
    database.apply(database.files("V1__t.sql", T, "V2__u.sql", U, "R__w.sql", r));
    var state = database.observe(database.files("V1__t.sql", T, "R__w.sql", "SELECT 'older';"));
    assertThat(state.ahead()).containsExactly("2");
    assertThat(state.pending()).isEmpty();
    assertThat(state.problems()).isEmpty();
    assertThat(state.appliedVersion()).contains("2");
    assertThat(state.targetVersion()).contains("1");
  }

  @Test
  void aGapWithSomethingPendingIsAProblem() {
    database.apply(database.files("V1__t.sql", T, "V2__u.sql", U));
    var designs = database.files("V1__t.sql", T, "V3__v.sql", V);
    assertProblem(database.observe(designs), "MissingVersions", "version 2", "V3__v.sql", "outOfOrder");
    assertThat(database.apply(designs).appliedVersion()).contains("2");
    assertThat(database.apply(designs.outOfOrder()).appliedVersion()).contains("3");
  }

  @Test
  void aVersionBelowTheAppliedOneNeedsLeave() {
    database.apply(database.files("V1__t.sql", T, "V3__v.sql", V));
    var designs = database.files("V1__t.sql", T, "V2__u.sql", U, "V3__v.sql", V);
    assertProblem(database.observe(designs), "OutOfOrder", "version 2", "3", "outOfOrder");
    var state = database.apply(designs.outOfOrder());
    assertThat(state.problems()).isEmpty();
    assertThat(state.appliedVersion()).contains("3");
    assertThat(database.history()).containsExactly("1", "3", "2");
  }

  @Test
  void anEditedFileNamesBothRemedies() {
    database.apply(database.files("V1__t.sql", T, "V2__u.sql", U));
    var designs = database.files("V1__t.sql", T + " -- edited", "V2__u.sql", U, "V3__v.sql", V);
    assertProblem(database.observe(designs), "ChecksumMismatch", "V1__t.sql", "restore", "sluice.dev/repair: " + designs.design().files().digest());
    assertThat(database.apply(designs).appliedVersion()).contains("2");
    var accepted = database.migrations().acceptChecksums(designs.design());
    assertThat(accepted.problems()).isEmpty();
    assertThat(accepted.pending()).hasSize(1);
    assertThat(database.apply(designs).appliedVersion()).contains("3");
    assertThat(database.flyway(designs.design().files().files()).validateWithResult().validationSuccessful).isTrue();
  }

  @Test
  void acceptingTouchesNoOtherRow() {
    database.apply(database.files("V1__t.sql", T, "V2__u.sql", U));
    var rows = "SELECT %s FROM flyway_schema_history WHERE version <> '1'";
    var before = columns(rows);
    var checksum = database.query(rows.formatted("checksum")).getFirst();
    database.run("UPDATE flyway_schema_history SET checksum = 7, success = " + database.product().no() + " WHERE version = '2'");
    database.migrations().acceptChecksums(database.files("V1__t.sql", T + " -- edited").design());
    assertThat(columns(rows)).isEqualTo(before);
    database.run("UPDATE flyway_schema_history SET checksum = " + checksum + ", success = " + database.product().yes() + " WHERE version = '2'");
    assertThat(database.observe(database.files("V1__t.sql", T + " -- edited", "V2__u.sql", U)).problems()).isEmpty();
  }

  private List<String> columns(String rows) {
    return Stream.of("version", "description", "type", "script", "installed_on").flatMap(column -> database.query(rows.formatted(column)).stream()).toList();
  }

  @Test
  void aFailedRowIsNamed() {
    database.apply(database.files("V1__t.sql", T));
    database.run("UPDATE flyway_schema_history SET success = " + database.product().no());
    assertProblem(database.observe(database.files("V1__t.sql", T)), "FailedMigration", "V1__t.sql", database.product().defaultSchema(database.name()) + ".flyway_schema_history");
  }

  @Test
  void aDatabaseWithObjectsNeedsABaseline() {
    database.run("CREATE TABLE sluice_old (a int)");
    var designs = database.files("V1__t.sql", T, "V2__u.sql", U);
    assertProblem(database.observe(designs), "BaselineNeeded", database.product().defaultSchema(database.name()), "spec.forProvider.baseline");
    assertThat(database.apply(designs).started()).isFalse();
    var based = designs.baseline("1", true);
    assertThat(database.observe(based).pending()).extracting(Pending::file).containsExactly("", "V2__u.sql");
    assertThat(database.observe(based).appliedVersion()).isEmpty();
    assertThat(database.apply(based).appliedVersion()).contains("2");
    assertThat(database.history()).containsExactly("1", "2");
    var flyway = database.flyway(based.design().files().files());
    assertThat(flyway.validateWithResult().validationSuccessful).isTrue();
    assertThat(flyway.info().pending()).isEmpty();
  }

  @Test
  void aBaselineAloneIsRecordedToo() {
    database.run(database.product().content());
    var state = database.apply(database.files("V1__t.sql", T).baseline("1", true));
    assertThat(state.appliedVersion()).contains("1");
    assertThat(state.pending()).isEmpty();
    assertThat(database.query("SELECT type FROM flyway_schema_history")).containsExactly("BASELINE");
  }

  @Test
  void anEmptyDatabaseIsBaselinedOnlyIfAskedTo() {
    assertThat(database.observe(database.files("V1__t.sql", T).baseline("1", true)).pending()).extracting(Pending::file).containsExactly("V1__t.sql");
    assertThat(database.apply(database.files("V1__t.sql", T).baseline("1", false)).appliedVersion()).contains("1");
    assertThat(database.query("SELECT type FROM flyway_schema_history")).containsExactly("BASELINE");
  }

  @Test
  void anEmptyHistoryTableIsStillBaselined() {
    database.flyway(Map.of()).migrate();
    database.run("CREATE TABLE old (a int)");
    assertThat(database.query("SELECT 1 FROM flyway_schema_history")).isEmpty();
    assertThat(database.apply(database.files("V1__t.sql", T, "V2__u.sql", U).baseline("1", true)).appliedVersion()).contains("2");
    assertThat(database.history()).containsExactly("1", "2");
  }

  @Test
  void aMissingTargetIsWaitedFor() {
    assertProblem(database.observe(database.files("V1__t.sql", T).target("2")), "TargetMissing", "2", "target");
    assertThat(database.apply(database.files("V1__t.sql", T).target("2")).started()).isFalse();
    database.apply(database.files("V1__t.sql", T, "V2__u.sql", U).target("2.0"));
    assertThat(database.observe(database.files("V1__t.sql", T).target("2")).ahead()).containsExactly("2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "V1__a.sql | SELECT 1; | V1.0__b.sql | SELECT 2; | more than one migration with version 1",
        "V1_a.sql | SELECT 1; | V2__b.sql | SELECT 2; | V1_a.sql",
        "v1__a.sql | SELECT 1; | V2__b.sql | SELECT 2; | v1__a.sql",
        "V1__a.txt | SELECT 1; | V2__b.sql | SELECT 2; | V1__a.txt is no migration",
        "beforeMigrate.sql | SELECT 1; | V2__b.sql | SELECT 2; | callback",
        "V1__a.sql.conf | executeInTransaction=false | V2__b.sql | SELECT 2; | V1__a.sql.conf belongs to no file"
      })
  void aSourceThatCantBeUnderstoodIsRefused(String name, String text, String other, String otherText, String complaint) {
    var state = database.apply(database.files(name, text, other, otherText));
    assertProblem(state, "InvalidSource", complaint);
    assertThat(state.started()).isFalse();
    assertThat(state.problems().getFirst().message()).doesNotContain("\n");
  }

  @Test
  void whatIsAppliedStaysKnownWhateverTheSource() {
    database.apply(database.files("V1__t.sql", T, "V2__u.sql", U));
    var state = database.observe(database.files("V1__t.sql", T, "nonsense.sql", U));
    assertProblem(state, "InvalidSource", "nonsense.sql");
    assertThat(state.appliedVersion()).contains("2");
    assertThat(state.history()).hasSize(2);
  }

  @Test
  void aPlaceholderWithoutValueIsNamed() {
    var state = database.observe(database.files("V1__t.sql", "SELECT '${missing}';").placeholders(Map.of("other", "x")));
    assertProblem(state, "InvalidSource", "V1__t.sql", "${missing}", "spec.forProvider.placeholders");
  }

  @Test
  void aBaselineFileStandsForTheVersionsBelowIt() {
    database.apply(database.files("V1__t.sql", T, "V2__u.sql", U));
    var designs = database.files("B2__all.sql", T + U, "V3__v.sql", V);
    assertThat(database.observe(designs).problems()).isEmpty();
    assertThat(database.apply(designs).appliedVersion()).contains("3");
  }

  private static void assertProblem(MigrationState state, String reason, String... words) {
    assertThat(state.problems()).extracting(MigrationState.Problem::reason).contains(reason);
    assertThat(state.problems().stream().filter(problem -> problem.reason().equals(reason)).findFirst().orElseThrow().message()).contains(words);
  }
}
