package dev.sluice.engine.postgresql.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.migration.RunAs;
import dev.sluice.engine.postgresql.AllMajors;
import dev.sluice.engine.postgresql.schema.SchemaHarness.As;
import dev.sluice.engine.schema.Change;
import dev.sluice.engine.schema.Hazard;
import dev.sluice.engine.schema.Plan;
import dev.sluice.engine.schema.PlannedStatement;
import dev.sluice.engine.schema.Problem;
import dev.sluice.engine.schema.SchemaDesign;
import dev.sluice.engine.schema.SchemaException;
import dev.sluice.engine.schema.SchemaRun;
import dev.sluice.engine.schema.SchemaSource;
import dev.sluice.engine.schema.Schemas;
import dev.sluice.engine.schema.lint.Finding;
import dev.sluice.engine.schema.lint.LintSettings;
import dev.sluice.engine.schema.lint.Rule;
import dev.sluice.engine.schema.lint.Severity;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a plan promises, refuses and reports. */
@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(AllMajors.class)
@Timeout(120)
class SchemasIT {
  private static final String TABLE = "CREATE TABLE t (id int PRIMARY KEY, a int);\n";

  private final SchemaHarness harness;
  private final Schemas schemas;
  private final String database;

  SchemasIT(EmbeddedPostgreSql server) {
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

  private void live(String sql) {
    apply(design(sql), schemas.plan(design(sql)));
  }

  private void apply(SchemaDesign design, Plan plan) {
    schemas.apply(design, plan, new SchemaRun() {});
  }

  private static List<String> sql(Plan plan) {
    return plan.statements().stream().map(PlannedStatement::sql).toList();
  }

  private static SchemaException refusal(Runnable work) {
    try {
      work.run();
    } catch (SchemaException e) {
      return e;
    }
    throw new AssertionError("nothing was refused");
  }

  private static Failure failure(Runnable work) {
    try {
      work.run();
    } catch (EngineException e) {
      return e.failure();
    }
    throw new AssertionError("nothing failed");
  }

  @Test
  void theSamePlanHasTheSameHashAndAnotherPlanAnother() {
    var first = schemas.plan(design(TABLE));
    assertThat(schemas.plan(design(TABLE)).hash()).isEqualTo(first.hash()).startsWith("sha256:");
    assertThat(schemas.plan(design(TABLE + "CREATE INDEX i ON t (a);")).hash()).isNotEqualTo(first.hash());
  }

  @Test
  void whatIsAsDesiredNeedsNothing() {
    live(TABLE);
    var plan = schemas.plan(design("CREATE TABLE public.t (a integer, id INT NOT NULL, PRIMARY KEY (id))"));
    assertThat(plan.empty()).isTrue();
    assertThat(plan.changes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "CREATE TABLE t (a int);; BEGIN; CREATE TABLE u (a int); COMMIT | 1 | controls transactions",
    "INSERT INTO t VALUES (1) | 1 | changes rows",
    "CREATE ROLE evil | 1 | concerns more than this database",
    "ALTER DATABASE postgres SET work_mem = 1 | 1 | concerns more than this database",
    "VACUUM | 1 | isn't about structure"
  })
  void whatIsNoStructureIsRefused(String sql, int line, String why) {
    var refusal = refusal(() -> schemas.plan(design(sql)));
    assertThat(refusal.failure().reason()).isEqualTo("InvalidSource");
    assertThat(refusal.getMessage()).startsWith("schema.sql line " + line).contains(why);
  }

  @Test
  void commandsOfPsqlAreRefusedWithTheirLine() {
    assertThat(refusal(() -> schemas.plan(design("CREATE TABLE t (a int);\n\\connect postgres\nCREATE TABLE u (a int);"))).getMessage())
        .startsWith("schema.sql line 2:").contains("psql");
  }

  @Test
  void sqlThatDoesNotRunIsShownWithFileLineStatementAndSqlState() {
    var design = SchemaDesign.of(database, SchemaSource.of(Map.of("1.sql", TABLE, "2.sql", "\n-- a view\nCREATE VIEW v AS\n  SELECT nothing FROM t;"), false));
    var refusal = refusal(() -> schemas.plan(design));
    assertThat(refusal.statement().file()).contains("2.sql");
    assertThat(refusal.statement().line()).isEqualTo(4);
    assertThat(refusal.statement().sqlState()).contains("42703");
    assertThat(refusal.statement().sql()).contains("CREATE VIEW v AS\n  SELECT nothing FROM t");
    assertThat(refusal.getMessage()).contains("column \"nothing\" does not exist");
  }

  @Test
  void aBodyThatMakesNoSenseIsNoticed() {
    assertThat(refusal(() -> schemas.plan(design("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT a FROM nowhere $$"))).statement().sqlState()).contains("42P01");
  }

  @Test
  void ofSecretsNoStatementIsShown() {
    var design = SchemaDesign.of(database, SchemaSource.of(Map.of("schema.sql", "CREATE TABLE t (a int DEFAULT 'secret word')"), true));
    var refusal = refusal(() -> schemas.plan(design));
    assertThat(refusal.statement().sql()).isEmpty();
    assertThat(refusal.getMessage()).doesNotContain("CREATE TABLE");
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "DO $$ BEGIN EXECUTE 'ALTER ROLE schema_cases_owner SET work_mem = 64'; END $$",
    "DO $$ BEGIN EXECUTE 'COMMENT ON ROLE schema_cases_owner IS ''seen'''; END $$",
    "DO $$ BEGIN EXECUTE 'GRANT CONNECT ON DATABASE ' || current_database() || ' TO PUBLIC'; END $$",
    "GRANT schema_cases_owner TO pg_monitor"
  })
  void nothingComesOutOfTheScratchDatabase(String sql) {
    var before = cluster();
    try {
      schemas.plan(design(TABLE + sql));
    } catch (EngineException e) {
      // Not allowed is fine too.
    }
    assertThat(cluster()).isEqualTo(before);
  }

  private List<String> cluster() {
    return harness.query("postgres", "SELECT r.rolname || coalesce(shobj_description(r.oid, 'pg_authid'), '') || coalesce(array_to_string(s.setconfig, ','), '') FROM pg_roles r"
        + " LEFT JOIN pg_db_role_setting s ON s.setrole = r.oid WHERE rolname IN ('schema_cases_owner', 'pg_monitor')"
        + " UNION ALL SELECT roleid::regrole::text || member::regrole FROM pg_auth_members WHERE member = 'pg_monitor'::regrole AND roleid >= 16384"
        + " UNION ALL SELECT datname || datacl::text FROM pg_database WHERE datname !~ '^sluice' ORDER BY 1");
  }

  @Test
  void scratchDatabasesAreFewAndGoWithTheHandle() {
    // Others at work on this server have some, too.
    var others = scratches();
    schemas.plan(design(TABLE));
    var ours = scratches();
    ours.removeAll(others);
    assertThat(ours).hasSizeBetween(1, 2);
    assertThat(harness.query("postgres", "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = '" + ours.getFirst() + "'")).doesNotContain("schema_cases_owner");
    harness.handle().close();
    assertThat(scratches()).doesNotContainAnyElementsOf(ours);
  }

  private List<String> scratches() {
    return new ArrayList<>(harness.query("postgres", "SELECT datname FROM pg_database d WHERE datname LIKE 'sluice\\_scratch%'"));
  }

  @Test
  void existingTablesAreChangedWhileOthersWrite() {
    live(TABLE + "CREATE TABLE p (id int PRIMARY KEY);");
    var plan = schemas.plan(design("CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL UNIQUE REFERENCES p CHECK (a > 0)); CREATE INDEX i ON t (a, id);"
        + "CREATE TABLE fresh (a int UNIQUE, b int REFERENCES p); CREATE INDEX j ON fresh (b);"));
    assertThat(plan.refusals()).isEmpty();
    var text = String.join("\n", sql(plan));
    assertThat(text).contains("CREATE INDEX CONCURRENTLY \"i\"", "CREATE UNIQUE INDEX CONCURRENTLY", "UNIQUE USING INDEX", "NOT VALID", "VALIDATE CONSTRAINT \"t_a_fkey\"",
        "VALIDATE CONSTRAINT \"t_a_check\"", "CHECK (\"a\" IS NOT NULL) NOT VALID", "CREATE INDEX j ON public.fresh");
    assertThat(plan.statements()).allSatisfy(statement -> assertThat(statement.transactional()).isEqualTo(!statement.sql().contains("CONCURRENTLY")));
    assertThat(plan.statements()).filteredOn(statement -> statement.sql().contains("fresh")).extracting(PlannedStatement::group).containsOnly(1);
    var validations = plan.statements().stream().filter(statement -> statement.sql().contains(" VALIDATE ")).map(PlannedStatement::group).toList();
    assertThat(validations).doesNotHaveDuplicates().doesNotContain(1);
  }

  @Test
  void offlineIsShorter() {
    live(TABLE);
    var online = design(TABLE + "CREATE INDEX i ON t (a);");
    var offline = new SchemaDesign(
        database, online.source(), Set.of(), List.of(), Set.of(), false, false, Duration.ofSeconds(5), 1, Duration.ZERO, Duration.ofMinutes(1), false, new RunAs.Owner(), LintSettings.STANDARD);
    assertThat(sql(schemas.plan(offline))).containsExactly("CREATE INDEX i ON public.t USING btree (a)");
    assertThat(schemas.plan(offline).statements().getFirst().hazards()).containsExactlyInAnyOrder(Hazard.BUILDS_INDEX, Hazard.BLOCKS_WRITES);
  }

  @Test
  void whatLosesDataIsMarked() {
    live(TABLE + "CREATE TABLE u (a int);");
    var plan = schemas.plan(design("CREATE TABLE t (id int PRIMARY KEY);"));
    assertThat(plan.destructive()).isTrue();
    assertThat(plan.statements()).filteredOn(PlannedStatement::destructive).extracting(PlannedStatement::sql)
        .containsExactlyInAnyOrder("DROP TABLE \"public\".\"u\"", "ALTER TABLE \"public\".\"t\" DROP COLUMN \"a\"");
    assertThat(plan.changes()).filteredOn(change -> change instanceof Change.Dropped(var object, var loses) && loses).hasSize(2);
  }

  @Test
  void whatLooksLikeARenameIsReportedAndAHintMakesItOne() {
    live(TABLE);
    var plan = schemas.plan(design("CREATE TABLE t (id int PRIMARY KEY, b int);"));
    assertThat(plan.findings()).extracting(Finding::rule).containsExactly(Rule.DROP_THEN_ADD);
    assertThat(plan.findings().getFirst().message()).contains("-- sluice:renamed from=a");
    var hinted = design("CREATE TABLE t (id int PRIMARY KEY,\n  b int -- sluice:renamed from=a\n);");
    var renamed = schemas.plan(hinted);
    assertThat(renamed.findings()).extracting(Finding::rule, Finding::severity).containsExactly(tuple(Rule.RENAME_COLUMN, Severity.WARN));
    assertThat(sql(renamed)).containsExactly("ALTER TABLE \"public\".\"t\" RENAME COLUMN \"a\" TO \"b\"");
    apply(hinted, renamed);
    assertThat(schemas.plan(hinted).empty()).isTrue();
  }

  @Test
  void aHintThatNamesNothingIsReported() {
    assertThat(schemas.plan(design(TABLE + "-- sluice:renamed from=x\nCREATE TABLE IF NOT EXISTS nope.t (a int)".replace("nope.", ""))).findings()).isEmpty();
    var plan = schemas.plan(design("CREATE SCHEMA a; CREATE TABLE a.t (a int); CREATE SCHEMA b; CREATE TABLE b.t (a int);\nSET search_path = b;\n"
        + "-- sluice:renamed from=x\nCREATE TABLE IF NOT EXISTS t (a int);"));
    assertThat(plan.findings()).extracting(Finding::rule).containsExactly(Rule.HINT_WITHOUT_OBJECT);
  }

  @Test
  void whatIsExcludedIsInvisibleAndInTheWayOnlyWhereItDepends() {
    live(TABLE + "CREATE TABLE tmp_1 (a int); CREATE VIEW tmp_v AS SELECT a FROM t;");
    assertThat(schemas.plan(excluding(TABLE, "*.tmp_*")).empty()).isTrue();
    var plan = schemas.plan(excluding("CREATE TABLE t (id int PRIMARY KEY, a bigint);", "*.tmp_*"));
    assertThat(plan.refusals()).singleElement().satisfies(problem -> {
      assertThat(problem.reason()).isEqualTo(Problem.EXCLUDED_DEPENDENT);
      assertThat(problem.message()).contains("view public.tmp_v", "column public.t.a");
    });
  }

  private SchemaDesign excluding(String sql, String glob) {
    return new SchemaDesign(
        database, SchemaSource.of(Map.of("schema.sql", sql), false), Set.of(), List.of(glob), Set.of(), false, true, Duration.ofSeconds(5), 1, Duration.ZERO,
        Duration.ofMinutes(1), false, new RunAs.Owner(), LintSettings.STANDARD);
  }

  @Test
  void whatThePolicyKeepsStays() {
    live(TABLE + "CREATE TABLE u (a int);");
    var design = new SchemaDesign(
        database, SchemaSource.of(Map.of("schema.sql", TABLE), false), Set.of(), List.of(), Set.of("table"), false, true, Duration.ofSeconds(5), 1, Duration.ZERO,
        Duration.ofMinutes(1), false, new RunAs.Owner(), LintSettings.STANDARD);
    assertThat(schemas.plan(design).empty()).isTrue();
  }

  @Test
  void grantsOfOthersAreLeftAloneAndSurviveWhatIsMadeAnew() {
    harness.sql("postgres", true, "CREATE ROLE schema_reader");
    live(TABLE + "CREATE VIEW v AS SELECT a FROM t;");
    harness.sql(database, false, "GRANT SELECT ON t, v TO schema_reader");
    assertThat(schemas.plan(design(TABLE + "CREATE VIEW v AS SELECT a FROM t;")).empty()).isTrue();
    live("CREATE TABLE t (id int PRIMARY KEY, a bigint); CREATE VIEW v AS SELECT a FROM t;");
    assertThat(harness.query(database, "SELECT has_table_privilege('schema_reader', 'v', 'SELECT')")).containsExactly("t");
  }

  @Test
  void whatCannotBeDoneInPlaceIsRefusedByName() {
    live(TABLE);
    var plan = schemas.plan(design("CREATE TABLE t (id int PRIMARY KEY, a int) PARTITION BY HASH (id);"));
    assertThat(plan.refused()).isTrue();
    assertThat(plan.statements()).isEmpty();
    assertThat(plan.refusals().getFirst().object()).hasToString("table public.t");
    assertThat(plan.refusals().getFirst().message()).contains("partitioned by HASH (id)");
  }

  @Test
  void whatIsNotModelledIsNamed() {
    live(TABLE);
    harness.sql(database, false, "CREATE FUNCTION public.eq(int, text) RETURNS bool LANGUAGE sql AS $$ SELECT $1::text = $2 $$;"
        + "CREATE OPERATOR public.=== (LEFTARG = int, RIGHTARG = text, FUNCTION = public.eq); CREATE CONVERSION public.latin FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;"
        + "CREATE CAST (int AS macaddr) WITH INOUT");
    assertThat(schemas.plan(excluding(TABLE, "function public.eq*")).unmanaged())
        .contains("operator public.===(integer,text)", "conversion public.latin", "cast integer as macaddr");
  }

  @Test
  void thePlanIsNotAppliedToWhatHasChangedSince() {
    live(TABLE);
    var design = design(TABLE + "CREATE TABLE u (a int);");
    var plan = schemas.plan(design);
    harness.sql(database, false, "CREATE TABLE sudden (a int)");
    var failure = failure(() -> apply(design, plan));
    assertThat(failure).isInstanceOf(Failure.Transient.class);
    assertThat(failure.reason()).isEqualTo(Schemas.CHANGED);
    assertThat(harness.query(database, "SELECT to_regclass('u')::text")).containsExactly((String) null);
  }

  @Test
  void aFailureNamesTheStatementAndTheNextPlanGoesOn() throws SQLException {
    live(TABLE);
    harness.sql(database, false, "INSERT INTO t VALUES (1, 7), (2, 7)");
    var design = design("CREATE TABLE t (id int PRIMARY KEY, a int UNIQUE); COMMENT ON TABLE t IS 'first';");
    var plan = schemas.plan(design);
    var failed = refusal(() -> apply(design, plan));
    assertThat(failed.statement().sqlState()).contains("23505");
    assertThat(failed.getMessage()).contains("constraint public.t.t_a_key").contains("before its transaction are applied").doesNotContain("(a)=(7)");
    harness.sql(database, false, "UPDATE t SET a = id");
    apply(design, schemas.plan(design));
    assertThat(schemas.plan(design).empty()).isTrue();
    assertThat(harness.query(database, "SELECT count(*) FROM pg_index WHERE NOT indisvalid OR indexrelid::regclass::text LIKE '%sluice%'")).containsExactly("0");
  }

  @Test
  void locksThatAreNotHadAreAskedForAgain() throws Exception {
    live(TABLE);
    var design = new SchemaDesign(
        database, SchemaSource.of(Map.of("schema.sql", "CREATE TABLE t (id int PRIMARY KEY, a int, b int);"), false), Set.of(), List.of(), Set.of(), false, true,
        Duration.ofMillis(50), 20, Duration.ZERO, Duration.ofMinutes(1), false, new RunAs.Owner(), LintSettings.STANDARD);
    var plan = schemas.plan(design);
    var retries = new ArrayList<Integer>();
    try (var other = harness.connect(database)) {
      other.setAutoCommit(false);
      try (var lock = other.createStatement()) {
        lock.execute("LOCK TABLE t IN ACCESS SHARE MODE");
      }
      schemas.apply(design, plan, new SchemaRun() {
        @Override
        public void retrying(int number, int attempt, String message) {
          retries.add(attempt);
          if (attempt == 2) {
            try {
              other.rollback();
            } catch (SQLException e) {
              throw new AssertionError(e);
            }
          }
        }
      });
    }
    assertThat(retries).containsExactly(1, 2);
    assertThat(schemas.plan(design).empty()).isTrue();
  }

  @Test
  void oneRunAtATimeHasTheDatabaseMigrationsIncluded() throws Exception {
    var design = design(TABLE);
    var plan = schemas.plan(design);
    var waiting = new CountDownLatch(1);
    var holder = new AtomicReference<String>();
    try (var other = harness.connect(database)) {
      try (var lock = other.createStatement()) {
        // "Sluice" and a number: what migrations take too.
        lock.execute("SELECT pg_advisory_lock(x'536c756963650001'::bigint)");
      }
      var run = Thread.ofVirtual().start(() -> schemas.apply(design, plan, new SchemaRun() {
        @Override
        public void waiting(String who) {
          holder.set(who);
          waiting.countDown();
        }
      }));
      waiting.await();
      assertThat(holder.get()).startsWith("session ");
      assertThat(harness.query(database, "SELECT to_regclass('t')::text")).containsExactly((String) null);
      try (var unlock = other.createStatement()) {
        unlock.execute("SELECT pg_advisory_unlock_all()");
      }
      run.join();
    }
    assertThat(schemas.plan(design).empty()).isTrue();
  }
}
