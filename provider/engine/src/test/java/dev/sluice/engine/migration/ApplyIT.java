package dev.sluice.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.migration.MigrationRun.Progress;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.util.Arrays;
import java.util.Map;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(BothMajors.class)
class ApplyIT {
  private final TestDatabase database;

  ApplyIT(EmbeddedPostgreSql server) {
    this.database = TestDatabase.on(server);
  }

  private static final String[] SHOP = {
    "V1__orders.sql", "CREATE TABLE orders (id bigint PRIMARY KEY);\nINSERT INTO orders VALUES (1);",
    "V2__total.sql", "ALTER TABLE orders ADD COLUMN total numeric;",
    "V10__note.sql", "-- a note\nALTER TABLE orders ADD COLUMN note text;",
    "R__views.sql", "CREATE OR REPLACE VIEW order_ids AS SELECT id FROM orders;"
  };

  @Test
  void bringsAnEmptyDatabaseToTheNewestVersion() {
    var recorder = new Recorder();
    var state = database.migrations().apply(database.files(SHOP).design(), recorder);
    assertThat(state.appliedVersion()).contains("10");
    assertThat(state.targetVersion()).contains("10");
    assertThat(state.pending()).isEmpty();
    assertThat(state.problems()).isEmpty();
    assertThat(state.started()).isTrue();
    assertThat(state.appliedAt()).isPresent();
    assertThat(state.history()).extracting(MigrationState.Applied::description).containsExactly("orders", "total", "note", "views");
    assertThat(database.query("SELECT note FROM orders")).hasSize(1);
    assertThat(database.advisoryLocks()).isEmpty();
    assertThat(recorder.progress)
        .startsWith(new Progress("V1__orders.sql", "1", 1, 2), new Progress("V1__orders.sql", "1", 2, 2), new Progress("V2__total.sql", "2", 1, 1))
        .endsWith(new Progress("R__views.sql", "", 1, 1));
    assertThat(database.apply(database.files(SHOP)).history()).isEqualTo(state.history());
  }

  @Test
  void flywayAgreesAfterwards() {
    var designs = database.files(SHOP);
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
    database.apply(database.files(SHOP));
    var flyways = TestDatabase.on(database.server());
    flyways.flyway(database.files(SHOP).design().files().files()).migrate();
    var columns = "SELECT column_name || data_type || coalesce(character_maximum_length::text, '') || is_nullable || coalesce(column_default, '')"
        + " FROM information_schema.columns WHERE table_name = 'flyway_schema_history' ORDER BY ordinal_position";
    var indexes = "SELECT indexdef FROM pg_indexes WHERE tablename = 'flyway_schema_history' ORDER BY indexname";
    var rows = "SELECT (installed_rank, version, description, type, script, checksum, installed_by, success)::text"
        + " FROM flyway_schema_history ORDER BY installed_rank";
    for (var sql : new String[] {columns, indexes, rows}) {
      assertThat(database.query(sql)).isEqualTo(flyways.query(sql)).isNotEmpty();
    }
  }

  @Test
  void adoptsADatabaseThatFlywayMigrated() {
    database.flyway(Map.of(SHOP[0], SHOP[1], SHOP[6], SHOP[7])).migrate();
    var before = database.observe(database.files(SHOP));
    assertThat(before.appliedVersion()).contains("1");
    assertThat(before.pending()).extracting(MigrationState.Pending::file).containsExactly("V2__total.sql", "V10__note.sql");
    assertThat(before.problems()).isEmpty();
    assertThat(database.apply(database.files(SHOP)).appliedVersion()).contains("10");
  }

  @Test
  void stopsAtTheTarget() {
    var state = database.apply(database.files(SHOP).target("2"));
    assertThat(state.appliedVersion()).contains("2");
    assertThat(state.targetVersion()).contains("2");
    assertThat(state.pending()).isEmpty();
    assertThat(database.observe(database.files(SHOP)).pending()).extracting(MigrationState.Pending::file).containsExactly("V10__note.sql");
  }

  @Test
  void changesNothingWithoutLeave() {
    var state = database.migrations().apply(database.files(SHOP).design(), Recorder.proceeding(before -> false));
    assertThat(state.pending()).hasSize(4);
    assertThat(state.started()).isFalse();
    assertThat(database.query("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace")).isEmpty();
    assertThat(database.advisoryLocks()).isEmpty();
  }

  @Test
  void endsBeforeTheNextFileWhenAskedTo() {
    var recorder = Recorder.stopping(told -> told.progress.size() >= 2);
    var state = database.migrations().apply(database.files(SHOP).design(), recorder);
    assertThat(state.appliedVersion()).contains("1");
    assertThat(state.pending()).hasSize(3);
  }

  @Test
  void createsSchemasAsFlywayDoes() {
    var files = new String[] {"V1__t.sql", "CREATE TABLE t ();"};
    database.apply(database.files(files).schemas("app", "App \"two\""));
    var flyway =
        database.flyway(database.files(files).design().files().files(), new FluentConfiguration().defaultSchema("app").schemas("App \"two\""));
    assertThat(flyway.validateWithResult().validationSuccessful).isTrue();
    assertThat(flyway.migrate().migrationsExecuted).isZero();
    assertThat(database.query("SELECT script FROM app.flyway_schema_history WHERE installed_rank = 0")).containsExactly("\"app\",\"App \"\"two\"\"\"");
    assertThat(database.query("SELECT schemaname FROM pg_tables WHERE tablename = 't'")).containsExactly("app");
  }

  @Test
  void repeatsRepeatablesWhoseTextChanged() {
    database.apply(database.files(SHOP));
    var changed = SHOP.clone();
    changed[7] = "CREATE OR REPLACE VIEW order_ids AS SELECT id, total FROM orders;";
    assertThat(database.observe(database.files(changed)).pending()).extracting(MigrationState.Pending::file).containsExactly("R__views.sql");
    database.apply(database.files(changed));
    assertThat(database.history()).containsExactly("1", "2", "10", "R__views.sql", "R__views.sql");
    assertThat(database.flyway(database.files(changed).design().files().files()).validateWithResult().validationSuccessful).isTrue();
  }

  @Test
  void replacesPlaceholdersOnlyWhereGiven() {
    database.apply(database.files("V1__t.sql", "CREATE TABLE t AS SELECT '${x}'::text AS x;"));
    assertThat(database.query("SELECT x FROM t")).containsExactly("${x}");
    var other = TestDatabase.on(database.server());
    other.apply(other.files("V1__t.sql", "CREATE TABLE t AS SELECT '${x}${flyway:defaultSchema}'::text AS x;").placeholders(Map.of("x", "y")));
    assertThat(other.query("SELECT x FROM t")).containsExactly("ypublic");
  }

  @Test
  void beginsWithABaselineFileInAnEmptyDatabase() {
    var files = new String[] {"B3__all.sql", "CREATE TABLE t (a int);", "V3__old.sql", "SELECT 1/0;", "V4__more.sql", "ALTER TABLE t ADD COLUMN b int;"};
    var state = database.apply(database.files(files));
    assertThat(state.appliedVersion()).contains("4");
    assertThat(database.history()).containsExactly("3", "4");
    assertThat(database.flyway(database.files(files).design().files().files()).validateWithResult().validationSuccessful).isTrue();
  }

  @Test
  void copiesDataFromTheFile() {
    database.apply(database.files("V1__t.sql", "CREATE TABLE t (a int, b text);\nCOPY t FROM STDIN;\n1\tone\n2\ttwo\n\\.\nINSERT INTO t VALUES (3, 'three');\n"));
    assertThat(database.query("SELECT b FROM t ORDER BY a")).containsExactly("one", "two", "three");
  }

  @Test
  void eachFileBeginsWithTheSameSettings() {
    database.apply(
        database.files(
            "V1__set.sql", "CREATE ROLE r_" + database.name() + "; CREATE SCHEMA s; GRANT ALL ON SCHEMA s TO r_" + database.name()
                + "; SET search_path = s; SET lock_timeout = '1h'; SET ROLE r_" + database.name() + "; CREATE TABLE mine ();",
            "V2__t.sql", "CREATE TABLE t AS SELECT current_user::text AS u, current_setting('lock_timeout') AS l;"));
    assertThat(database.query("SELECT u || ' ' || l FROM public.t")).containsExactly("postgres 10s");
    assertThat(database.query("SELECT installed_by FROM flyway_schema_history")).containsOnly("postgres");
  }

  @Test
  void newEnumValuesMayStandBesideOtherStatements() {
    database.apply(database.files("V1__e.sql", "CREATE TYPE e AS ENUM ('a'); CREATE TABLE t (x e);", "V2__e.sql", "ALTER TYPE e ADD VALUE 'b'; ALTER TABLE t ADD COLUMN y int;"));
    assertThat(database.history()).containsExactly("1", "2");
  }
}
