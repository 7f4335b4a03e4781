package dev.sluice.engine.mysqlfamily;

import static dev.sluice.engine.mysqlfamily.RoleUnderTest.claim;
import static dev.sluice.engine.mysqlfamily.RoleUnderTest.write;
import static dev.sluice.engine.mysqlfamily.Target.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.Password;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.role.RemovalPolicy;
import dev.sluice.engine.role.RoleChange;
import dev.sluice.engine.role.RoleDesign;
import dev.sluice.engine.role.Roles;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Two accounts that take turns as a role. */
@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(AllProducts.class)
@Timeout(120)
class RolesTurnsIT {
  private static final Instant JANUARY = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant FEBRUARY = Instant.parse("2026-02-01T00:00:00Z");
  private static final Instant MARCH = Instant.parse("2026-03-01T00:00:00Z");

  private final Target target;
  private final RoleUnderTest subject;
  private final Roles roles;
  private final String role;
  private final String database;

  RolesTurnsIT(Target target) {
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

  private RoleDesign turn(String login, String password, Instant at) {
    return subject.turn(login, password, at, List.of(write(database)));
  }

  private void apply(RoleDesign design) {
    roles.update(design, subject.observed(design));
    assertThat(subject.observed(design).changes()).isEmpty();
  }

  /** Whether it writes rows. */
  private boolean works(String login, String password) throws SQLException {
    if (!subject.logsIn(login, password)) {
      return false;
    }
    try (var connection = target.server().connect(database, login, password); var statement = connection.createStatement()) {
      assertThat(statement.executeUpdate("INSERT INTO t VALUES (1)")).isOne();
      return true;
    }
  }

  @Test
  void theLastOneGoesOnWorkingUntilTheTurnAfter() throws Exception {
    var first = turn("a", "first", JANUARY);
    roles.create(first);
    assertThat(subject.observed(first).changes()).isEmpty();
    assertThat(subject.observed(first).facts().turned()).contains(JANUARY);
    assertThat(works(role + "_a", "first")).isTrue();
    assertThat(subject.logsIn(role, "first")).isFalse();

    apply(turn("b", "second", FEBRUARY));
    assertThat(works(role + "_a", "first")).isTrue();
    assertThat(works(role + "_b", "second")).isTrue();

    var third = turn("a", "third", MARCH);
    apply(third);
    assertThat(subject.logsIn(role + "_a", "first")).isFalse();
    assertThat(works(role + "_a", "third")).isTrue();
    assertThat(works(role + "_b", "second")).isTrue();
    assertThat(subject.observed(third).facts().turned()).contains(MARCH);
    assertThat(target.rows("SELECT max_user_connections FROM mysql.user WHERE User IN ('" + role + "_a', '" + role + "_b')")).containsExactly("9", "9");
    assertThat(roles.connectionDetails(third.username(), third.password(), Optional.of(database))).containsEntry("username", role + "_a");

    try (var session = target.server().connect(database, role + "_b", "second")) {
      assertThat(roles.drop(RoleDesign.named(role, claim("1")), RemovalPolicy.RESTRICT)).isEmpty();
      assertThat(session.isValid(5)).isFalse();
    }
    assertThat(target.rows("SELECT User FROM mysql.user WHERE User LIKE '" + role + "%'")).isEmpty();
    assertThat(target.rows("SELECT name FROM sluice.role_claim WHERE name LIKE '" + role + "%'")).isEmpty();
  }

  @Test
  void aRoleThatLoggedInItselfDoesSoUntilBothAreThere() throws Exception {
    roles.create(subject.design(List.of(write(database)), List.of()));
    apply(turn("a", "first", JANUARY));
    assertThat(works(role, Target.PASSWORD)).isTrue();
    apply(turn("b", "second", FEBRUARY));
    assertThat(subject.logsIn(role, Target.PASSWORD)).isFalse();
    // Back to a password of one's own.
    apply(subject.design(List.of(write(database)), List.of()));
    assertThat(works(role, Target.PASSWORD)).isTrue();
    assertThat(subject.logsIn(role + "_a", "first")).isFalse();
    assertThat(subject.logsIn(role + "_b", "second")).isFalse();
  }

  @Test
  void withItsHost() throws Exception {
    var name = role + "@127.0.0.%";
    assertThat(roles.logins(name)).containsExactly(role + "_a@127.0.0.%", role + "_b@127.0.0.%");
    assertThat(roles.username(roles.logins(name).getFirst())).isEqualTo(role + "_a");
    var design = new RoleDesign(name, claim("1"), true, Optional.of(new Password("first")), Optional.of(role + "_a@127.0.0.%"), Optional.of(JANUARY), Optional.empty(),
        Optional.empty(), Optional.empty(), List.of(write(database)), List.of());
    roles.create(design);
    assertThat(subject.observed(design).changes()).isEmpty();
    assertThat(works(role + "_a", "first")).isTrue();
    assertThat(roles.connectionDetails(design.username(), design.password(), Optional.of(database))).containsEntry("username", role + "_a");
  }

  @Test
  void eachHasTheOptionsAndTheGroupsOfTheRole() throws Exception {
    var group = new RoleDesign(
        role + "g", claim("g"), false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of(write(database)), List.of());
    roles.create(group);
    var options = Map.<String, Object>of("requireTls", "None", "limits", Map.of("queriesPerHour", 1000));
    roles.create(having(subject.turn("a", "first", JANUARY, List.of()), options, role + "g"));
    apply(having(subject.turn("b", "second", FEBRUARY, List.of()), options, role + "g"));
    assertThat(target.rows("SELECT max_questions FROM mysql.user WHERE User LIKE '" + role + "\\_%' AND Host = '%'")).containsExactly("1000", "1000");
    assertThat(works(role + "_a", "first")).isTrue();
    assertThat(works(role + "_b", "second")).isTrue();
    apply(having(subject.turn("b", "second", FEBRUARY, List.of()), options));
    assertThat(target.rows("SELECT count(*) FROM " + (target.isMariaDb() ? "mysql.roles_mapping WHERE Role = '" + role + "g' AND User LIKE '" + role + "%'"
        : "mysql.role_edges WHERE FROM_USER = '" + role + "g'"))).containsExactly("0");
  }

  private static RoleDesign having(RoleDesign d, Map<String, Object> options, String... groups) {
    return new RoleDesign(
        d.name(), d.claim(), d.login(), d.password(), d.current(), d.turned(), d.connectionLimit(), Optional.of(Set.of(groups)), d.parameters(), d.access(), d.former(),
        d.grants(), options, false);
  }

  @Test
  void oneThatIsMadeLaterGetsWhatTheRoleWasGranted() throws Exception {
    var first = subject.turn("a", "first", JANUARY, List.of());
    roles.create(first);
    target.run("CREATE TABLE " + database + ".u (a int, b int)", "CREATE TABLE " + database + ".gone (a int)",
        "GRANT INSERT ON " + database + ".t TO " + role, "GRANT SELECT (b) ON " + database + ".u TO " + role, "GRANT SELECT ON " + database + ".gone TO " + role,
        "GRANT EXECUTE ON FUNCTION " + database + ".f TO " + role, "GRANT PROCESS ON *.* TO " + role, "DROP TABLE " + database + ".gone");
    apply(subject.turn("b", "second", FEBRUARY, List.of()));
    try (var connection = target.server().connect(database, role + "_b", "second"); var statement = connection.createStatement()) {
      for (var sql : List.of("INSERT INTO t VALUES (1)", "SELECT b FROM u", "SELECT f()")) {
        statement.execute(sql);
      }
    }
    assertThat(target.rows("SELECT PRIVILEGE_TYPE FROM information_schema.USER_PRIVILEGES WHERE GRANTEE = CONCAT('''" + role + "_b', '''@''%''')")).containsExactly("PROCESS");
  }

  @Test
  void aPasswordSetByHandIsSetBackAndDueForATurn() throws Exception {
    roles.create(turn("a", "first", JANUARY));
    target.run("ALTER USER " + role + "_a IDENTIFIED BY 'other'", "ALTER USER " + role + "_a ACCOUNT LOCK", "ALTER USER " + role + "_a WITH MAX_USER_CONNECTIONS 1",
        "REVOKE INSERT ON `" + database.replace("_", "\\_") + "`.* FROM " + role + "_a");
    var published = new RoleDesign(role, claim("1"), true, Optional.of(new Password("first")), Optional.of(role + "_a"), Optional.empty(), Optional.of(9), Optional.empty(),
        Optional.empty(), List.of(write(database)), List.of());
    assertThat(subject.observed(published).changes()).extracting(RoleChange::what).contains(
        role + "_a: login false -> true", role + "_a: connectionLimit 1 -> 9", role + "_a: access to " + database + ": INSERT granted", role + "_a: password changed");
    apply(published);
    assertThat(works(role + "_a", "first")).isTrue();
    assertThat(subject.observed(published).facts().turned()).isEmpty();
  }

  @Test
  void whatIsSomebodyElsesIsNoLoginOfOurs() {
    target.createUser(role + "_a");
    roles.create(subject.design(List.of(), List.of()));
    var failure = failureOf(() -> roles.observe(turn("a", "first", JANUARY)));
    assertThat(failure.reason()).isEqualTo(Reasons.CONFLICT);
    assertThat(failure.message()).contains(role + "_a").contains("InPlace");
    target.run("RENAME USER " + role + "_a TO " + role + "_x");
    apply(turn("b", "second", FEBRUARY));
    var claimed = RoleDesign.named(role + "_b", new Claim("uid-9", "test/Role/other", true));
    assertThat(failureOf(() -> roles.observe(claimed)).message()).contains("one of its two logins");
    assertThat(roles.drop(RoleDesign.named(role, claim("1")), RemovalPolicy.REASSIGN)).isEmpty();
    assertThat(target.rows("SELECT User FROM mysql.user WHERE User LIKE '" + role + "%'")).containsExactly(role + "_x");
  }

  @Test
  void thoseOfOneThatWasFoundGoAndItStays() throws Exception {
    target.createUser(role);
    var adopted = new Claim("uid-1", "test/Role/role", false);
    for (var one : List.of(turn("a", "first", JANUARY), turn("b", "second", FEBRUARY))) {
      apply(new RoleDesign(one.name(), adopted, true, one.password(), one.current(), one.turned(), one.connectionLimit(), Optional.empty(), Optional.empty(), one.access(), List.of()));
    }
    var other = RoleDesign.named(role, new Claim("uid-2", "test/Role/other", true));
    assertThat(roles.drop(other, RemovalPolicy.REASSIGN)).hasValueSatisfying(stays -> assertThat(stays).contains("test/Role/role"));
    assertThat(works(role + "_b", "second")).isTrue();
    assertThat(roles.drop(RoleDesign.named(role, adopted), RemovalPolicy.REASSIGN)).hasValueSatisfying(stays -> assertThat(stays).contains("was there before"));
    assertThat(target.rows("SELECT User FROM mysql.user WHERE User LIKE '" + role + "%'")).containsExactly(role);
  }

  @Test
  void oneThatDefinedSomethingKeepsWorkingForItAndStaysLocked() throws Exception {
    roles.create(turn("a", "first", JANUARY));
    target.run("CREATE DEFINER = " + role + "_a VIEW " + database + ".its AS SELECT a FROM " + database + ".t");
    apply(turn("b", "second", FEBRUARY));
    assertThat(target.rows("SELECT a FROM " + database + ".its")).isEmpty();
    var named = RoleDesign.named(role, claim("1"));
    assertThat(failureOf(() -> roles.drop(named, RemovalPolicy.RESTRICT)).message()).contains(database + ".its");
    assertThat(works(role + "_b", "second")).isTrue();
    assertThat(roles.drop(named, RemovalPolicy.REASSIGN)).hasValueSatisfying(stays -> assertThat(stays).contains("locked").contains(role + "_a"));
    assertThat(target.rows("SELECT User FROM mysql.user WHERE User LIKE '" + role + "%'")).containsExactly(role + "_a");
    // The same manifest again.
    roles.create(turn("a", "third", MARCH));
    assertThat(works(role + "_a", "third")).isTrue();
  }

  /** Between any two statements of a turn. */
  @Test
  void aTurnThatWasCutShortIsMadeWhole() throws Exception {
    roles.create(turn("a", "first", JANUARY));
    target.createUser(role + "_b");
    target.run("INSERT INTO sluice.role_claim SELECT '" + role + "_b', host, uid, holder, made, NULL FROM sluice.role_claim WHERE name = '" + role + "_a'",
        "GRANT SELECT ON " + database + ".t TO " + role);
    var second = turn("b", "second", FEBRUARY);
    assertThat(subject.observed(second).changes()).extracting(RoleChange::what).contains(role + "_b: given what " + role + " has", role + "_b: password changed");
    apply(second);
    assertThat(works(role + "_b", "second")).isTrue();
    assertThat(subject.observed(second).facts().turned()).contains(FEBRUARY);
    target.run("DROP USER " + role + "_b");
    apply(second);
    assertThat(works(role + "_b", "second")).isTrue();
  }
}
