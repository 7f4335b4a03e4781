package dev.sluice.engine.mysqlfamily;

import static dev.sluice.engine.mysqlfamily.RoleUnderTest.claim;
import static dev.sluice.engine.mysqlfamily.RoleUnderTest.read;
import static dev.sluice.engine.mysqlfamily.RoleUnderTest.with;
import static dev.sluice.engine.mysqlfamily.RoleUnderTest.write;
import static dev.sluice.engine.mysqlfamily.Target.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.role.RemovalPolicy;
import dev.sluice.engine.role.RoleAccess;
import dev.sluice.engine.role.RoleChange;
import dev.sluice.engine.role.RoleDesign;
import dev.sluice.engine.role.Roles;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Roles in which nobody logs in, and what their members get by them. */
@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(AllProducts.class)
@Timeout(120)
class RolesGroupsIT {
  private final Target target;
  private final RoleUnderTest subject;
  private final Roles roles;
  private final String role;
  private final String database;

  RolesGroupsIT(Target target) {
    this.target = target;
    this.subject = RoleUnderTest.on(target);
    this.roles = subject.roles();
    this.role = subject.role();
    this.database = subject.database();
  }

  @AfterEach
  void close() {
    subject.handle().close();
  }

  private RoleDesign group(String name, RoleAccess... access) {
    return new RoleDesign(
        name, claim(name), false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of(access), List.of());
  }

  private String made(String name, RoleAccess... access) {
    roles.create(group(role + name, access));
    return role + name;
  }

  private RoleDesign member(String... groups) {
    return with(subject.design(List.of(), List.of()), Optional.empty(), Optional.of(Set.of(groups)), Optional.empty());
  }

  private void apply(RoleDesign design) {
    roles.update(design, subject.observed(design));
    assertThat(subject.observed(design).changes()).isEmpty();
  }

  @Test
  void aGroupLetsNobodyIn() throws Exception {
    var group = group(role, read(database));
    assertThat(roles.observe(group)).isEmpty();
    roles.create(group);
    assertThat(subject.observed(group).changes()).isEmpty();
    assertThat(subject.observed(group).facts().login()).isFalse();
    assertThat(subject.logsIn(role, "")).isFalse();
    if (!target.isMariaDb()) {
      target.run("ALTER USER " + role + " ACCOUNT UNLOCK");
      assertThat(subject.logsIn(role, "")).isFalse();
      assertThat(subject.observed(group).changes()).extracting(RoleChange::what).containsExactly("login true -> false");
    }
    assertThat(roles.drop(group, RemovalPolicy.REASSIGN)).isEmpty();
    assertThat(target.rows("SELECT User FROM mysql.user WHERE User = '" + role + "'")).isEmpty();
    assertThat(target.rows("SELECT name FROM sluice.role_claim WHERE name = '" + role + "'")).isEmpty();
  }

  @Test
  void aMemberHasTheRightsOfItsGroupsFromItsLoginOn() {
    var reading = made("r", read(database));
    var writing = made("w", write(database));
    var design = member(reading, writing);
    roles.create(design);
    assertThat(subject.observed(design).changes()).isEmpty();
    assertThat(subject.observed(design).facts().memberOf()).containsExactly(reading, writing);
    assertThat(subject.may(database, "INSERT INTO t VALUES (1)")).isTrue();
    apply(member(reading));
    assertThat(subject.may(database, "INSERT INTO t VALUES (1)")).isFalse();
    assertThat(subject.may(database, "SELECT a FROM t")).isTrue();
    apply(member());
    assertThat(subject.may("", "SELECT a FROM " + database + ".t")).isFalse();
    assertThat(roles.drop(design, RemovalPolicy.REASSIGN)).isEmpty();
    assertThat(target.rows("SELECT User FROM mysql.user WHERE User LIKE '" + role + "%' AND User NOT IN ('" + reading + "', '" + writing + "')")).isEmpty();
    assertThat(target.rows("SELECT name FROM sluice.role_claim WHERE name LIKE '" + role + "%'")).containsExactlyInAnyOrder(reading, writing);
  }

  @Test
  void whatIsNotGivenIsLeftAlone() {
    var reading = made("r", read(database));
    var plain = subject.design(List.of(), List.of());
    roles.create(plain);
    subject.asProvider("GRANT " + reading + " TO " + role, target.isMariaDb() ? "SET DEFAULT ROLE " + reading + " FOR " + role : "SET DEFAULT ROLE " + reading + " TO " + role);
    assertThat(subject.observed(plain).changes()).isEmpty();
    assertThat(subject.observed(plain).facts().memberOf()).containsExactly(reading);
    var writing = made("w", write(database));
    apply(member(writing));
    assertThat(subject.observed(plain).facts().memberOf()).containsExactly(writing);
    assertThat(subject.may(database, "INSERT INTO t VALUES (1)")).isTrue();
  }

  @Test
  void whatSomebodyTookAwayIsGivenAgain() {
    var reading = made("r", read(database));
    var design = member(reading);
    roles.create(design);
    target.run(target.isMariaDb() ? "SET DEFAULT ROLE NONE FOR " + role : "SET DEFAULT ROLE NONE TO " + role);
    assertThat(subject.may("", "SELECT a FROM " + database + ".t")).isFalse();
    apply(design);
    assertThat(subject.may(database, "SELECT a FROM t")).isTrue();
    subject.asProvider("REVOKE " + reading + " FROM " + (target.isMariaDb() ? role + "_groups" : role));
    apply(design);
    assertThat(subject.may(database, "SELECT a FROM t")).isTrue();
  }

  @Test
  void aGroupIsInAnother() {
    var reading = made("r", read(database));
    var outer = role + "o";
    var design = new RoleDesign(
        outer, claim(outer), false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(Set.of(reading)), Optional.empty(), List.of(), List.of());
    roles.create(design);
    assertThat(roles.observe(design).orElseThrow().changes()).isEmpty();
    roles.create(member(outer));
    assertThat(subject.may(database, "SELECT a FROM t")).isTrue();
  }

  @Test
  void oneThatIsNotThereYetIsWaitedFor() {
    var failure = failureOf(() -> roles.create(member(role + "soon")));
    assertThat(failure).isInstanceOf(Failure.Transient.class);
    assertThat(failure.message()).contains(role + "soon").contains("memberOf");
    made("soon", read(database));
    roles.create(member(role + "soon"));
    assertThat(subject.may(database, "SELECT a FROM t")).isTrue();
  }

  @Test
  void whatMakesAnAdministratorIsRefusedAndSeenAlsoByWayOfOthers() {
    var groups = List.of(role + "admins", role + "inner", role + "outer");
    groups.forEach(name -> target.run("CREATE ROLE " + name));
    target.run("GRANT CREATE USER ON *.* TO " + groups.get(0), "GRANT " + groups.get(0) + " TO " + groups.get(1), "GRANT " + groups.get(1) + " TO " + groups.get(2));
    if (target.isMariaDb()) {
      groups.forEach(name -> target.run("GRANT " + name + " TO " + subject.login() + " WITH ADMIN OPTION"));
    }
    roles.create(member());
    for (var name : groups) {
      var failure = failureOf(() -> roles.observe(member(name)));
      assertThat(failure.reason()).as(name).isEqualTo(Reasons.ROLE_NOT_ALLOWED);
      assertThat(failure.message()).contains(name).contains("spec.allowPrivileged");
    }
    var allowed = privileged(member(groups.get(2)));
    apply(allowed);
    for (var asked : List.of(member(), member(groups.get(2)), RoleDesign.named(role, claim("1")))) {
      assertThat(failureOf(() -> roles.observe(asked)).message()).contains(groups.get(0)).contains("spec.allowPrivileged");
    }
    var harmless = made("r", read(database));
    target.run("GRANT " + groups.get(0) + " TO " + harmless);
    assertThat(failureOf(() -> roles.observe(group(harmless))).reason()).isEqualTo(Reasons.ROLE_NOT_ALLOWED);
  }

  @Test
  void theProvidersOwnLoginAndItsRunnersAreNeverJoined() {
    assumeThat(target.isMariaDb()).as("where only roles can be joined").isFalse();
    roles.create(member());
    target.createUser(role + "_runner");
    target.run("INSERT INTO sluice.role_claim (name, host, uid, holder, made) VALUES ('" + role + "_runner', '%', 'runner', 'the migrations of database x', 1)");
    for (var name : List.of(subject.login(), role + "_runner")) {
      assertThat(failureOf(() -> roles.observe(privileged(member(name)))).reason()).as(name).isEqualTo(Reasons.ROLE_NOT_ALLOWED);
    }
  }

  private static RoleDesign privileged(RoleDesign d) {
    return new RoleDesign(
        d.name(), d.claim(), d.login(), d.password(), d.current(), d.turned(), d.connectionLimit(), d.memberOf(), d.parameters(), d.access(), d.former(), d.grants(), Map.of(), true);
  }

  @Test
  void aRoleAndAnAccountAreNotTakenForEachOther() {
    assumeThat(target.isMariaDb()).as("which alone tells them apart").isTrue();
    made("r");
    var login = RoleUnderTest.design(role + "r", "p", Optional.empty(), Optional.empty(), List.of(), List.of());
    assertThat(failureOf(() -> roles.observe(login)).message()).contains("login: false");
    roles.create(subject.design(List.of(), List.of()));
    // An account that shall let nobody in any more stays one.
    var locked = new RoleDesign(
        role, claim("1"), false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of());
    apply(locked);
    assertThat(subject.observed(locked).facts().login()).isFalse();
    assertThat(target.rows("SELECT Host FROM mysql.user WHERE User = '" + role + "'")).containsExactly("%");
    assertThat(failureOf(() -> roles.observe(group(role + "@10.%"))).message()).contains("login: false");
  }

  @Test
  void aMissingRightIsNamed() {
    var reading = made("r", read(database));
    roles.create(subject.design(List.of(), List.of()));
    if (target.isMariaDb()) {
      subject.asProvider("REVOKE ADMIN OPTION FOR " + reading + " FROM " + subject.login());
    } else {
      target.run("REVOKE ROLE_ADMIN ON *.* FROM " + subject.login());
    }
    var design = member(reading);
    var failure = failureOf(() -> roles.update(design, subject.observed(design)));
    assertThat(failure.reason()).isEqualTo(Reasons.MISSING_RIGHT);
    assertThat(failure.message()).contains("membership in " + reading).contains(target.isMariaDb() ? "ADMIN OPTION" : "ROLE_ADMIN");
  }
}
