package dev.sluice.engine.postgresql.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.engine.migration.RunAs;
import dev.sluice.engine.postgresql.AllMajors;
import dev.sluice.engine.postgresql.schema.SchemaHarness.As;
import dev.sluice.engine.schema.PlannedStatement;
import dev.sluice.engine.schema.SchemaDesign;
import dev.sluice.engine.schema.SchemaRun;
import dev.sluice.engine.schema.SchemaSource;
import dev.sluice.engine.schema.Schemas;
import dev.sluice.engine.schema.lint.Finding;
import dev.sluice.engine.schema.lint.LintSettings;
import dev.sluice.engine.schema.lint.Rule;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Databases in which others have been at work. */
@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(AllMajors.class)
@Timeout(120)
class SchemaSurroundingsIT {
  private static final String TABLE = "CREATE TABLE t (id int PRIMARY KEY, a int);\n";
  private static final String WHOLE = "CREATE TABLE whole (id int NOT NULL) PARTITION BY RANGE (id);\n";

  private final SchemaHarness harness;
  private final Schemas schemas;
  private final String database;

  SchemaSurroundingsIT(EmbeddedPostgreSql server) {
    this.harness = new SchemaHarness(server);
    this.schemas = harness.handle().schemas();
    this.database = harness.newDatabase(As.OWNER);
  }

  @AfterEach
  void close() {
    harness.close();
  }

  private SchemaDesign design(String sql) {
    return SchemaDesign.of(database, SchemaSource.of(Map.of("schema.sql", sql), false));
  }

  private static SchemaDesign excluding(SchemaDesign design, String... globs) {
    return new SchemaDesign(
        design.database(), design.source(), design.schemas(), List.of(globs), design.neverDropped(), design.privileges(), design.online(), design.lockTimeout(),
        design.lockRetries(), design.statementTimeout(), design.deadline(), design.perStatement(), design.runAs(), design.lint());
  }

  /** @return the statements that it took */
  private List<String> live(String sql) {
    var plan = schemas.plan(design(sql));
    assertThat(plan.refusals()).isEmpty();
    schemas.apply(design(sql), plan, new SchemaRun() {});
    assertThat(schemas.plan(design(sql)).empty()).isTrue();
    return plan.statements().stream().map(PlannedStatement::sql).toList();
  }

  @Test
  void whatMigrationsRecordIsInvisible() {
    live(TABLE);
    harness.sql(database, false, "CREATE TABLE public.flyway_schema_history (installed_rank int PRIMARY KEY, success bool); CREATE INDEX ON flyway_schema_history (success)");
    assertThat(schemas.plan(design(TABLE)).empty()).isTrue();
  }

  @Test
  void whatIsDeclaredOutsideOfTheManagedSchemasIsToldOf() {
    var sql = "CREATE SCHEMA one; CREATE TABLE one.t (id int PRIMARY KEY); CREATE SCHEMA two; CREATE TABLE two.t (a serial); CREATE VIEW two.v AS SELECT a FROM two.t;";
    var plan = schemas.plan(confined(sql, List.of()));
    assertThat(plan.findings()).filteredOn(found -> found.rule() == Rule.OUTSIDE_SCHEMAS).singleElement().satisfies(found -> {
      assertThat(found.object()).hasToString("schema two");
      assertThat(found.message()).contains("table two.t and 1 more");
    });
    schemas.apply(confined(sql, List.of()), plan, new SchemaRun() {});
    assertThat(schemas.plan(confined(sql, List.of()))).satisfies(again -> {
      assertThat(again.empty()).isTrue();
      assertThat(again.findings()).extracting(Finding::rule).containsExactly(Rule.OUTSIDE_SCHEMAS);
    });
    assertThat(schemas.plan(confined(sql, List.of("* two.*"))).findings()).isEmpty();
  }

  private SchemaDesign confined(String sql, List<String> exclude) {
    return new SchemaDesign(
        database, design(sql).source(), Set.of("one"), exclude, Set.of(), false, true, Duration.ofSeconds(5), 1, Duration.ZERO, Duration.ofMinutes(1), false,
        new RunAs.Owner(), LintSettings.STANDARD);
  }

  @Test
  void theFingerprintChangesWithTheStructureAndNotWithRowsOrTemporaryTables() {
    live(TABLE);
    var before = schemas.fingerprint(database);
    harness.sql(database, false, "INSERT INTO t VALUES (1, 1); CREATE TEMPORARY TABLE x (a int); ANALYZE t");
    assertThat(schemas.fingerprint(database)).isEqualTo(before);
    harness.sql(database, false, "COMMENT ON TABLE t IS 'x'");
    assertThat(schemas.fingerprint(database)).isNotEqualTo(before);
  }

  @Test
  void withoutTheSchemaPublicThereIsNoneUnlessSomethingIsToBeInIt() {
    harness.sql(database, false, "DROP SCHEMA public; CREATE SCHEMA app AUTHORIZATION " + SchemaHarness.OWNER);
    assertThat(live("CREATE SCHEMA app; CREATE TABLE app.t (id int PRIMARY KEY);")).noneMatch(sql -> sql.contains("public"));
    assertThat(live("CREATE SCHEMA app; CREATE TABLE app.t (id int PRIMARY KEY); CREATE TABLE public.u (a int);")).contains("CREATE SCHEMA \"public\"");
  }

  @Test
  void whatASuperuserSaysOfPublicStandsInNobodysWay() {
    harness.sql(database, false, "COMMENT ON SCHEMA public IS 'ask first'");
    live(TABLE);
    assertThat(harness.query(database, "SELECT obj_description('public'::regnamespace)")).containsExactly("ask first");
  }

  @Test
  void aPartitionWhoseDetachingWasBrokenOffIsDetached() throws SQLException {
    live(WHOLE + "CREATE TABLE p PARTITION OF whole FOR VALUES FROM (0) TO (9);");
    breakOff();
    assertThat(live(WHOLE + "CREATE TABLE p (id int NOT NULL);")).contains("ALTER TABLE \"public\".\"whole\" DETACH PARTITION \"public\".\"p\" FINALIZE");
  }

  @Test
  void aPartitionWhoseDetachingWasBrokenOffIsAttachedAgain() throws SQLException {
    var desired = WHOLE + "CREATE TABLE p PARTITION OF whole FOR VALUES FROM (0) TO (9);";
    live(desired);
    breakOff();
    assertThat(live(desired)).hasSizeGreaterThan(1);
    assertThat(harness.query(database, "SELECT relispartition FROM pg_class WHERE relname = 'p'")).containsExactly("t");
  }

  /** Another session's snapshot keeps it from ending. */
  private void breakOff() throws SQLException {
    try (var reader = harness.connect(database);
        var read = reader.createStatement()) {
      reader.setAutoCommit(false);
      read.execute("SELECT FROM whole");
      assertThatThrownBy(() -> {
        try (var owner = harness.connect(database);
            var detach = owner.createStatement()) {
          detach.execute("SET statement_timeout = '1s'");
          detach.execute("ALTER TABLE whole DETACH PARTITION p CONCURRENTLY");
        }
      }).isInstanceOf(SQLException.class);
    }
    assertThat(harness.query(database, "SELECT inhdetachpending FROM pg_inherits")).containsExactly("t");
  }

  @Test
  void columnsThatCameLaterMakeNoDifferenceWhereTheirOrderMeansNothing() {
    live("CREATE TABLE t (id int PRIMARY KEY, b int);");
    live("CREATE TABLE t (a int, b int, id int PRIMARY KEY); CREATE STATISTICS s ON id, a, b, (a + 1) FROM t;");
    if (Integer.parseInt(harness.query(database, "SELECT current_setting('server_version_num')::int / 10000").getFirst()) >= 15) {
      live("CREATE TABLE t (a int, b int, id int PRIMARY KEY); CREATE PUBLICATION p FOR TABLE t (a, id);");
    }
  }

  @Test
  void whatNoPlanMakesIsRefusedUnlessItIsThere() {
    var sql = "CREATE CONVERSION latin FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8; CREATE TABLE t (a int);";
    var plan = schemas.plan(design(sql));
    assertThat(plan.refusals()).singleElement().satisfies(problem -> {
      assertThat(problem.object()).hasToString("conversion public.latin");
      assertThat(problem.message()).contains("by a migration");
    });
    assertThat(plan.statements()).isEmpty();
    harness.sql(database, false, "SET ROLE " + SchemaHarness.OWNER + "; CREATE CONVERSION public.latin FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8");
    assertThat(schemas.plan(design(sql)).refusals()).isEmpty();
  }

  @Test
  void whatNeedsWhatNoPlanMakesIsRefusedWithIt() {
    var sql = "CREATE FUNCTION public.eq(int, text) RETURNS bool LANGUAGE sql AS $$ SELECT $1::text = $2 $$;"
        + "CREATE OPERATOR public.=== (LEFTARG = int, RIGHTARG = text, FUNCTION = public.eq);"
        + "CREATE TABLE public.d (a int, b text, CONSTRAINT same CHECK (a OPERATOR(public.===) b));";
    harness.sql(database, false, "SET ROLE " + SchemaHarness.OWNER + "; " + sql);
    assertThat(schemas.plan(design(sql)).empty()).isTrue();
    assertThatThrownBy(() -> schemas.plan(design(sql + TABLE)))
        .hasMessageContaining("table public.d").hasMessageContaining("It needs what no plan makes: operator public.===(integer,text). Exclude it");
    var plan = schemas.plan(excluding(design(sql + TABLE), "table public.d"));
    assertThat(plan.refusals()).isEmpty();
    assertThat(plan.statements()).singleElement().satisfies(statement -> assertThat(statement.sql()).startsWith("CREATE TABLE \"public\".\"t\""));
  }

  @Test
  void whatOnlyASuperuserMakesIsToBeExcluded() {
    harness.sql(database, false, "CREATE FOREIGN DATA WRAPPER w; CREATE FUNCTION public.f() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;"
        + "CREATE EVENT TRIGGER e ON sql_drop WHEN TAG IN ('DROP AGGREGATE') EXECUTE FUNCTION public.f(); CREATE PUBLICATION p FOR ALL TABLES");
    var refused = schemas.plan(design(TABLE)).refusals();
    assertThat(refused).singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("foreign-data wrapper w: permission denied").contains("Exclude it, or run as"));
    var plan = schemas.plan(excluding(design(TABLE), "foreign?data?wrapper *", "event?trigger *", "publication p", "function public.f()"));
    assertThat(plan.refusals()).isEmpty();
    assertThat(plan.statements()).isNotEmpty();
  }

  @Test
  void whatIsGrantedOnAViewsColumnSurvivesTheView() {
    harness.sql("postgres", true, "CREATE ROLE schema_reader");
    live("CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT a, b FROM t;");
    harness.sql(database, false, "GRANT SELECT (a) ON v TO schema_reader");
    live("CREATE TABLE t (a bigint, b int); CREATE VIEW v AS SELECT a, b FROM t;");
    assertThat(harness.query(database, "SELECT has_column_privilege('schema_reader', 'v', column_name, 'SELECT') FROM (VALUES ('a'), ('b')) c (column_name)"))
        .containsExactly("t", "f");
  }

  @Test
  void whatIsSaidOfADomainsCheckIsNotSaidOfTheDomain() {
    var domain = "CREATE DOMAIN d AS int CONSTRAINT positive CHECK (VALUE > 0);";
    live(domain);
    var plan = schemas.plan(design(domain + "COMMENT ON CONSTRAINT positive ON DOMAIN d IS 'why';"));
    assertThat(plan.statements()).isEmpty();
    harness.sql(database, false, "COMMENT ON CONSTRAINT positive ON DOMAIN d IS 'why'");
    assertThat(schemas.plan(design(domain)).unmanaged()).containsExactly("comment on domain constraint public.d.positive");
  }

  @Test
  void whatIsMadeBelongsToTheOwner() {
    live(TABLE + "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;");
    assertThat(harness.query(database, "SELECT pg_get_userbyid(relowner) FROM pg_class WHERE relname = 't' UNION SELECT pg_get_userbyid(proowner) FROM pg_proc WHERE proname = 'f'"))
        .containsExactly(SchemaHarness.OWNER);
  }
}
