package dev.sluice.engine.sqlserver;

import static dev.sluice.engine.sqlserver.Design.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.Tls;
import dev.sluice.engine.migration.RunAs;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent to make a runner, and where there is none. */
class RunnerSessionsTest {
  private static final String NOBODY = "SELECT 'principal' AS kind WHERE 0";
  private static final String PLACE = "SELECT %d AS is_trustworthy_on, %d AS is_db_chaining_on, %d AS mighty_owner";

  private final ScriptedServer server = new ScriptedServer().answers("sp_getapplock", "SELECT 0").answers("EngineEdition", "SELECT 3");

  @Test
  void itIsALoginOfTheDatabaseAloneWithAPasswordThatIsNowhere() {
    server.answers("is_trustworthy_on", PLACE.formatted(0, 0, 1)).answers("sys.server_principals", login("x") + " WHERE 0").answers("N''principal'' AS kind", NOBODY);
    var ready = ready(new RunAs.Owner());
    assertThat(ready.login()).isEqualTo("shop_runner");
    assertThat(server.sent("CREATE LOGIN")).singleElement().asString()
        .matches("CREATE LOGIN \\[shop_runner] WITH PASSWORD = 0x0200[0-9A-F]{136} HASHED, SID = 0x" + Runner.sid("shop", "shop_runner")
            + ", DEFAULT_DATABASE = \\[shop], CHECK_POLICY = OFF, CHECK_EXPIRATION = OFF");
    assertThat(server.sent("CREATE USER")).singleElement().asString().startsWith("EXEC [shop].sys.sp_executesql N'EXECUTE AS USER = N''dbo''");
  }

  @Test
  void whatItWasGivenOnTheServerGoesWithIt() {
    server.answers("is_trustworthy_on", PLACE.formatted(0, 0, 0)).answers("N''principal'' AS kind", NOBODY)
        .answers("sys.server_principals", login(Runner.sid("shop", "shop_runner")).replace("0 AS mighty", "1 AS mighty"));
    ready(new RunAs.Owner());
    assertThat(server.sent("LOGIN [shop_runner]").stream().map(sql -> sql.substring(0, 12)).toList()).startsWith("DROP LOGIN [", "CREATE LOGIN");
  }

  @Test
  void anothersLoginIsAConflict() {
    server.answers("is_trustworthy_on", PLACE.formatted(0, 0, 0)).answers("sys.server_principals", login("AB"));
    var failure = failureOf(() -> ready(new RunAs.Owner()));
    assertThat(failure.reason()).isEqualTo(Reasons.CONFLICT);
    assertThat(failure.message()).contains("Login shop_runner").contains("rename it");
  }

  @Test
  void whereSqlCouldReachBeyondTheDatabaseNothingRuns() {
    server.answers("is_trustworthy_on", PLACE.formatted(1, 0, 1));
    var trusted = failureOf(() -> ready(new RunAs.Owner()));
    assertThat(trusted).isInstanceOf(Failure.MissingRight.class);
    assertThat(trusted.reason()).isEqualTo(Reasons.OWNER_NOT_ALLOWED);
    assertThat(trusted.message()).contains("SET TRUSTWORTHY OFF");
    server.answers("is_trustworthy_on", PLACE.formatted(0, 1, 0));
    assertThat(failureOf(() -> ready(new RunAs.Owner())).message()).contains("SET DB_CHAINING OFF");
    server.answers("is_trustworthy_on", PLACE.formatted(0, 0, 0) + " WHERE 0");
    assertThat(failureOf(() -> ready(new RunAs.Owner())).reason()).isEqualTo(Reasons.DATABASE_MISSING);
    assertThat(server.sent("CREATE LOGIN")).isEmpty();
  }

  @Test
  void whereTheProviderMayNotMakeOneItSaysWhatIsMissing() {
    server.answers("is_trustworthy_on", PLACE.formatted(0, 0, 0)).answers("sys.server_principals", login("x") + " WHERE 0").refuses("CREATE LOGIN", 15247);
    var failure = failureOf(() -> ready(new RunAs.Owner()));
    assertThat(failure).isInstanceOf(Failure.MissingRight.class);
    assertThat(failure.message()).contains("ALTER ANY LOGIN").contains("runAs to ProviderConfig");
  }

  @ParameterizedTest
  @ValueSource(strings = {"master", "MSDB", "model", "tempdb"})
  void noMigrationRunsInADatabaseOfTheServers(String database) {
    assertThat(failureOf(() -> new Runners.Place(database, new RunAs.Owner())).reason()).isEqualTo(Reasons.INVALID_SPEC);
  }

  @Test
  void aDatabaseThatGoesTakesItsRunnersAlong() throws Exception {
    var ours = Runner.sid("shop", "shop_ops_runner");
    server.answers("sys.sql_logins", "SELECT 'shop_ops_runner', '" + ours + "' UNION ALL SELECT 'other_runner', '" + Runner.sid("other", "other_runner") + "'");
    try (var session = server.lease("master", null)) {
      Runner.remove(session.connection(), "shop");
    }
    assertThat(server.sent("DROP LOGIN")).isEqualTo(List.of("DROP LOGIN [shop_ops_runner]"));
  }

  private dev.sluice.engine.RunnerSessions.Ready ready(RunAs as) {
    var at = Design.server("db.example.org", 1433, Tls.DISABLED);
    var work = new SessionWork(server, new SqlServerFailures(at), "master");
    return new Runners(at, work, new Editions(), Clock.systemUTC()).at(new Runners.Place("shop", as)).ready();
  }

  private static String login(String sid) {
    return "SELECT 'shop_runner' AS name, '" + sid + "' AS sid, 1 AS sql_login, 0 AS is_disabled, 0 AS policy, '' AS language, NULL AS"
        + " password_hash, 0 AS mighty, 0 AS ours,"
        + " NULL AS password_set FROM (SELECT 1)";
  }
}
