package dev.sluice.engine.sqlserver;

import static dev.sluice.engine.role.RoleAccess.Preset.READ_ONLY;
import static dev.sluice.engine.sqlserver.Design.failureOf;
import static dev.sluice.engine.sqlserver.RoleUnderTest.HOLDER;
import static dev.sluice.engine.sqlserver.RoleUnderTest.PASSWORD;
import static dev.sluice.engine.sqlserver.RoleUnderTest.access;
import static dev.sluice.engine.sqlserver.RoleUnderTest.app;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.BoundedSessions;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Password;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.Tls;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.role.RemovalPolicy;
import dev.sluice.engine.role.RoleDesign;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is sent for a role, and in which order. */
class SqlServerRolesTest {
  private static final String NOTHING = "SELECT 1 AS place, 'x' AS thing, 'y' AS statement WHERE 0";
  private static final String NOBODY = "SELECT 'principal' AS kind WHERE 0";
  private static final String SID = LoginSid.of(HOLDER, "app");

  private final ScriptedServer server = new ScriptedServer().answers("sp_getapplock", "SELECT 0").answers("EngineEdition", "SELECT 3");

  @Test
  void aRoleIsMadeByItsLoginAndThenInItsDatabases() {
    server.answers("sys.server_principals", login("app", SID) + " WHERE 0").answers("N''principal'' AS kind", NOBODY);
    roles().create(app(access("sh]op", READ_ONLY)).design());
    var sent = server.sent("CREATE ");
    assertThat(sent).hasSize(2);
    assertThat(sent.getFirst()).startsWith("CREATE LOGIN [app] WITH PASSWORD = 0x0200").contains("SID = 0x" + SID).doesNotContain(PASSWORD);
    assertThat(sent.getLast()).startsWith("EXEC [sh]]op].sys.sp_executesql N'EXECUTE AS USER = N''dbo''; SET XACT_ABORT ON; BEGIN"
        + " TRANSACTION;\nCREATE USER [app] FOR LOGIN [app];\n")
        .endsWith(";\nCOMMIT TRANSACTION;'");
  }

  @Test
  void anotherOnesOfTheNameIsNotTaken() {
    server.answers("sys.server_principals", login("app", "14585E90117152449347750164BA00A7"));
    assertThat(failureOf(() -> roles().create(app().design())).reason()).isEqualTo(Reasons.ALREADY_EXISTS);
    assertThat(server.sent("CREATE LOGIN")).isEmpty();
  }

  @Test
  void whoBearsTheNameOfATurnIsNobodyWhereThereAreNone() {
    server.answers("sys.server_principals", login("app_a", "14585E90117152449347750164BA00A7"));
    assertThat(roles().observe(app().design())).isEmpty();
    assertThat(failureOf(() -> roles().observe(app(access("shop", READ_ONLY)).turn("app_b").design())).reason()).isEqualTo(Reasons.CONFLICT);
  }

  @Test
  void whatIsKeptTellsWhetherThePasswordIsTheOne() {
    var kept = PasswordHash.of(new Password(PASSWORD)).substring(2);
    server.answers("sys.server_principals", login("app", SID).replace("NULL AS password_hash", "'" + kept + "' AS password_hash"));
    var state = roles().observe(app().design()).orElseThrow();
    assertThat(state.changes()).isEmpty();
    assertThat(state.facts().claim()).contains(new Claim("uid-1", HOLDER, true));
    assertThat(state.facts().login()).isTrue();
    var other = app();
    var changed = new RoleDesign(
        "app", other.design().claim(), true, Optional.of(new Password("another")), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
        List.of(), List.of());
    assertThat(roles().observe(changed).orElseThrow().changes()).extracting(change -> change.what()).containsExactly("password changed");
  }

  @Test
  void whatIsNotPermittedNamesTheRight() {
    server.answers("sys.server_principals", login("app", SID) + " WHERE 0").answers("N''principal'' AS kind", NOBODY).refuses("CREATE USER", 15151);
    var failure = failureOf(() -> roles().create(app(access("shop", READ_ONLY)).design()));
    assertThat(failure).isInstanceOf(Failure.MissingRight.class);
    assertThat(failure.message()).startsWith("Not done: access to shop: user app made").contains("db_owner");
    server.refuses("CREATE LOGIN", 15247);
    assertThat(failureOf(() -> roles().create(app().design())).message()).startsWith("Not done: login app made").contains("ALTER ANY LOGIN").doesNotContain("0x0200");
  }

  @Test
  void aRoleGoesFromItsDatabasesAndThenFromTheServer() {
    server.answers("sys.server_principals", login("app", SID))
        .answers("STRING_AGG", "SELECT 'shop' AS database_name, 'app' AS a, 'S' AS b, '" + SID + "' AS c, '' AS d, NULL AS f")
        .answers("owner_sid", "SELECT 'x' WHERE 0")
        .answers("ALTER AUTHORIZATION", "SELECT 1 AS place, 'schema sales' AS thing, 'ALTER AUTHORIZATION ON SCHEMA::[sales] TO [dbo]' AS statement")
        .answers("execute_as_principal_id", NOTHING).answers("dm_exec_sessions", "SELECT 51");
    assertThat(failureOf(() -> roles().drop(RoleDesign.named("app", app().design().claim()), RemovalPolicy.RESTRICT)).message())
        .contains("it owns schema sales in database shop").contains("deletion to Reassign");
    assertThat(server.sent("DISABLE")).isEmpty();
    server.answers("ALTER AUTHORIZATION ON SCHEMA::[sales] TO [dbo];", "SELECT 1");
    assertThat(roles().drop(RoleDesign.named("app", app().design().claim()), RemovalPolicy.REASSIGN)).isEmpty();
    assertThat(server.sent("[")).filteredOn(sql -> !sql.contains("SELECT ")).satisfiesExactly(
        sql -> assertThat(sql).isEqualTo("ALTER LOGIN [app] DISABLE"),
        sql -> assertThat(sql).startsWith("EXEC [shop].sys.sp_executesql N'EXECUTE AS USER = N''dbo''").contains("ALTER AUTHORIZATION ON"
            + " SCHEMA::[sales] TO [dbo]"),
        sql -> assertThat(sql).startsWith("EXEC [shop].sys.sp_executesql N'EXECUTE AS USER = N''dbo''").contains("DROP USER [app]"),
        sql -> assertThat(sql).isEqualTo("DROP LOGIN [app]"));
    assertThat(server.sent("KILL")).containsExactly("KILL 51");
  }

  @Test
  void whatWasFoundStays() {
    server.answers("sys.server_principals", login("app", "14585E90117152449347750164BA00A7")).answers("STRING_AGG", "SELECT 'shop' AS database_name WHERE 0");
    assertThat(roles().drop(RoleDesign.named("app", app().design().claim()), RemovalPolicy.REASSIGN)).hasValueSatisfying(why -> assertThat(why).contains("was there before"));
    assertThat(server.sent("DROP")).isEmpty();
  }

  @Test
  void anOwnerOfADatabaseStays() {
    server.answers("sys.server_principals", login("app", SID)).answers("STRING_AGG", "SELECT 'shop' AS database_name WHERE 0").answers("owner_sid", "SELECT 'shop'");
    var failure = failureOf(() -> roles().drop(RoleDesign.named("app", app().design().claim()), RemovalPolicy.REASSIGN));
    assertThat(failure.reason()).isEqualTo(Reasons.DELETION_BLOCKED);
    assertThat(failure.message()).contains("it owns database shop");
  }

  @Test
  void itsSecretSaysAllInTheDriversWords() {
    var details = roles().connectionDetails("app", Optional.of(new Password("p;w}d")), Optional.of("shop"));
    assertThat(details).containsEntry("username", "app").containsEntry("password", "p;w}d").containsEntry("database", "shop")
        .containsEntry("jdbcUrl", "jdbc:sqlserver://db.example.org:1433;databaseName={shop};user={app};password={p;w}}d};encrypt=false")
        .containsEntry("uri", "sqlserver://app:p%3Bw%7Dd@db.example.org:1433?database=shop&encrypt=false");
    assertThat(roles().connectionDetails("app", Optional.empty(), Optional.empty())).containsOnlyKeys("endpoint", "port", "username");
  }

  private static String login(String name, String sid) {
    return "SELECT '" + name + "' AS name, '" + sid + "' AS sid, 1 AS sql_login, 0 AS is_disabled, 0 AS policy, 'us_english' AS language, NULL AS"
        + " password_hash, 0 AS mighty,"
        + " 0 AS ours, NULL AS password_set FROM (SELECT 1)";
  }

  private SqlServerRoles roles() {
    var at = Design.server("db.example.org", 1433, Tls.DISABLED);
    var failures = new SqlServerFailures(at);
    var probe = new LoginProbe(at, Clock.systemUTC(), BoundedSessions.of(at, new SqlServerConnector(at, failures)));
    return new SqlServerRoles(at, new SessionWork(server, failures, "master"), new Editions(), probe);
  }
}
