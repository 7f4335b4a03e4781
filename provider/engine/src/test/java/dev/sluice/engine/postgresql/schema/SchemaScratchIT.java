package dev.sluice.engine.postgresql.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Engines;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Password;
import dev.sluice.engine.Server;
import dev.sluice.engine.Timeouts;
import dev.sluice.engine.Tls;
import dev.sluice.engine.migration.RunAs;
import dev.sluice.engine.postgresql.schema.SchemaHarness.As;
import dev.sluice.engine.schema.Plan;
import dev.sluice.engine.schema.PlannedStatement;
import dev.sluice.engine.schema.SchemaDesign;
import dev.sluice.engine.schema.SchemaRun;
import dev.sluice.engine.schema.SchemaSource;
import dev.sluice.engine.schema.Schemas;
import dev.sluice.engine.schema.ScratchServer;
import dev.sluice.engine.schema.lint.LintSettings;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Scratch databases on another server than the one that is planned for. */
@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(ServerPairs.class)
@Timeout(120)
class SchemaScratchIT {
  private static final String OURS = "SELECT datname FROM pg_database WHERE datname LIKE 'sluice\\_scratch%' UNION ALL"
      + " SELECT rolname FROM pg_roles WHERE rolname LIKE 'sluice\\_scratch%'";
  private static final String LIVE =
      """
      CREATE TYPE mood AS ENUM ('sad');
      CREATE TABLE t (id int PRIMARY KEY, a int, m mood);
      CREATE VIEW v AS SELECT id, a FROM t;
      ALTER TABLE t ENABLE ROW LEVEL SECURITY;
      CREATE POLICY p ON t TO session_owner, app_known USING (a > 0);
      CREATE POLICY q ON t TO CURRENT_USER USING (true);
      GRANT SELECT ON t, v TO app_known;
      REVOKE DELETE ON t FROM CURRENT_USER;
      ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO app_known;""";
  private static final String DESIRED =
      """
      CREATE TYPE mood AS ENUM ('sad', 'glad');
      CREATE TABLE t (id int PRIMARY KEY, -- sluice:renamed from=a
        b bigint, m mood DEFAULT 'glad');
      CREATE VIEW v AS SELECT id, b FROM t;
      ALTER TABLE t ENABLE ROW LEVEL SECURITY;
      CREATE POLICY p ON t TO CURRENT_USER, app_known USING (b > 1);
      CREATE POLICY q ON t TO CURRENT_USER USING (true);
      GRANT SELECT ON t, v TO app_known;
      REVOKE UPDATE ON t FROM CURRENT_USER;
      ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO app_known;
      CREATE TABLE mailing (address ext.citext PRIMARY KEY);""";

  private final EmbeddedPostgreSql server;
  private final EmbeddedPostgreSql other;
  private final SchemaHarness harness;
  private final String database;
  private final String owner;
  private final String poor;
  private final DatabaseServer scratch;

  SchemaScratchIT(EmbeddedPostgreSql server, EmbeddedPostgreSql other) throws SQLException {
    this.server = server;
    this.other = other;
    this.harness = new SchemaHarness(server);
    this.database = harness.newDatabase(As.SUPERUSER);
    this.owner = database + "_owner";
    this.poor = database + "_poor";
    run(server, "postgres", "CREATE ROLE " + owner + "; ALTER DATABASE " + database + " OWNER TO " + owner + "; CREATE ROLE " + poor
        + " LOGIN CREATEROLE PASSWORD 'pw'; GRANT " + owner + " TO " + poor + " WITH ADMIN OPTION");
    known(server, "app_known", "");
    known(other, "app_known", "");
    known(other, "maker", "LOGIN CREATEDB CREATEROLE PASSWORD 'pw'");
    this.scratch = open(other, "maker", "pw");
  }

  @AfterEach
  void close() throws SQLException {
    scratch.close();
    harness.close();
    assertThat(found(other, OURS)).isEmpty();
  }

  private static void known(EmbeddedPostgreSql server, String role, String attributes) throws SQLException {
    run(server, "postgres", "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '" + role + "') THEN CREATE ROLE " + role + " " + attributes + "; END IF; END $$");
  }

  private static DatabaseServer open(EmbeddedPostgreSql server, String user, String password) {
    var login = new Server.Login(server.host(), server.port(), user, new Password(password));
    return Engines.load().named("PostgreSQL").orElseThrow().open(new Server(login, Optional.of("postgres"), Tls.DISABLED, Timeouts.DEFAULT, 10));
  }

  private static void run(EmbeddedPostgreSql server, String database, String sql) throws SQLException {
    try (var connection = server.connect(database);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> found(EmbeddedPostgreSql server, String query) throws SQLException {
    try (var connection = server.connect("postgres")) {
      return Rows.list(connection, query);
    }
  }

  private void live(String sql) throws SQLException {
    run(server, database, "SET ROLE " + owner + "; " + sql.replace("session_owner", owner));
  }

  private static Schemas elsewhere(DatabaseServer live, DatabaseServer scratch) {
    return live.schemas(new ScratchServer("ProviderConfig shop/scratch", "spec.scratch of ProviderConfig shop/default", scratch));
  }

  private SchemaDesign design(String sql, boolean privileges, RunAs as) {
    return new SchemaDesign(
        database, SchemaSource.of(Map.of("schema.sql", sql), false), Set.of(), List.of(), Set.of(), privileges, true, Duration.ofSeconds(5), 2, Duration.ZERO,
        Duration.ofMinutes(1), false, as, LintSettings.STANDARD);
  }

  private SchemaDesign design(String sql) {
    return design(sql, true, new RunAs.Owner());
  }

  private static List<String> sql(Plan plan) {
    return plan.statements().stream().map(PlannedStatement::sql).toList();
  }

  private static Failure failure(Schemas schemas, SchemaDesign design) {
    return catchThrowableOfType(EngineException.class, () -> schemas.plan(design)).failure();
  }

  @Test
  void thePlanIsTheSameAndTheServerItselfGetsNoScratchDatabase() throws SQLException {
    run(server, database, "CREATE SCHEMA ext AUTHORIZATION " + owner + "; CREATE EXTENSION citext SCHEMA ext");
    live(LIVE);
    try (var handle = open(server, poor, "pw")) {
      assertThat(failure(handle.schemas(), design(DESIRED)).message()).contains("CREATEDB", "spec.scratch");
      var schemas = elsewhere(handle, scratch);
      var plan = schemas.plan(design(DESIRED));
      assertThat(plan.refusals()).isEmpty();
      assertThat(found(other, OURS)).isNotEmpty();
      var expected = harness.handle().schemas().plan(design(DESIRED));
      assertThat(sql(plan)).isEqualTo(sql(expected)).anyMatch(text -> text.contains("POLICY")).anyMatch(text -> text.contains("ADD VALUE")).anyMatch(text -> text.contains(owner));
      assertThat(plan.hash()).isEqualTo(expected.hash());
      schemas.apply(design(DESIRED), plan, new SchemaRun() {});
      assertThat(sql(schemas.plan(design(DESIRED)))).isEmpty();
    }
  }

  @Test
  void whatRowsForbidIsStillCountedWhereTheyAre() throws SQLException {
    live("CREATE TABLE t (a int); INSERT INTO t VALUES (1), (1), (NULL)");
    var plan = elsewhere(harness.handle(), scratch).plan(design("CREATE TABLE t (a int NOT NULL);"));
    assertThat(plan.findings()).anySatisfy(finding -> assertThat(finding.facts()).containsEntry("nulls", 1L));
  }

  @Test
  void anotherMajorVersionIsRefusedWithBoth() throws SQLException {
    var majors = EmbeddedPostgreSql.majors();
    var major = Integer.parseInt(found(server, "SELECT current_setting('server_version_num')::int / 10000").getFirst());
    try (var unlike = EmbeddedPostgreSql.builder(majors.stream().filter(any -> any != major).findFirst().orElseThrow()).withoutFsync().start();
        var handle = open(unlike, unlike.username(), unlike.password())) {
      var failure = failure(elsewhere(harness.handle(), handle), design("CREATE TABLE t (a int);"));
      assertThat(failure).isInstanceOf(Failure.MissingRight.class);
      assertThat(failure.reason()).isEqualTo("InvalidServer");
      assertThat(failure.message())
          .contains("ProviderConfig shop/scratch", "ProviderConfig shop/default", "is PostgreSQL " + handle.facts().version(), "is PostgreSQL " + major);
      assertThat(found(unlike, OURS)).isEmpty();
    }
  }

  @Test
  void rolesThatTheOtherServerLacksAreAskedFor() throws SQLException {
    run(server, "postgres", "DROP ROLE IF EXISTS app_one; DROP ROLE IF EXISTS app_two; CREATE ROLE app_one; CREATE ROLE app_two");
    live("CREATE TABLE t (a int); GRANT SELECT ON t TO app_one, app_two");
    var schemas = elsewhere(harness.handle(), scratch);
    var desired = "CREATE TABLE t (a int, b int); GRANT SELECT ON t TO app_one, app_two;";

    var named = failure(schemas, design(desired));
    assertThat(named).isInstanceOf(Failure.MissingRight.class);
    assertThat(named.message()).contains("schema.sql line 1", "\"app_one\" does not exist", "ProviderConfig shop/scratch", "Create that role there");
    // Of what is there all are told at once, whether the files name them or not.
    var granted = failure(schemas, design("CREATE TABLE t (a int, b int);", false, new RunAs.Owner()));
    assertThat(granted).isInstanceOf(Failure.MissingRight.class);
    assertThat(granted.message()).contains("ProviderConfig shop/scratch", "CREATE ROLE \"app_one\"; CREATE ROLE \"app_two\"");

    run(other, "postgres", "CREATE ROLE app_one; CREATE ROLE app_two");
    assertThat(sql(schemas.plan(design(desired)))).singleElement().asString().contains("ADD COLUMN");
    run(other, "postgres", "DROP ROLE app_one; DROP ROLE app_two");
    run(server, database, "DROP TABLE t; DROP ROLE app_one; DROP ROLE app_two");
  }

  @Test
  void theOwnerIsWhoeverRunsIt() {
    var schemas = elsewhere(harness.handle(), scratch);
    var message = failure(schemas, design("CREATE TABLE t (a int); ALTER TABLE t OWNER TO " + owner + ";")).message();
    assertThat(message).contains(owner + ", the database's owner, leave OWNER TO out", "CURRENT_USER");
    assertThat(schemas.plan(design("CREATE TABLE t (a int); ALTER TABLE t OWNER TO CURRENT_USER;")).refusals()).isEmpty();
  }

  /** Of which the other server knows nothing. */
  @Test
  void whatAThirdRoleOwnsIsMadeAnewWhereItCanBeGivenBack() throws SQLException {
    var third = database + "_third";
    run(server, "postgres", "CREATE ROLE " + third);
    live("CREATE TYPE mood AS ENUM ('sad', 'glad'); CREATE TABLE t (a int, m mood); CREATE VIEW v AS SELECT a FROM t");
    run(server, database, "ALTER VIEW v OWNER TO " + third + "; ALTER TYPE mood OWNER TO " + third + "; REVOKE CREATE ON SCHEMA public FROM PUBLIC;"
        + " GRANT CREATE ON SCHEMA public TO " + owner);
    var design = design("CREATE TYPE mood AS ENUM ('glad'); CREATE TABLE t (a bigint, m mood); CREATE VIEW v AS SELECT a FROM t;", false, new RunAs.Owner());
    for (var schemas : List.of(elsewhere(harness.handle(), scratch), harness.handle().schemas())) {
      assertThat(schemas.plan(design).refusals()).singleElement().satisfies(problem -> assertThat(problem.message())
          .contains("enum public.mood belongs to " + third, owner + ", as whom the plan would run", "GRANT \"" + third + "\" TO \"" + owner + "\""));
    }
    run(server, "postgres", "GRANT " + third + " TO " + owner);
    for (var schemas : List.of(elsewhere(harness.handle(), scratch), harness.handle().schemas())) {
      assertThat(schemas.plan(design).refusals()).singleElement().satisfies(problem -> assertThat(problem.message())
          .contains("enum public.mood belongs to " + third, "GRANT CREATE ON SCHEMA \"public\" TO \"" + third + "\""));
    }
    run(server, database, "GRANT CREATE ON SCHEMA public TO " + third);
    var schemas = elsewhere(harness.handle(), scratch);
    var plan = schemas.plan(design);
    assertThat(plan.refusals()).isEmpty();
    assertThat(sql(plan)).isEqualTo(sql(harness.handle().schemas().plan(design))).contains("ALTER VIEW \"public\".\"v\" OWNER TO \"" + third + "\"");
    schemas.apply(design, plan, new SchemaRun() {});
    assertThat(sql(schemas.plan(design))).isEmpty();
    try (var inside = server.connect(database)) {
      assertThat(Rows.list(inside, "SELECT relname || pg_get_userbyid(relowner) FROM pg_class WHERE relname = 'v' UNION SELECT typname || pg_get_userbyid(typowner)"
          + " FROM pg_type WHERE typname = 'mood'")).containsExactlyInAnyOrder("v" + third, "mood" + third);
    }
  }

  @Test
  void anExtensionsOtherVersionIsTriedThereToo() throws SQLException {
    live("CREATE EXTENSION citext VERSION '1.4'; CREATE TABLE t (a citext)");
    var schemas = elsewhere(harness.handle(), scratch);
    var design = design("CREATE EXTENSION citext VERSION '1.5'; CREATE TABLE t (a citext);");
    var plan = schemas.plan(design);
    assertThat(sql(plan)).containsExactly("ALTER EXTENSION \"citext\" UPDATE TO '1.5'");
    schemas.apply(design, plan, new SchemaRun() {});
    assertThat(sql(schemas.plan(design))).isEmpty();
  }

  /** Not even where the plan will. */
  @Test
  void nothingIsTriedThereWithTheProvidersRights() {
    var desired = "CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$; CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION f();";
    var design = design(desired, true, new RunAs.ProviderConfig());
    assertThat(harness.handle().schemas().plan(design).refusals()).isEmpty();
    try (var mighty = open(other, other.username(), other.password())) {
      // Another text, since what the same files mean is known by now.
      var again = design("-- again\n" + desired, true, new RunAs.ProviderConfig());
      assertThat(failure(elsewhere(harness.handle(), mighty), again).message()).contains("event trigger", "nothing else", "spec.scratch");
    }
  }
}
