package dev.sluice.engine.sqlserver;

import static dev.sluice.engine.sqlserver.RoleUnderTest.HOLDER;
import static dev.sluice.engine.sqlserver.RoleUnderTest.PASSWORD;
import static dev.sluice.engine.sqlserver.RoleUnderTest.made;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.role.RoleChange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoginDifferencesTest {
  private static final String HASH = "0x0200[0-9A-F]{136} HASHED";

  private final RoleUnderTest app = RoleUnderTest.app();

  @Test
  void aLoginIsMadeWithAHashAndAnIdentityThatSaysForWhom() {
    var step = steps(app, Map.of(), true).getFirst();
    assertThat(step.what()).isEqualTo("login app made");
    assertThat(step.sql()).singleElement().asString()
        .matches("CREATE LOGIN \\[app] WITH PASSWORD = " + HASH + ", SID = 0x736C75696365[0-9A-F]{20}, CHECK_POLICY = OFF, CHECK_EXPIRATION = OFF")
        .contains(LoginSid.of(HOLDER, "app"));
  }

  @Test
  void neitherPasswordNorHashIsInWhatIsTold() {
    for (var works : List.of(Map.<String, LoginRow>of(), Map.of("app", made("app")))) {
      var step = steps(app.option("checkPolicy", true), works, false).getFirst();
      assertThat(step.change()).extracting(RoleChange::sql).asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST).isEmpty();
      assertThat(step.toString() + step.change()).doesNotContain(PASSWORD).doesNotContain("0x0200");
    }
  }

  @Test
  void whereThePolicyHoldsItHasToSeeThePassword() {
    assertThat(steps(app.option("checkPolicy", true), Map.of(), true).getFirst().sql()).singleElement().asString()
        .contains("PASSWORD = N'" + PASSWORD + "', SID = ").endsWith("CHECK_POLICY = ON, CHECK_EXPIRATION = OFF");
    var held = new LoginRow("app", LoginSid.of(HOLDER, "app"), true, false, true, "us_english", Optional.empty(), false, false, Optional.empty());
    assertThat(steps(app, Map.of("app", held), false).getFirst().sql()).containsExactly("ALTER LOGIN [app] WITH PASSWORD = N'" + PASSWORD + "' UNLOCK");
    assertThat(steps(app.option("checkPolicy", false), Map.of("app", held), false).getFirst().sql()).hasSize(2).first().isEqualTo("ALTER LOGIN"
        + " [app] WITH CHECK_POLICY = OFF");
  }

  @Test
  void aPasswordThatDoesNotLogInIsSetAnew() {
    assertThat(steps(app, Map.of("app", made("app")), true)).isEmpty();
    var step = steps(app, Map.of("app", made("app")), false).getFirst();
    assertThat(step.what()).isEqualTo("password changed");
    assertThat(step.sql()).singleElement().asString().matches("ALTER LOGIN \\[app] WITH PASSWORD = " + HASH);
  }

  @Test
  void whatElseDiffersIsAltered() {
    var off = new LoginRow("app", LoginSid.of(HOLDER, "app"), true, true, false, "us_english", Optional.empty(), false, false, Optional.empty());
    assertThat(steps(app.option("defaultLanguage", "Deutsch").option("checkPolicy", true), Map.of("app", off), true)).extracting(Step::sql).containsExactly(
        List.of("ALTER LOGIN [app] ENABLE"), List.of("ALTER LOGIN [app] WITH DEFAULT_LANGUAGE = [Deutsch]"),
        List.of("ALTER LOGIN [app] WITH CHECK_POLICY = ON, CHECK_EXPIRATION = OFF"));
  }

  @Test
  void theLoginThatWasHandedOutFirstEndsWhenBothTakeTurns() {
    var first = steps(app.turn("app_a"), Map.of("app", made("app")), true);
    assertThat(first).extracting(Step::what).containsExactly("login app_a made");
    var second = steps(app.turn("app_b"), Map.of("app", made("app"), "app_a", made("app_a")), true);
    assertThat(second).extracting(Step::what).containsExactly("login app_b made", "login of app itself ended");
    assertThat(second.getLast().sql()).containsExactly("ALTER LOGIN [app] DISABLE");
  }

  @Test
  void groupsAndUsersOfDatabasesHaveNoLogin() {
    var access = RoleUnderTest.access("shop", dev.sluice.engine.role.RoleAccess.Preset.READ_ONLY);
    assertThat(steps(app.access(access).group(), Map.of(), true)).isEmpty();
    assertThat(steps(app.access(access).option("contained", true), Map.of(), true)).isEmpty();
  }

  private static List<Step> steps(RoleUnderTest role, Map<String, LoginRow> found, boolean works) {
    return new LoginDifferences(role.design(), role.options(), found).steps(works);
  }
}
