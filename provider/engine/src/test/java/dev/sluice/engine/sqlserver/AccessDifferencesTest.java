package dev.sluice.engine.sqlserver;

import static dev.sluice.engine.role.RoleAccess.Preset.MIGRATE;
import static dev.sluice.engine.role.RoleAccess.Preset.OWNER;
import static dev.sluice.engine.role.RoleAccess.Preset.READ_ONLY;
import static dev.sluice.engine.role.RoleAccess.Preset.READ_WRITE;
import static dev.sluice.engine.sqlserver.Design.failureOf;
import static dev.sluice.engine.sqlserver.RoleUnderTest.HOLDER;
import static dev.sluice.engine.sqlserver.RoleUnderTest.access;
import static dev.sluice.engine.sqlserver.RoleUnderTest.app;
import static dev.sluice.engine.sqlserver.RoleUnderTest.claim;
import static dev.sluice.engine.sqlserver.RoleUnderTest.made;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.grant.GrantTarget;
import dev.sluice.engine.grant.GrantTarget.Membership;
import dev.sluice.engine.grant.GrantTarget.WholeDatabase;
import dev.sluice.engine.grant.GrantTerms;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccessDifferencesTest {
  private static final String SID = LoginSid.of(HOLDER, "app");
  private static final String CLAIM = "EXEC sys.sp_addextendedproperty @name = N'sluice_claim', @value = N'made uid=uid-1 holder=test/Role/app',"
      + " @level0type = N'USER', @level0name = N'app'";

  private final SceneUnderTest scene = new SceneUnderTest();

  @Test
  void aLoginIsLetInAndReads() {
    var step = step(app(access("shop", READ_ONLY))).orElseThrow();
    assertThat(step.database()).contains("shop");
    assertThat(step.what()).isEqualTo("access to shop: user app made, db_datareader joined, sluice_application joined, EXECUTE granted");
    assertThat(step.sql()).containsExactly(
        "CREATE USER [app] FOR LOGIN [app]", "IF DATABASE_PRINCIPAL_ID(N'sluice_application') IS NULL CREATE ROLE [sluice_application] AUTHORIZATION [dbo]",
        "ALTER ROLE [db_datareader] ADD MEMBER [app]", "ALTER ROLE [sluice_application] ADD MEMBER [app]", "GRANT EXECUTE TO [app]");
  }

  @Test
  void whatIsThereIsLeft() {
    scene.applications().user("app", SID, "db_datareader", "db_datawriter", "sluice_application", "by_hand").holds("app", "CONNECT", "").holds("app", "EXECUTE", "");
    assertThat(step(app(access("shop", READ_WRITE)))).isEmpty();
  }

  @Test
  void schemasAreGrantedOneByOne() {
    scene.applications().schema("sales", "dbo").user("app", SID, "sluice_application");
    assertThat(sql(app(access("shop", READ_WRITE, "sales")))).containsExactly(
        "GRANT DELETE ON SCHEMA::[sales] TO [app]", "GRANT EXECUTE ON SCHEMA::[sales] TO [app]", "GRANT INSERT ON SCHEMA::[sales] TO [app]",
        "GRANT SELECT ON SCHEMA::[sales] TO [app]", "GRANT UPDATE ON SCHEMA::[sales] TO [app]");
  }

  @Test
  void aDenialIsNoGrantAndEndsWithOne() {
    scene.applications().schema("sales", "dbo").user("app", SID, "sluice_application").holds("app", "SELECT", "D", "sales").holds("app", "EXECUTE", "W", "sales");
    assertThat(sql(app(access("shop", READ_ONLY, "sales")))).containsExactly("GRANT SELECT ON SCHEMA::[sales] TO [app]");
  }

  @Test
  void aSchemaThatIsNotThereYetIsWaitedFor() {
    var failure = failureOf(() -> step(app(access("shop", READ_ONLY, "later"))));
    assertThat(failure).isInstanceOf(Failure.Transient.class);
    assertThat(failure.reason()).isEqualTo("WaitingForSchema");
    assertThat(failure.message()).contains("later").contains("shop");
  }

  @Test
  void migrationsRecordsAreClosedBeforeAnythingIsGranted() {
    scene.applications().open("dbo", "flyway_schema_history").open("o]ps", "own_history");
    assertThat(sql(app(access("shop", READ_WRITE)))).containsSubsequence(
        "DENY INSERT, UPDATE, DELETE, ALTER, TAKE OWNERSHIP ON OBJECT::[dbo].[flyway_schema_history] TO [sluice_application]",
        "DENY INSERT, UPDATE, DELETE, ALTER, TAKE OWNERSHIP ON OBJECT::[o]]ps].[own_history] TO [sluice_application]",
        "ALTER ROLE [db_datawriter] ADD MEMBER [app]");
  }

  @Test
  void whoMigratesHasWhatTheOwnerHasAndBecomesNobody() {
    scene.schema("sales", "dbo").schema("mine", "app").user("app", SID);
    assertThat(sql(app(access("shop", MIGRATE)))).containsExactly(
        "ALTER ROLE [db_datareader] ADD MEMBER [app]", "ALTER ROLE [db_datawriter] ADD MEMBER [app]", "ALTER ROLE [db_ddladmin] ADD MEMBER [app]",
        "DENY ALTER ANY DATABASE DDL TRIGGER TO [app]", "GRANT EXECUTE TO [app]", "GRANT REFERENCES TO [app]", "GRANT SHOWPLAN TO [app]", "GRANT VIEW DATABASE STATE TO [app]",
        "GRANT VIEW DEFINITION TO [app]", "GRANT CONTROL ON SCHEMA::[dbo] TO [app]", "GRANT CONTROL ON SCHEMA::[sales] TO [app]");
    var migrating = differences(app(access("shop", MIGRATE)));
    migrating.step(true);
    assertThat(migrating.ownsSchemas()).isTrue();
    assertThat(sql(app(access("shop", OWNER)))).containsExactly("ALTER ROLE [db_owner] ADD MEMBER [app]");
  }

  @Test
  void anotherPresetTakesBackWhatOnlyTheFormerOneGave() {
    scene.applications().user("app", SID, "db_datareader", "db_datawriter", "sluice_application").holds("app", "EXECUTE", "").holds("app", "SELECT", "dbo");
    var less = app(access("shop", READ_ONLY)).former(access("shop", READ_WRITE));
    assertThat(sql(less)).containsExactly("ALTER ROLE [db_datawriter] DROP MEMBER [app]");
    var schemas = app(access("shop", READ_ONLY, "dbo")).former(access("shop", READ_WRITE));
    assertThat(sql(schemas)).containsExactly(
        "GRANT EXECUTE ON SCHEMA::[dbo] TO [app]", "ALTER ROLE [db_datareader] DROP MEMBER [app]", "ALTER ROLE [db_datawriter] DROP MEMBER [app]", "REVOKE EXECUTE FROM [app] CASCADE");
    var kept = schemas.granted(grant(new WholeDatabase(), "EXECUTE"), grant(new Membership(List.of("db_datareader"))));
    assertThat(sql(kept)).containsExactly("GRANT EXECUTE ON SCHEMA::[dbo] TO [app]", "ALTER ROLE [db_datawriter] DROP MEMBER [app]");
  }

  @Test
  void membershipsAreExactWhereTheyAreGiven() {
    scene.applications().role("readers", Optional.empty()).role("old", Optional.empty()).user("app", SID, "db_datareader", "sluice_application", "old", "granted")
        .holds("app", "EXECUTE", "");
    var role = app(access("shop", READ_ONLY)).memberOf("readers").granted(grant(new Membership(List.of("granted"))));
    assertThat(sql(role)).containsExactly("ALTER ROLE [readers] ADD MEMBER [app]", "ALTER ROLE [old] DROP MEMBER [app]");
    assertThat(failureOf(() -> step(role.memberOf("nobody"))).reason()).isEqualTo("WaitingForReference");
  }

  @Test
  void aGroupIsARoleOfTheDatabase() {
    assertThat(sql(app(access("shop", READ_ONLY)).group())).startsWith("CREATE ROLE [app] AUTHORIZATION [dbo]", CLAIM).contains("ALTER ROLE"
        + " [db_datareader] ADD MEMBER [app]");
  }

  @Test
  void twoLoginsThatTakeTurnsAreInOneRole() {
    var a = LoginSid.of(HOLDER, "app_a");
    var role = app(access("shop", READ_ONLY)).turn("app_a");
    assertThat(sql(role)).startsWith("CREATE ROLE [app] AUTHORIZATION [dbo]", CLAIM, "CREATE USER [app_a] FOR LOGIN [app_a]", "ALTER ROLE [app]"
        + " ADD MEMBER [app_a]")
        .contains("GRANT EXECUTE TO [app]");
    scene.applications().role("app", Optional.of(claim("1")), "db_datareader", "sluice_application").holds("app", "EXECUTE", "").user("app_a", a, "app");
    assertThat(sql(role.turn("app_b"), Map.of("app_a", made("app_a")))).containsExactly("CREATE USER [app_b] FOR LOGIN [app_b]", "ALTER ROLE [app]"
        + " ADD MEMBER [app_b]");
  }

  @Test
  void aUserMakesWayForTheRoleOfItsNameAndStaysWhoItIs() {
    scene.applications().user("app", SID, "db_datareader", "sluice_application").holds("app", "EXECUTE", "");
    assertThat(sql(app(access("shop", READ_ONLY)).turn("app_a"), Map.of("app", made("app")))).containsExactly(
        "ALTER USER [app] WITH NAME = [app_login]", "CREATE ROLE [app] AUTHORIZATION [dbo]", CLAIM, "CREATE USER [app_a] FOR LOGIN [app_a]", "ALTER ROLE [app] ADD MEMBER [app_login]",
        "ALTER ROLE [app] ADD MEMBER [app_a]", "ALTER ROLE [db_datareader] ADD MEMBER [app]", "ALTER ROLE [sluice_application] ADD MEMBER [app]", "GRANT EXECUTE TO [app]");
  }

  @Test
  void aUserWhoseLoginIsGoneIsGivenBackAndAnothersIsNot() {
    scene.applications().orphan("app", "AA");
    assertThat(sql(app(access("shop", READ_ONLY))).getFirst()).isEqualTo("ALTER USER [app] WITH LOGIN = [app]");
    var failure = failureOf(() -> new AccessDifferences(identities(app(access("shop", READ_ONLY)), Map.of("app", made("app"))), access("shop", READ_ONLY),
        new SceneUnderTest().user("app", "BB").scene()).step(true));
    assertThat(failure.reason()).isEqualTo(Reasons.CONFLICT);
    assertThat(failure.message()).contains("User app of database shop is somebody else's");
  }

  @Test
  void whoOwnsTheDatabaseNeedsNothing() {
    scene.user("dbo", SID);
    assertThat(step(app(access("shop", READ_ONLY)))).isEmpty();
  }

  @Test
  void aUserOfTheDatabaseAloneHasItsPasswordThere() {
    var role = app(access("shop", READ_ONLY)).option("contained", true).option("defaultSchema", "sales");
    var step = step(role).orElseThrow();
    assertThat(step.secret()).isTrue();
    assertThat(step.change().sql()).isEmpty();
    assertThat(step.sql()).startsWith("CREATE USER [app] WITH PASSWORD = N'Zq1-secret', DEFAULT_SCHEMA = [sales]", CLAIM);
    scene.applications().contained("app", Optional.of(claim("1")), "db_datareader", "sluice_application").holds("app", "EXECUTE", "");
    assertThat(sql(app(access("shop", READ_ONLY)).option("contained", true))).isEmpty();
    assertThat(differences(app(access("shop", READ_ONLY)).option("contained", true)).step(false).orElseThrow().sql())
        .containsExactly("ALTER USER [app] WITH PASSWORD = N'Zq1-secret'", CLAIM.replace("sp_add", "sp_update"));
  }

  @Test
  void whatWasFoundIsClaimedAsFound() {
    scene.applications().role("app", Optional.empty(), "db_datareader", "sluice_application").holds("app", "EXECUTE", "");
    assertThat(sql(app(access("shop", READ_ONLY)).group())).containsExactly(CLAIM.replace("made", "adopted"));
    var other = RoleUnderTest.named("app").access(access("shop", READ_ONLY)).group();
    var taken = new SceneUnderTest().role("app", Optional.of(new Claim("u", "test/Role/other", true))).scene();
    assertThat(failureOf(() -> RoleAdmission.check(other.design(), taken)).message()).contains("claimed by test/Role/other").contains("extended property sluice_claim");
  }

  @Test
  void itsDefaultSchemaIsKeptUp() {
    scene.applications().user("app", SID, "db_datareader", "sluice_application").holds("app", "EXECUTE", "");
    assertThat(sql(app(access("shop", READ_ONLY)).option("defaultSchema", "s]x"))).containsExactly("ALTER USER [app] WITH DEFAULT_SCHEMA = [s]]x]");
  }

  private static GrantTerms grant(GrantTarget on, String... privileges) {
    return new GrantTerms("app", Optional.of("shop"), on, Set.of(privileges), false);
  }

  private Optional<Step> step(RoleUnderTest role) {
    return differences(role).step(true);
  }

  private List<String> sql(RoleUnderTest role) {
    return step(role).map(Step::sql).orElse(List.of());
  }

  private List<String> sql(RoleUnderTest role, Map<String, LoginRow> found) {
    return new AccessDifferences(identities(role, found), role.design().access().getFirst(), scene.scene()).step(true).map(Step::sql).orElse(List.of());
  }

  private AccessDifferences differences(RoleUnderTest role) {
    return new AccessDifferences(identities(role, role.design().current().isPresent() ? Map.of() : Map.of("app", made("app"))), role.design().access().getFirst(), scene.scene());
  }

  private static Identities identities(RoleUnderTest role, Map<String, LoginRow> found) {
    return new Identities(role.design(), role.options(), found);
  }
}
