package dev.sluice.engine.postgresql;

import static dev.sluice.engine.postgresql.Servers.failureOf;
import static dev.sluice.engine.postgresql.Servers.newName;
import static dev.sluice.engine.postgresql.Servers.rows;
import static dev.sluice.engine.postgresql.Servers.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.Engines;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.database.DropPolicy;
import dev.sluice.engine.migration.MigrationDesign;
import dev.sluice.engine.migration.MigrationRun;
import dev.sluice.engine.migration.MigrationSet;
import dev.sluice.engine.migration.MigrationState;
import dev.sluice.engine.migration.RunAs;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SQL from Git has the rights of the database's owner, whatever it tries; the provider here is a superuser. */
@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(AllMajors.class)
@Timeout(120)
class PostgreSqlRunnersIT {
  private static final String TABLE = "CREATE TABLE t (a int);\n";

  private final EmbeddedPostgreSql server;
  private final DatabaseServer handle;
  private final String database = newName("runs");
  private final String owner = database + "_owner";
  private final String runner = owner + "_runner";
  private final List<String> handedOver = new ArrayList<>();

  PostgreSqlRunnersIT(EmbeddedPostgreSql server) {
    this.server = server;
    this.handle = open(server.username(), server.password());
    handle.databases().create(Design.of(database).design());
  }

  @AfterEach
  void close() {
    handle.close();
  }

  private DatabaseServer open(String login, String password) {
    return Engines.load().named("PostgreSQL").orElseThrow().open(Servers.as(server, login, password));
  }

  @Test
  void whatAMigrationMakesBelongsToTheDatabasesOwner() {
    apply(Map.of("V1__t.sql", TABLE));
    assertThat(owners()).containsExactly("flyway_schema_history " + owner, "t " + owner);
    assertThat(rows(server, database, "SELECT DISTINCT installed_by FROM flyway_schema_history")).containsExactly(owner);
  }

  @Test
  void theRunnerIsAMemberOfTheOwnerAndOfNothingElseAndItsPasswordEnds() {
    apply(Map.of("V1__t.sql", TABLE));
    assertThat(rows(server, "postgres", "SELECT rolvaliduntil BETWEEN now() AND now() + interval '5 hours' AND NOT rolsuper AND NOT rolcreaterole"
        + " AND NOT rolcreatedb AND NOT rolbypassrls AND NOT rolreplication FROM pg_roles WHERE rolname = '" + runner + "'")).containsExactly("t");
    assertThat(rows(server, "postgres", "SELECT g.rolname FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member JOIN pg_roles g ON g.oid = m.roleid"
        + " WHERE r.rolname = '" + runner + "'")).containsExactly(owner);
    assertThat(rows(server, "postgres", "SELECT rolpassword LIKE 'SCRAM-SHA-256$%' FROM pg_authid WHERE rolname = '" + runner + "'")).containsExactly("t");
    assertThat(rows(server, "postgres", "SELECT rolcanlogin FROM pg_roles WHERE rolname = '" + owner + "'")).containsExactly("f");
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "RESET ROLE; CREATE ROLE evil",
    "RESET SESSION AUTHORIZATION; CREATE ROLE evil",
    "SET ROLE NONE; ALTER ROLE CURRENT_USER SUPERUSER",
    "SET SESSION AUTHORIZATION postgres",
    "SET ROLE postgres",
    "COPY t FROM PROGRAM 'id'",
    "COPY t TO PROGRAM 'cat'",
    "COPY t FROM '/etc/passwd'",
    "ALTER SYSTEM SET work_mem = '1GB'",
    "SELECT pg_read_file('/etc/passwd')",
    "CREATE EXTENSION dblink",
    "CREATE DATABASE evil",
    "ALTER ROLE postgres PASSWORD 'x'",
    "SELECT rolpassword FROM pg_authid",
    "CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'libc', 'system'",
    "DO $$ BEGIN EXECUTE 'SET SESSION AUTHORIZATION postgres'; END $$",
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'postgres'"
  })
  void aHostileMigrationGetsPermissionErrors(String sql) {
    run(server, "postgres", "SELECT 1");
    try (var other = server.connect("postgres")) {
      assertThat(other.isValid(5)).isTrue();
      var failure = failureOf(() -> apply(Map.of("V1__t.sql", TABLE, "V2__evil.sql", sql)));
      assertThat(failure.sqlState()).contains("42501");
      assertThat(other.isValid(5)).isTrue();
    } catch (java.sql.SQLException e) {
      throw new AssertionError(e);
    }
    assertThat(rows(server, "postgres", "SELECT 1 FROM pg_roles WHERE rolname = 'evil'")).isEmpty();
  }

  @Test
  void applicationsNeverWriteWhatIsOnRecordWhateverItsName() {
    var app = newName("app");
    run(server, "postgres", "CREATE ROLE " + app);
    run(server, database, "ALTER DEFAULT PRIVILEGES FOR ROLE " + owner + " GRANT ALL ON TABLES TO " + app + ", PUBLIC");
    apply(Map.of("V1__t.sql", TABLE));
    assertThat(rows(server, database, "SELECT has_table_privilege('" + app + "', 'flyway_schema_history', p)::text FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE',"
        + " 'DELETE', 'TRUNCATE']) p")).containsExactly("true", "false", "false", "false", "false");
    assertThat(rows(server, database, "SELECT has_table_privilege('" + app + "', 't', 'INSERT')::text")).containsExactly("true");
  }

  @Test
  void anotherDatabasesOwnerIsSomebodyElse() {
    var other = newName("other");
    handle.databases().create(Design.of(other).design());
    assertThat(failureOf(() -> apply(Map.of("V1__t.sql", "SET ROLE " + other + "_owner"))).sqlState()).contains("42501");
    assertThat(rows(server, "postgres", "SELECT has_database_privilege('" + owner + "', '" + other + "', 'CONNECT')")).containsExactly("f");
  }

  @Test
  void whatAFileMakesAsTheLoginItselfGoesToTheOwnerAfterIt() {
    apply(Map.of("V1__t.sql", "SET ROLE NONE; CREATE SCHEMA s; CREATE TABLE s.t (id serial, a int); CREATE VIEW s.v AS SELECT 1;"
        + " CREATE FUNCTION s.f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TYPE s.e AS ENUM ('x'); CREATE DOMAIN s.d AS int;"
        + " CREATE TEXT SEARCH DICTIONARY s.words (TEMPLATE = simple); CREATE TEXT SEARCH CONFIGURATION s.search (COPY = simple)", "V2__u.sql",
        "ALTER TABLE s.t ADD b int; DROP TYPE s.e"));
    assertThat(handedOver).hasSize(8).allMatch(what -> what.endsWith("(was " + runner + "'s)")).anyMatch(what -> what.startsWith("table s.t "))
        .anyMatch(what -> what.startsWith("text search configuration s.search "));
    assertThat(rows(server, database, "SELECT relname || ' ' || relowner::regrole FROM pg_class WHERE relnamespace = 's'::regnamespace ORDER BY 1"))
        .allMatch(row -> row.endsWith(" " + owner)).hasSizeGreaterThan(2);
  }

  @Test
  void whatThePassedDaysMigrationsMadeAsTheProviderIsHandedOverOnce() {
    apply(Map.of("V1__t.sql", TABLE + "CREATE VIEW v AS SELECT 1; CREATE TYPE e AS ENUM ('x')"));
    for (var object : List.of("TABLE flyway_schema_history", "TABLE t", "VIEW v", "TYPE e")) {
      run(server, database, "ALTER " + object + " OWNER TO " + server.username());
    }
    run(server, database, "CREATE EXTENSION citext");
    try (var later = open(server.username(), server.password())) {
      var design = design(Map.of("V1__t.sql", TABLE + "CREATE VIEW v AS SELECT 1; CREATE TYPE e AS ENUM ('x')", "V2__u.sql", "ALTER TABLE t ADD b int"), new RunAs.Owner());
      assertThat(later.migrations().observe(design).pending()).hasSize(1);
      assertThat(handedOver).isEmpty();
      apply(later, design);
      assertThat(handedOver).contains("table public.t (was " + server.username() + "'s)", "type public.e (was " + server.username() + "'s)")
          .noneMatch(what -> what.contains("citext"));
      assertThat(owners()).contains("t " + owner, "flyway_schema_history " + owner);
    }
  }

  @Test
  void asTheProviderConfigEverythingCanBeDoneAndTheObjectsAreTheOwnersAllTheSame() {
    apply(handle, design(Map.of("V1__t.sql", TABLE + "CREATE EXTENSION dblink"), new RunAs.ProviderConfig()));
    assertThat(owners()).contains("t " + owner, "flyway_schema_history " + owner);
    apply(handle, design(Map.of("V1__t.sql", TABLE + "CREATE EXTENSION dblink", "V2__u.sql", "ALTER TABLE t ADD b int"), new RunAs.Owner()));
  }

  @Test
  void anotherRoleMustBeAMemberOfTheOwner() {
    var role = newName("migrator");
    run(server, "postgres", "CREATE ROLE " + role);
    var design = design(Map.of("V1__t.sql", TABLE), new RunAs.Role(role));
    assertThat(failureOf(() -> apply(handle, design))).isInstanceOf(Failure.MissingRight.class)
        .extracting(Failure::message).asString().contains("GRANT " + owner + " TO " + role);
    run(server, "postgres", "GRANT " + owner + " TO " + role);
    apply(handle, design);
    assertThat(owners()).contains("t " + owner);
    assertThat(handedOver).contains("table public.t (was " + role + "'s)");
    assertThat(failureOf(() -> apply(handle, design(Map.of(), new RunAs.Role("postgres")))).reason()).isEqualTo(Reasons.OWNER_NOT_ALLOWED);
    assertThat(failureOf(() -> apply(handle, design(Map.of(), new RunAs.Role("nobody")))).message()).contains("nobody").contains("doesn't exist");
  }

  @ParameterizedTest
  @CsvSource({"ALTER ROLE %s PASSWORD 'other'", "DROP ROLE %s", "ALTER ROLE %s VALID UNTIL '2001-01-01'", "ALTER ROLE %s NOLOGIN", "ALTER ROLE %s RESET role"})
  void aRunnerThatWasTamperedWithIsMadeAnew(String sql) {
    apply(Map.of("V1__t.sql", TABLE));
    run(server, "postgres", sql.formatted(runner), "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = '" + runner + "'");
    apply(Map.of("V1__t.sql", TABLE, "V2__u.sql", "ALTER TABLE t ADD b int"));
    assertThat(owners()).contains("t " + owner);
  }

  @Test
  void twoProvidersTakeTheRunnerFromEachOther() {
    try (var other = open(server.username(), server.password())) {
      var files = new java.util.TreeMap<String, String>();
      for (var turn = 1; turn <= 3; turn++) {
        files.put("V" + turn + "__t.sql", "CREATE TABLE t" + turn + " (a int)");
        apply(turn % 2 == 0 ? handle : other, design(files, new RunAs.Owner()));
        run(server, "postgres", "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = '" + runner + "'");
      }
    }
    assertThat(owners()).contains("t1 " + owner, "t2 " + owner, "t3 " + owner);
  }

  @Test
  void aNewOwnerIsRunAsFromTheNextRunOn() {
    apply(Map.of("V1__t.sql", TABLE));
    var next = newName("next");
    run(server, "postgres", "CREATE ROLE " + next, "ALTER DATABASE " + database + " OWNER TO " + next,
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = '" + runner + "'");
    run(server, database, "REASSIGN OWNED BY " + owner + " TO " + next);
    apply(Map.of("V1__t.sql", TABLE, "V2__u.sql", "CREATE SCHEMA s"));
    assertThat(rows(server, database, "SELECT nspowner::regrole FROM pg_namespace WHERE nspname = 's'")).containsExactly(next);
  }

  @Test
  void aDatabaseOfASuperusersIsNotRunIn() {
    var theirs = newName("theirs");
    run(server, "postgres", "CREATE DATABASE " + theirs);
    var failure = failureOf(() -> apply(handle, design(theirs, Map.of("V1__t.sql", TABLE), new RunAs.Owner())));
    assertThat(failure.reason()).isEqualTo(Reasons.OWNER_NOT_ALLOWED);
    assertThat(failure.message()).contains("postgres").contains(theirs).contains("runAs");
  }

  @Test
  void whoMayNotMakeRolesIsToldWhatIsMissing() {
    var login = newName("limited");
    run(server, "postgres", "CREATE ROLE " + login + " LOGIN CREATEDB PASSWORD 'p'", "CREATE ROLE " + login + "_group",
        "GRANT " + login + "_group TO " + login);
    try (var limited = open(login, "p")) {
      var own = newName("own");
      limited.databases().create(Design.of(own).owner(login + "_group").design());
      var failure = failureOf(() -> apply(limited, design(own, Map.of("V1__t.sql", TABLE), new RunAs.Owner())));
      assertThat(failure).isInstanceOf(Failure.MissingRight.class);
      assertThat(failure.message()).contains("CREATEROLE").contains("runAs to ProviderConfig");
      apply(limited, design(own, Map.of("V1__t.sql", TABLE), new RunAs.ProviderConfig()));
    }
  }

  @Test
  void aProviderWithoutASuperusersRightsDoesTheSame() {
    var login = newName("maker");
    run(server, "postgres", "CREATE ROLE " + login + " LOGIN CREATEDB CREATEROLE PASSWORD 'p'");
    try (var maker = open(login, "p")) {
      var own = newName("own");
      maker.databases().create(Design.of(own).design());
      assertThat(maker.databases().observe(Design.of(own).design()).orElseThrow().changes()).isEmpty();
      apply(maker, design(own, Map.of("V1__t.sql", "CREATE SCHEMA s; CREATE TABLE s.t (a int)"), new RunAs.Owner()));
      assertThat(rows(server, own, "SELECT tableowner FROM pg_tables WHERE schemaname = 's'")).containsExactly(own + "_owner");
      assertThat(maker.databases().drop(Design.of(own).design(), DropPolicy.ALWAYS)).isEmpty();
      assertThat(rows(server, "postgres", "SELECT rolname FROM pg_roles WHERE rolname LIKE '" + own + "%'")).isEmpty();
    }
  }

  @Test
  void anAdoptedDatabaseOfTheProvidersOwnGetsAnOwner() {
    var login = newName("before");
    run(server, "postgres", "CREATE ROLE " + login + " LOGIN SUPERUSER PASSWORD 'p'");
    var own = newName("own");
    run(server, "postgres", "CREATE DATABASE " + own + " OWNER " + login);
    try (var provider = open(login, "p")) {
      var design = Design.of(own).found().design();
      var state = provider.databases().observe(design).orElseThrow();
      assertThat(state.changes().toString()).contains("owner " + login + " -> " + own + "_owner");
      provider.databases().update(design, state);
      assertThat(provider.databases().observe(design).orElseThrow().facts().owner()).contains(own + "_owner");
      assertThat(provider.databases().observe(design).orElseThrow().changes()).isEmpty();
    }
  }

  @Test
  void aRoleThatIsSomebodyElsesIsNotTaken() {
    var own = newName("own");
    run(server, "postgres", "CREATE ROLE " + own + "_owner");
    var failure = failureOf(() -> handle.databases().create(Design.of(own).design()));
    assertThat(failure.reason()).isEqualTo(Reasons.CONFLICT);
    assertThat(failure.message()).contains(own + "_owner").contains("spec.forProvider.owner");
  }

  @Test
  void aLongNameHasAnOwnerAndARunnerToo() {
    var own = ("long_" + newName("n") + "_").repeat(9).substring(0, 63);
    handle.databases().create(Design.of(own).design());
    apply(handle, design(own, Map.of("V1__t.sql", TABLE), new RunAs.Owner()));
    assertThat(rows(server, own, "SELECT tableowner FROM pg_tables WHERE tablename = 't'").getFirst()).endsWith("_owner");
  }

  private List<String> owners() {
    return rows(server, database, "SELECT tablename || ' ' || tableowner FROM pg_tables WHERE schemaname = 'public' ORDER BY 1");
  }

  private void apply(Map<String, String> files) {
    apply(handle, design(files, new RunAs.Owner()));
  }

  private MigrationDesign design(Map<String, String> files, RunAs as) {
    return design(database, files, as);
  }

  private static MigrationDesign design(String database, Map<String, String> files, RunAs as) {
    return new MigrationDesign(
        database, MigrationSet.of(files, false), Optional.empty(), "flyway_schema_history", Optional.empty(), List.of(), Optional.empty(), false,
        Optional.empty(), Set.of(), Duration.ofSeconds(10), Duration.ZERO, Duration.ofMinutes(1), as);
  }

  private void apply(DatabaseServer as, MigrationDesign design) {
    var state = as.migrations().apply(design, new MigrationRun() {
      @Override
      public boolean proceed(MigrationState before) {
        return true;
      }

      @Override
      public void progress(Progress progress) {}

      @Override
      public boolean stopRequested() {
        return false;
      }

      @Override
      public void cancellable(Runnable cancel) {}

      @Override
      public void handedOver(String what) {
        handedOver.add(what);
      }
    });
    assertThat(state.pending()).isEmpty();
    assertThat(state.problems()).isEmpty();
  }
}
