package dev.sluice.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(TestProducts.PostgreSql.class)
class PostgreSqlOnlyIT {
  private static final String T = "CREATE TABLE t (a int PRIMARY KEY);";

  private final TestDatabase database;

  PostgreSqlOnlyIT(TestProduct product) {
    this.database = TestDatabase.on(product);
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

  @Test
  void valuesThatDontFitAreNotShown() {
    var converted = failure(database.files("V1__t.sql", "CREATE TABLE x AS SELECT 'a' || 4711 AS a; ALTER TABLE x ALTER a TYPE int USING a::int;"));
    assertThat(converted.where().message()).isEqualTo("invalid input syntax for type integer: \"...\"");
    assertThat(converted.getMessage()).doesNotContain("a4711");
  }

  @Test
  void whatFailsAtCommitFailsTheFile() {
    var failure = failure(database.files("V1__t.sql", T, "V2__u.sql",
        "CREATE TABLE u (a int REFERENCES t DEFERRABLE INITIALLY DEFERRED); INSERT INTO u VALUES (1);"));
    assertThat(failure.failure().sqlState()).contains("23503");
    assertThat(failure.where().file()).isEqualTo("V2__u.sql");
    assertThat(database.history()).containsExactly("1");
  }

  @Test
  void aStatementThatIgnoresTheCancelLosesItsSession() {
    var stubborn = "DO $$ BEGIN LOOP BEGIN PERFORM pg_sleep(600); EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP; END $$;";
    var recorder = new Recorder();
    var run = CompletableFuture.supplyAsync(() -> database.migrations().apply(database.files("V1__s.sql", stubborn).design(), recorder));
    database.untilBusyWith("PERFORM");
    recorder.cancel.join().run();
    var failure = (MigrationException) catchThrowableOfType(CompletionException.class, run::join).getCause();
    assertThat(failure.failure().reason()).isEqualTo("Cancelled");
    assertThat(database.lockHolder()).isEmpty();
  }

  private MigrationException failure(Designs designs) {
    return catchThrowableOfType(MigrationException.class, () -> database.apply(designs));
  }
}
