package dev.sluice.engine.sqlserver;

import static dev.sluice.engine.role.RoleAccess.Preset.MIGRATE;
import static dev.sluice.engine.role.RoleAccess.Preset.READ_ONLY;
import static dev.sluice.engine.sqlserver.Design.failureOf;
import static dev.sluice.engine.sqlserver.RoleUnderTest.HOLDER;
import static dev.sluice.engine.sqlserver.RoleUnderTest.access;
import static dev.sluice.engine.sqlserver.RoleUnderTest.app;
import static dev.sluice.engine.sqlserver.RoleUnderTest.login;
import static dev.sluice.engine.sqlserver.RoleUnderTest.made;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sluice.engine.Password;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.role.RoleDesign;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoleAdmissionTest {
  private final RoleUnderTest app = app(access("shop", READ_ONLY));

  @ParameterizedTest
  @ValueSource(strings = {"sa", "dbo", "Public", "sysadmin", "db_owner", "##MS_PolicyEventProcessingLogin##", "sluice_application"})
  void theServersOwnAreNotManaged(String name) {
    assertThat(failureOf(() -> RoleUnderTest.named(name).options()).reason()).isEqualTo(Reasons.ROLE_NOT_ALLOWED);
  }

  @Test
  void whatSqlServerDoesNotHaveIsRefusedWithItsRemedy() {
    refused(limited(5), "remove spec.forProvider.connectionLimit");
    assertThatCode(() -> RoleAdmission.check(limited(-1))).doesNotThrowAnyException();
    refused(with(Optional.of(Map.of("a", "b")), app.design().password()), "defaultSchema and defaultLanguage");
    refused(with(Optional.empty(), Optional.of(new Password(""))), "is empty");
    refused(with(Optional.empty(), Optional.of(new Password("x".repeat(129)))), "128 characters");
    refused(RoleUnderTest.named("CORP\\app").design(), "backslash");
    refused(app().group().design(), "name at least one database");
    refused(app().memberOf("g").design(), "name at least one database");
    refused(app().option("contained", true).design(), "name at least one database");
    refused(app.option("contained", true).turn("app_a").design(), "strategy: InPlace");
    refused(app.group().option("contained", true).design(), "for a role that logs in");
    refused(app.option("contained", true).option("checkPolicy", true).design(), "sqlserver.checkPolicy");
    refused(app.option("collation", "x").design(), "sqlserver.collation isn't a field");
    refused(app.option("contained", "yes").design(), "true or false");
    refused(app(access("shop", MIGRATE, "dbo")).design(), "in the whole database");
  }

  @Test
  void namesThatAreTooLongAreRefusedAndThoseMadeBesideThemToldApart() {
    refused(RoleUnderTest.named("x".repeat(129)).design(), "128 at most");
    var long127 = RoleUnderTest.named("x".repeat(127));
    assertThatCode(long127::options).doesNotThrowAnyException();
    refused(long127.turn("x".repeat(127) + "_a").design(), "126 is the most");
    assertThat(List.of(Identities.beside("app"), Identities.beside("x".repeat(127) + "1"), Identities.beside("x".repeat(127) + "2")))
        .doesNotHaveDuplicates().startsWith("app_login").allMatch(name -> name.length() <= 128 && name.endsWith("_login"));
  }

  @Test
  void systemDatabasesAndMightyRolesAreKeptFromManifests() {
    assertThat(failureOf(() -> app(access("master", READ_ONLY)).options()).reason()).isEqualTo(Reasons.ROLE_NOT_ALLOWED);
    assertThat(failureOf(() -> app.memberOf("sysadmin").privileged().options()).message()).contains("role of the server's");
    assertThat(failureOf(() -> app.memberOf("db_securityadmin").options()).message()).contains("preset Migrate or Owner");
    assertThatCode(() -> app.memberOf("db_securityadmin").privileged().options()).doesNotThrowAnyException();
    assertThatCode(() -> app.memberOf("db_datareader", "readers").options()).doesNotThrowAnyException();
  }

  @Test
  void anAdministratorIsManagedOnlyWhereThatIsAllowedAndTheProviderNever() {
    var mighty = login("app", "AB", true);
    assertThat(failureOf(() -> RoleAdmission.check(app.design(), Map.of("app", mighty))).message()).contains("spec.allowPrivileged");
    assertThatCode(() -> RoleAdmission.check(app.privileged().design(), Map.of("app", mighty))).doesNotThrowAnyException();
    var us = new LoginRow("app", "AB", true, false, false, "", Optional.empty(), true, true, Optional.empty());
    assertThat(failureOf(() -> RoleAdmission.check(app.privileged().design(), Map.of("app", us))).message()).contains("provider's own login");
    var windows = new LoginRow("app", "AB", false, false, false, "", Optional.empty(), false, false, Optional.empty());
    assertThat(failureOf(() -> RoleAdmission.check(app.design(), Map.of("app", windows))).message()).contains("Windows'");
  }

  @Test
  void anothersLoginIsAConflictAndAnEarlierLifesIsNot() {
    assertThatCode(() -> RoleAdmission.check(app.design(), Map.of("app", made("app")))).doesNotThrowAnyException();
    assertThatCode(() -> RoleAdmission.check(app.design(), Map.of("app", login("app", "AB", false)))).doesNotThrowAnyException();
    var others = login("app", LoginSid.of("test/Role/other", "app"), false);
    assertThat(failureOf(() -> RoleAdmission.check(app.design(), Map.of("app", others))).reason()).isEqualTo(Reasons.CONFLICT);
    assertThat(failureOf(() -> RoleAdmission.check(app.turn("app_a").design(), Map.of("app_a", login("app_a", "AB", false)))).reason()).isEqualTo(Reasons.CONFLICT);
  }

  @Test
  void aLoginDoesNotBecomeAGroup() {
    assertThat(failureOf(() -> RoleAdmission.check(app.group().design(), Map.of("app", made("app")))).message()).contains("doesn't become a group");
  }

  @Test
  void onAzureWhoLogsInIsAUserOfTheDatabase() {
    assertThat(failureOf(() -> RoleAdmission.check(app.design(), app.options(), Edition.AZURE_DATABASE)).message()).contains("contained: true");
    var contained = app.option("contained", true);
    assertThatCode(() -> RoleAdmission.check(contained.design(), contained.options(), Edition.AZURE_DATABASE)).doesNotThrowAnyException();
  }

  @Test
  void identitiesTellForWhomALoginWasMade() {
    var sid = LoginSid.of(HOLDER, "app");
    assertThat(sid).hasSize(32).matches("[0-9A-F]+").isEqualTo(LoginSid.of(HOLDER, "app")).isNotEqualTo(LoginSid.of(HOLDER, "app_a")).isNotEqualTo(LoginSid.of("x", "app"));
    assertThat(LoginSid.isMade(sid)).isTrue();
    assertThat(List.of("01", "14585E90117152449347750164BA00A7", "01060000000000640000000000000000" + sid)).noneMatch(LoginSid::isMade);
  }

  private void refused(RoleDesign design, String words) {
    var failure = failureOf(() -> RoleAdmission.check(design));
    assertThat(failure.reason()).isEqualTo(Reasons.INVALID_SPEC);
    assertThat(failure.message()).contains(words);
  }

  private RoleDesign limited(int limit) {
    return new RoleDesign(
        "app", app.design().claim(), true, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(limit), Optional.of(Set.of()), Optional.empty(), List.of(), List.of());
  }

  private RoleDesign with(Optional<Map<String, String>> parameters, Optional<Password> password) {
    return new RoleDesign(
        "app", app.design().claim(), true, password, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), parameters, List.of(), List.of());
  }
}
