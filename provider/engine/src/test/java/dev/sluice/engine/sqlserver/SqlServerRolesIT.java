package dev.sluice.engine.sqlserver;

import static dev.sluice.engine.role.RoleAccess.Preset.MIGRATE;
import static dev.sluice.engine.role.RoleAccess.Preset.OWNER;
import static dev.sluice.engine.role.RoleAccess.Preset.READ_ONLY;
import static dev.sluice.engine.role.RoleAccess.Preset.READ_WRITE;
import static dev.sluice.engine.sqlserver.Design.failureOf;
import static dev.sluice.engine.sqlserver.LiveRole.PASSWORD;
import static dev.sluice.engine.sqlserver.TSqlServer.newName;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.engine.Password;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.role.RemovalPolicy;
import dev.sluice.engine.role.RoleAccess;
import dev.sluice.engine.role.RoleAccess.Preset;
import dev.sluice.engine.role.RoleDesign;
import dev.sluice.engine.role.Roles;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Roles on a real server, made by a provider that is no administrator. */
@ExtendWith(TSqlServerExtension.class)
@Timeout(300)
class SqlServerRolesIT {
  private final TSqlServer server;
  private final LiveRole subject;
  private final Roles roles;
  private final String role;
  private final String database;

  SqlServerRolesIT(TSqlServer server) {
    this.server = server;
    this.subject = LiveRole.on(server);
    this.roles = subject.roles();
    this.role = subject.role();
    this.database = subject.database();
  }

  @AfterEach
  void remove() {
    subject.remove();
  }

  @Test
  void aLoginIsMadeWithItsHashAndItsClaimAndSeen() {
    assertThat(roles.observe(subject.design())).isEmpty();
    subject.made(subject.design());
    assertThat(subject.observed(subject.design()).facts().claim()).contains(subject.claim("1"));
    assertThat(server.query("master", "SELECT CONVERT(varchar(200), sid, 2) FROM sys.sql_logins WHERE name = N'" + role + "'"))
        .containsExactly(LoginSid.of("test/Role/" + role, role));
    assertThat(server.query("master", "SELECT 1 FROM sys.sql_logins WHERE PWDCOMPARE(N'" + PASSWORD + "', password_hash) = 1 AND name = N'" + role + "'")).hasSize(1);
  }

  @Test
  void aPasswordThatSomebodyElseChangedIsNoticedAndSetAgain() {
    subject.made(subject.design(subject.access(READ_ONLY)));
    server.run("master", "ALTER LOGIN [" + role + "] WITH PASSWORD = N'Zq1-changed-by-hand'");
    // What was seen to work is believed for a while; another handle has seen nothing.
    try (var fresh = new SqlServerEngine().open(server.as(subject.provider(), PASSWORD))) {
      var design = subject.design(subject.access(READ_ONLY));
      var state = fresh.roles().observe(design).orElseThrow();
      assertThat(state.changes()).extracting(change -> change.what()).containsExactly("password changed");
      fresh.roles().update(design, state);
    }
    assertThat(subject.logsIn(role, PASSWORD)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "READ_ONLY  | SELECT a FROM t                        | true",
        "READ_ONLY  | SELECT a FROM w                        | true",
        "READ_ONLY  | SELECT a FROM sales.s                  | true",
        "READ_ONLY  | SELECT dbo.f()                         | true",
        "READ_ONLY  | EXEC p                                 | true",
        "READ_ONLY  | SELECT a FROM rows_of()                | true",
        "READ_ONLY  | INSERT INTO t VALUES (2)               | false",
        "READ_ONLY  | UPDATE t SET a = 2                     | false",
        "READ_ONLY  | DELETE FROM t                          | false",
        "READ_ONLY  | SELECT NEXT VALUE FOR q                | false",
        "READ_ONLY  | CREATE TABLE mine (a int)              | false",
        "READ_WRITE | SELECT a FROM t                        | true",
        "READ_WRITE | INSERT INTO t VALUES (2)               | true",
        "READ_WRITE | UPDATE sales.s SET a = 2               | true",
        "READ_WRITE | DELETE FROM t                          | true",
        "READ_WRITE | SELECT NEXT VALUE FOR q                | true",
        "READ_WRITE | TRUNCATE TABLE t                       | false",
        "READ_WRITE | DROP TABLE t                           | false",
        "READ_WRITE | ALTER TABLE t ADD b int                | false",
        "READ_WRITE | CREATE TABLE mine (a int)              | false",
        "READ_WRITE | CREATE SCHEMA mine                     | false",
        "READ_WRITE | GRANT SELECT ON t TO public            | false",
        "READ_WRITE | EXECUTE AS USER = N'dbo'               | false",
        "MIGRATE    | CREATE TABLE mine (a int)              | true",
        "MIGRATE    | CREATE SCHEMA mine                     | true",
        "MIGRATE    | ALTER TABLE t ADD b int                | true",
        "MIGRATE    | GRANT SELECT ON t TO public            | true",
        "MIGRATE    | EXECUTE AS USER = N'dbo'               | false",
        "MIGRATE    | CREATE TRIGGER x ON DATABASE FOR CREATE_USER AS SELECT 1 | false",
        "MIGRATE    | ALTER ROLE db_owner ADD MEMBER public  | false",
        "MIGRATE    | BACKUP DATABASE CURRENT TO DISK = N'x' | false",
        "OWNER      | EXECUTE AS USER = N'dbo'               | true",
        "OWNER      | CREATE ROLE mine                       | true",
        "OWNER      | CREATE LOGIN mine WITH PASSWORD = N'Zq1-xxxxxxxx' | false"
      })
  void aPresetIsWhatTheRoleCanAndCannotDo(Preset preset, String sql, boolean allowed) {
    subject.made(subject.design(subject.access(preset)));
    assertThat(subject.may(role, sql.replace("DATABASE CURRENT", "DATABASE [" + database + "]"))).isEqualTo(allowed);
  }

  @Test
  void whatIsMadeLaterIsCoveredAtOnceAndSchemasAreToldApart() {
    subject.made(subject.design(subject.access(READ_WRITE, "sales")));
    server.run(database, "CREATE TABLE sales.later (a int)", "CREATE TABLE later (a int)");
    assertThat(subject.may(role, "INSERT INTO sales.later VALUES (1)")).isTrue();
    assertThat(subject.may(role, "SELECT a FROM later")).isFalse();
    assertThat(subject.may(role, "SELECT a FROM t")).isFalse();
  }

  @Test
  void migrationsRecordsAreReadAndNotWritten() {
    server.run(database, "CREATE TABLE flyway_schema_history (installed_rank int)", "CREATE TABLE sales.own (installed_rank int)");
    subject.made(subject.design(subject.access(READ_WRITE)));
    for (var table : List.of("flyway_schema_history", "sales.own")) {
      assertThat(subject.may(role, "SELECT installed_rank FROM " + table)).isTrue();
      assertThat(subject.may(role, "INSERT INTO " + table + " VALUES (1)")).isFalse();
      assertThat(subject.may(role, "DELETE FROM " + table)).isFalse();
    }
  }

  @Test
  void oneLoginIsAUserInSeveralDatabases() {
    var second = newName("second");
    server.run("master", "CREATE DATABASE [" + second + "]", "ALTER AUTHORIZATION ON DATABASE::[" + second + "] TO [" + subject.provider() + "]");
    try {
      var both = subject.design(subject.access(READ_ONLY), new RoleAccess(second, READ_WRITE, List.of()));
      subject.made(both);
      var sids = List.of(database, second).stream()
          .flatMap(name -> server.query(name, "SELECT CONVERT(varchar(200), sid, 2) FROM sys.database_principals WHERE name = N'" + role + "'").stream()).distinct();
      assertThat(sids).hasSize(1);
      var one = new RoleUnderTest(subject.design(subject.access(READ_ONLY))).former(new RoleAccess(second, READ_WRITE, List.of())).design();
      subject.made(one);
      assertThat(server.query(second, "SELECT name FROM sys.database_principals WHERE name = N'" + role + "'")).isEmpty();
    } finally {
      server.drop(second);
    }
  }

  @Test
  void lessAccessIsLess() {
    subject.made(subject.design(subject.access(READ_WRITE)));
    server.run(database, "GRANT ALTER ON t TO [" + role + "]");
    subject.made(new RoleUnderTest(subject.design(subject.access(READ_ONLY, "dbo"))).former(subject.access(READ_WRITE)).design());
    assertThat(subject.may(role, "SELECT a FROM t")).isTrue();
    assertThat(subject.may(role, "SELECT a FROM sales.s")).isFalse();
    assertThat(subject.may(role, "INSERT INTO t VALUES (1)")).isFalse();
  }

  @Test
  void loginsTakeTurnsAndNobodyIsLockedOut() {
    subject.made(subject.design(subject.access(READ_ONLY)));
    subject.made(subject.turn(role + "_a", PASSWORD, subject.access(READ_ONLY)));
    assertThat(List.of(role, role + "_a")).allMatch(login -> subject.may(login, "SELECT a FROM t"));
    subject.made(subject.turn(role + "_b", PASSWORD, subject.access(READ_ONLY)));
    assertThat(List.of(role + "_a", role + "_b")).allMatch(login -> subject.may(login, "SELECT a FROM t"));
    assertThat(subject.logsIn(role, PASSWORD)).isFalse();
    subject.made(subject.turn(role + "_a", "Zq1-another-one", subject.access(READ_ONLY)));
    assertThat(subject.logsIn(role + "_a", "Zq1-another-one")).isTrue();
    assertThat(subject.may(role + "_b", "SELECT a FROM t")).isTrue();
    assertThat(subject.dropped(RemovalPolicy.REASSIGN)).isEmpty();
    assertThat(server.query("master", "SELECT name FROM sys.sql_logins WHERE name LIKE N'" + role + "%'")).isEmpty();
    assertThat(server.query(database, "SELECT name FROM sys.database_principals WHERE name LIKE N'" + role + "%'")).isEmpty();
  }

  @Test
  void aGroupIsARoleOfTheDatabaseAndOthersAreItsMembers() {
    var group = newName("group");
    var design = RoleUnderTest.named(group).access(subject.access(READ_WRITE)).group().design();
    roles.create(design);
    assertThat(roles.observe(design).orElseThrow().changes()).isEmpty();
    subject.made(new RoleUnderTest(subject.design(subject.access(READ_ONLY))).memberOf(group).design());
    assertThat(subject.may(role, "INSERT INTO t VALUES (1)")).isTrue();
    subject.made(new RoleUnderTest(subject.design(subject.access(READ_ONLY))).memberOf().design());
    assertThat(subject.may(role, "INSERT INTO t VALUES (1)")).isFalse();
    assertThat(roles.drop(RoleDesign.named(group, design.claim()), RemovalPolicy.REASSIGN)).isEmpty();
  }

  @Test
  void aUserOfTheDatabaseAloneLogsInThere() {
    assumeThat(server.query("master", "SELECT CAST(value_in_use AS int) FROM sys.configurations WHERE name = 'contained database authentication'"))
        .as("contained database authentication is off").containsExactly("1");
    server.run("master", "ALTER DATABASE [" + database + "] SET CONTAINMENT = PARTIAL WITH ROLLBACK IMMEDIATE");
    var design = new RoleUnderTest(subject.design(subject.access(READ_ONLY))).option("contained", true).design();
    subject.made(design);
    assertThat(subject.may(role, "SELECT a FROM t")).isTrue();
    assertThat(server.query("master", "SELECT name FROM sys.sql_logins WHERE name = N'" + role + "'")).isEmpty();
    var changed = new RoleUnderTest(subject.plain("Zq1-another-one")).access(subject.access(READ_ONLY)).option("contained", true).design();
    subject.made(changed);
    assertThat(subject.logsIn(role, "Zq1-another-one")).isTrue();
    assertThat(subject.dropped(RemovalPolicy.REASSIGN)).isEmpty();
  }

  @Test
  void whatItOwnsGoesToTheDatabasesOwnerAndItsSessionsEnd() throws Exception {
    subject.made(subject.design(subject.access(MIGRATE)));
    assertThat(subject.may(role, "CREATE SCHEMA mine")).isTrue();
    assertThat(subject.may(role, "CREATE TABLE mine.t (a int); GRANT SELECT ON mine.t TO public")).isTrue();
    assertThat(failureOf(() -> subject.dropped(RemovalPolicy.RESTRICT)).message()).contains("it owns schema mine in database " + database);
    try (var open = subject.connect(role, PASSWORD, database)) {
      assertThat(open.isValid(5)).isTrue();
      assertThat(subject.dropped(RemovalPolicy.REASSIGN)).isEmpty();
      assertThat(open.isValid(5)).isFalse();
    }
    assertThat(server.query(database, "SELECT USER_NAME(principal_id) FROM sys.schemas WHERE name = 'mine'")).containsExactly("dbo");
    assertThat(server.query(database, "SELECT permission_name FROM sys.database_permissions WHERE major_id = OBJECT_ID('mine.t')")).containsExactly("SELECT");
    assertThat(subject.dropped(RemovalPolicy.REASSIGN)).isEmpty();
  }

  @Test
  void aTriggerOfTheDatabasesGetsNoRightsFromOurs() {
    server.run(database, "CREATE TRIGGER hostile ON DATABASE FOR DDL_DATABASE_LEVEL_EVENTS AS BEGIN TRY EXEC(N'GRANT ALTER ANY LOGIN TO [" + subject.provider()
        + "] WITH GRANT OPTION; CREATE LOGIN [" + role + "_hostile] WITH PASSWORD = N''Zq1-xxxxxxxx''') END TRY BEGIN CATCH IF XACT_STATE() = -1"
        + " THROW END CATCH");
    try (var mighty = server.open()) {
      mighty.roles().create(subject.design(subject.access(READ_ONLY)));
    } catch (dev.sluice.engine.EngineException e) {
      // That it fails is the database's affair.
      assertThat(e.failure().message()).contains(role);
    } finally {
      server.run(database, "DROP TRIGGER hostile ON DATABASE");
    }
    assertThat(server.query("master", "SELECT name FROM sys.sql_logins WHERE name = N'" + role + "_hostile'")).isEmpty();
  }

  @Test
  void whatWasThereBeforeKeepsItsPasswordAndStays() {
    server.run("master", "CREATE LOGIN [" + role + "] WITH PASSWORD = N'" + PASSWORD + "', CHECK_POLICY = OFF");
    var found = new RoleDesign(
        role, new Claim("uid-1", "test/Role/" + role, false), true, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
        List.of(subject.access(READ_ONLY)), List.of());
    subject.made(found);
    assertThat(subject.may(role, "SELECT a FROM t")).isTrue();
    assertThat(subject.dropped(RemovalPolicy.REASSIGN)).hasValueSatisfying(why -> assertThat(why).contains("was there before this resource and stays"));
    var other = new RoleUnderTest(subject.plain("Zq1-new-one")).access(subject.access(READ_ONLY)).design();
    subject.made(other);
    assertThat(subject.logsIn(role, "Zq1-new-one")).isTrue();
  }

  @Test
  void anotherResourcesRoleAndAdministratorsAreLeftAlone() {
    subject.made(subject.design());
    var other = new RoleDesign(
        role, new Claim("u", "test/Role/other", true), true, Optional.of(new Password(PASSWORD)), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
        Optional.empty(), List.of(), List.of());
    assertThat(failureOf(() -> roles.observe(other)).reason()).isEqualTo(Reasons.CONFLICT);
    assertThat(roles.drop(RoleDesign.named(role, other.claim()), RemovalPolicy.REASSIGN)).isPresent();
    server.run("master", "ALTER SERVER ROLE processadmin ADD MEMBER [" + role + "]");
    assertThat(failureOf(() -> roles.observe(subject.design())).reason()).isEqualTo(Reasons.ROLE_NOT_ALLOWED);
    assertThat(failureOf(() -> roles.observe(RoleUnderTest.named(subject.provider()).design())).message()).contains("provider's own login");
  }

  @Test
  void ownersOfDatabasesStay() {
    subject.made(subject.design());
    server.run("master", "ALTER AUTHORIZATION ON DATABASE::[" + database + "] TO [" + role + "]");
    assertThat(failureOf(() -> subject.dropped(RemovalPolicy.REASSIGN)).message()).contains("it owns database " + database);
    server.run("master", "ALTER AUTHORIZATION ON DATABASE::[" + database + "] TO [" + subject.provider() + "]");
    subject.made(subject.design(subject.access(OWNER)));
  }
}
