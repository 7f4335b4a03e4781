package dev.sluice.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.migration.MigrationRun.Progress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.api.MigrationInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(TestProducts.class)
class ApplyIT {
  private final TestDatabase database;
  private final String[] shop;

  ApplyIT(TestProduct product) {
    this.database = TestDatabase.on(product);
    this.shop = new String[] {
      "V1__orders.sql", "CREATE TABLE orders (id bigint PRIMARY KEY);\nINSERT INTO orders VALUES (1);",
      "V2__total.sql", "ALTER TABLE orders ADD total numeric;",
      "V10__note.sql", "-- a note\nALTER TABLE orders ADD note text;",
      "R__views.sql", product.replaceView("order_ids", "SELECT id FROM orders") + ";"
    };
  }

  @Test
  void bringsAnEmptyDatabaseToTheNewestVersion() {
    var recorder = new Recorder();
    var state = database.migrations().apply(database.files(shop).design(), recorder);
    assertThat(state.appliedVersion()).contains("10");
    assertThat(state.targetVersion()).contains("10");
    assertThat(state.pending()).isEmpty();
    assertThat(state.problems()).isEmpty();
    assertThat(state.started()).isTrue();
    assertThat(state.appliedAt()).isPresent();
    assertThat(state.history()).extracting(MigrationState.Applied::description).containsExactly("orders", "total", "note", "views");
    assertThat(database.query("SELECT note FROM orders")).hasSize(1);
    assertThat(database.lockHolder()).isEmpty();
    assertThat(recorder.progress)
        .startsWith(new Progress("V1__orders.sql", "1", 1, 2), new Progress("V1__orders.sql", "1", 2, 2), new Progress("V2__total.sql", "2", 1, 1))
        .last().matches(told -> told.file().equals("R__views.sql") && told.version().isEmpty() && told.statement() == told.statements());
    assertThat(database.apply(database.files(shop)).history()).isEqualTo(state.history());
  }

  @Test
  void flywayAgreesAfterwards() {
    var designs = database.files(shop);
    database.apply(designs);
    var flyway = database.flyway(designs.design().files().files());
    assertThat(flyway.validateWithResult().validationSuccessful).isTrue();
    assertThat(flyway.info().pending()).isEmpty();
    assertThat(flyway.migrate().migrationsExecuted).isZero();
    assertThat(Arrays.stream(flyway.info().applied()).map(MigrationInfo::getScript))
        .containsExactly("V1__orders.sql", "V2__total.sql", "V10__note.sql", "R__views.sql");
  }

  @Test
  void theHistoryTableIsFlyways() {
    database.apply(database.files(shop));
    var flyways = TestDatabase.on(database.product());
    flyways.flyway(database.files(shop).design().files().files()).migrate();
    for (var sql : database.product().historyShape()) {
      assertThat(database.query(sql)).isEqualTo(flyways.query(sql)).isNotEmpty();
    }
  }

  @Test
  void adoptsADatabaseThatFlywayMigrated() {
    database.flyway(Map.of(shop[0], shop[1], shop[6], shop[7])).migrate();
    var before = database.observe(database.files(shop));
    assertThat(before.appliedVersion()).contains("1");
    assertThat(before.pending()).extracting(MigrationState.Pending::file).containsExactly("V2__total.sql", "V10__note.sql");
    assertThat(before.problems()).isEmpty();
    assertThat(database.apply(database.files(shop)).appliedVersion()).contains("10");
  }

  @Test
  void stopsAtTheTarget() {
    var state = database.apply(database.files(shop).target("2"));
    assertThat(state.appliedVersion()).contains("2");
    assertThat(state.targetVersion()).contains("2");
    assertThat(state.pending()).isEmpty();
    assertThat(database.observe(database.files(shop)).pending()).extracting(MigrationState.Pending::file).containsExactly("V10__note.sql");
  }

  @Test
  void changesNothingWithoutLeave() {
    var state = database.migrations().apply(database.files(shop).design(), Recorder.proceeding(before -> false));
    assertThat(state.pending()).hasSize(4);
    assertThat(state.started()).isFalse();
    assertThat(database.query(database.product().objects())).isEmpty();
    assertThat(database.lockHolder()).isEmpty();
  }

  @Test
  void endsBeforeTheNextFileWhenAskedTo() {
    var recorder = Recorder.stopping(told -> told.progress.size() >= 2);
    var state = database.migrations().apply(database.files(shop).design(), recorder);
    assertThat(state.appliedVersion()).contains("1");
    assertThat(state.pending()).hasSize(3);
  }

  @Test
  void repeatsRepeatablesWhoseTextChanged() {
    database.apply(database.files(shop));
    var changed = shop.clone();
    changed[7] = database.product().replaceView("order_ids", "SELECT id, total FROM orders") + ";";
    assertThat(database.observe(database.files(changed)).pending()).extracting(MigrationState.Pending::file).containsExactly("R__views.sql");
    database.apply(database.files(changed));
    assertThat(database.history()).containsExactly("1", "2", "10", "R__views.sql", "R__views.sql");
    assertThat(database.flyway(database.files(changed).design().files().files()).validateWithResult().validationSuccessful).isTrue();
  }

  @Test
  void replacesPlaceholdersOnlyWhereGiven() {
    var file = "CREATE TABLE t (x varchar(200)); INSERT INTO t VALUES ('%s');";
    database.apply(database.files("V1__t.sql", file.formatted("${x}")));
    assertThat(database.query("SELECT x FROM t")).containsExactly("${x}");
    var other = TestDatabase.on(database.product());
    other.apply(other.files("V1__t.sql", file.formatted("${x}${flyway:defaultSchema}")).placeholders(Map.of("x", "y")));
    assertThat(other.query("SELECT x FROM t")).containsExactly("y" + other.product().defaultSchema(other.name()));
  }

  @Test
  void beginsWithABaselineFileInAnEmptyDatabase() {
    var files = new String[] {"B3__all.sql", "CREATE TABLE t (a int);", "V3__old.sql", "SELECT * FROM missing;", "V4__more.sql", "ALTER TABLE t ADD b int;"};
    var state = database.apply(database.files(files));
    assertThat(state.appliedVersion()).contains("4");
    assertThat(database.history()).containsExactly("3", "4");
    assertThat(database.flyway(database.files(files).design().files().files()).validateWithResult().validationSuccessful).isTrue();
  }

  @Test
  void aHistoryTableMayHaveTheLongestName() {
    // Of its key and its index there were two the same, if they were cut off like it.
    for (var name : List.of("h".repeat(62) + "1", "h".repeat(62) + "2", "h".repeat(60))) {
      var designs = Designs.of(database.name(), "V1__t.sql", "CREATE TABLE t" + name.charAt(name.length() - 1) + " (a int);").historyTable(name);
      assertThat(database.apply(name.endsWith("1") ? designs : designs.baseline("0", true)).appliedVersion()).contains("1");
      assertThat(database.query("SELECT version FROM " + name + " WHERE type = 'SQL'")).containsExactly("1");
    }
  }

  @Test
  void aLongerOneIsRefusedByTheNameOfItsField() {
    assumeTrue(database.product().sessions().isPresent(), "names have no limit where there is no server");
    var designs = database.files("V1__t.sql", "CREATE TABLE t (a int);");
    var length = database.product().tooLong();
    for (var design : List.of(designs.historyTable("h".repeat(length)), designs.historyTable("ü".repeat(length)))) {
      var failure = catchThrowableOfType(EngineException.class, () -> database.observe(design)).failure();
      assertThat(failure.reason()).isEqualTo(Reasons.INVALID_SPEC);
      assertThat(failure.message()).startsWith("spec.forProvider.historyTable is ").contains("choose a shorter one");
    }
  }
}
