package dev.sluice.engine.sqlserver;

import static dev.sluice.engine.sqlserver.Design.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.Password;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.migration.RunAs;
import dev.sluice.engine.sqlserver.RoleScene.Held;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunnerDifferencesTest {
  private static final String SID = Runner.sid("shop", "shop_runner");
  private static final String[] ROLES = {"db_datareader", "db_datawriter", "db_ddladmin"};

  private final SceneUnderTest scene = new SceneUnderTest();

  @Test
  void itMayChangeTheSchemaAndBecomeNobody() {
    assertThat(sql(new RunAs.Owner())).containsExactly(
        "CREATE USER [shop_runner] FOR LOGIN [shop_runner]", "ALTER ROLE [db_datareader] ADD MEMBER [shop_runner]", "ALTER ROLE [db_datawriter]"
            + " ADD MEMBER [shop_runner]",
        "ALTER ROLE [db_ddladmin] ADD MEMBER [shop_runner]", "DENY ALTER ANY DATABASE DDL TRIGGER TO [shop_runner]", "GRANT EXECUTE TO [shop_runner]",
        "GRANT REFERENCES TO [shop_runner]", "GRANT SHOWPLAN TO [shop_runner]", "GRANT VIEW DATABASE STATE TO [shop_runner]", "GRANT VIEW"
            + " DEFINITION TO [shop_runner]",
        "GRANT CONTROL ON SCHEMA::[dbo] TO [shop_runner]");
  }

  @Test
  void whatItWasGivenBesidesIsTakenAgain() {
    ready().user("shop_runner", SID, "db_datareader", "db_datawriter", "db_ddladmin", "db_owner").holds("shop_runner", "BACKUP DATABASE", "")
        .holds(new Held("shop_runner", "IMPERSONATE", "G", "USER", "d]bo")).holds(new Held("shop_runner", "ALTER", "W", "ROLE", "r"));
    assertThat(sql(new RunAs.Owner())).containsExactly(
        "ALTER ROLE [db_owner] DROP MEMBER [shop_runner]", "REVOKE BACKUP DATABASE FROM [shop_runner] CASCADE", "REVOKE IMPERSONATE ON"
            + " USER::[d]]bo] FROM [shop_runner] CASCADE",
        "REVOKE ALTER ON ROLE::[r] FROM [shop_runner] CASCADE");
  }

  @Test
  void oneThatIsReadyIsLeft() {
    assertThat(ready().user("shop_runner", SID, ROLES).scene()).isNotNull();
    assertThat(sql(new RunAs.Owner())).isEmpty();
  }

  @Test
  void anothersUserIsLeftAlone() {
    scene.user("shop_runner", "AB");
    var failure = failureOf(() -> sql(new RunAs.Owner()));
    assertThat(failure.reason()).isEqualTo(Reasons.CONFLICT);
    assertThat(failure.message()).contains("User shop_runner of database shop").contains("rename it");
  }

  @Test
  void forARoleItIsThatRolesMemberAndNothingElse() {
    scene.role("ops", Optional.empty(), ROLES);
    assertThat(sql(new RunAs.Role("ops"))).containsExactly("CREATE USER [shop_ops_runner] FOR LOGIN [shop_ops_runner]", "ALTER ROLE [ops] ADD"
        + " MEMBER [shop_ops_runner]");
  }

  @Test
  void aRoleThatIsNoneOrMayNotOrMayTooMuchIsRefused() {
    assertThat(failureOf(() -> sql(new RunAs.Role("ops"))).message()).contains("login: false").contains("runAs to ProviderConfig");
    scene.role("ops", Optional.empty(), "db_datareader");
    assertThat(failureOf(() -> sql(new RunAs.Role("ops"))).message()).contains("preset Migrate");
    scene.role("ops", Optional.empty(), "db_owner");
    assertThat(failureOf(() -> sql(new RunAs.Role("ops"))).message()).contains("may become anybody in database shop");
  }

  @Test
  void onAzureItsPasswordIsTheDatabases() {
    var password = Optional.of(new Password("Zq1"));
    var made = new RunnerDifferences(new Runners.Place("shop", new RunAs.Owner()), scene.scene(), password).steps().getFirst();
    assertThat(made.sql()).startsWith("CREATE USER [shop_runner] WITH PASSWORD = N'Zq1'");
    assertThat(made.change().sql()).isEmpty();
    scene.contained("shop_runner", Optional.of(new Claim("runner", Runner.holder("shop"), true)));
    assertThat(new RunnerDifferences(new Runners.Place("shop", new RunAs.Owner()), scene.scene(), password).steps().getFirst().sql())
        .startsWith("ALTER USER [shop_runner] WITH PASSWORD = N'Zq1'");
    scene.contained("shop_runner", Optional.of(new Claim("u", "test/Role/x", true)));
    assertThat(failureOf(() -> new RunnerDifferences(new Runners.Place("shop", new RunAs.Owner()), scene.scene(), password).steps()).reason()).isEqualTo(Reasons.CONFLICT);
  }

  @Test
  void namesAreToldApart() {
    var longest = "x".repeat(128);
    assertThat(List.of(Runner.loginFor("shop", new RunAs.Owner()), Runner.loginFor("shop", new RunAs.Role("a")), Runner.loginFor(longest, new RunAs.Owner()),
        Runner.loginFor(longest, new RunAs.Role("a")))).doesNotHaveDuplicates().allMatch(name -> name.length() <= 128 && name.endsWith("_runner"));
    assertThat(Runner.sid("shop", "shop_runner")).isNotEqualTo(Runner.sid("other", "shop_runner"));
  }

  private SceneUnderTest ready() {
    scene.holds("shop_runner", "ALTER ANY DATABASE DDL TRIGGER", "D", "").holds("shop_runner", "CONNECT", "").holds("shop_runner", "CONTROL", "dbo");
    List.of("EXECUTE", "REFERENCES", "SHOWPLAN", "VIEW DATABASE STATE", "VIEW DEFINITION").forEach(word -> scene.holds("shop_runner", word, ""));
    return scene;
  }

  private List<String> sql(RunAs as) {
    return new RunnerDifferences(new Runners.Place("shop", as), scene.scene(), Optional.empty()).steps().stream().flatMap(step -> step.sql().stream()).toList();
  }
}
