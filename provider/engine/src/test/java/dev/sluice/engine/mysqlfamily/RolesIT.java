package dev.sluice.engine.mysqlfamily;

import static dev.sluice.engine.mysqlfamily.RoleUnderTest.claim;
import static dev.sluice.engine.mysqlfamily.RoleUnderTest.design;
import static dev.sluice.engine.mysqlfamily.RoleUnderTest.read;
import static dev.sluice.engine.mysqlfamily.RoleUnderTest.with;
import static dev.sluice.engine.mysqlfamily.RoleUnderTest.write;
import static dev.sluice.engine.mysqlfamily.Target.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.engine.Failure;
import dev.sluice.engine.Password;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.role.RemovalPolicy;
import dev.sluice.engine.role.RoleAccess;
import dev.sluice.engine.role.RoleAccess.Preset;
import dev.sluice.engine.role.RoleChange;
import dev.sluice.engine.role.RoleDesign;
import dev.sluice.engine.role.Roles;
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

/** Made by a login that may make databases and accounts, and isn't root. */
@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(AllProducts.class)
@Timeout(120)
class RolesIT {
  private static final Instant TURN = Instant.parse("2026-01-01T00:00:00Z");

  private final Target target;
  private final RoleUnderTest subject;
  private final Roles roles;
  private final String role;
  private final String database;

  RolesIT(Target target) {
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

  @Test
  void howItLogsInAndHowMuchItMayDo() {
    var plain = subject.design(List.of(), List.of());
    var limits = Map.<String, Object>of("queriesPerHour", 100, "connectionsPerHour", 0);
    var options = target.isMariaDb()
        ? Map.<String, Object>of("requireTls", "SSL", "limits", limits)
        : Map.<String, Object>of("requireTls", "SSL", "limits", limits, "authenticationPlugin", "mysql_native_password");
    var design = having(plain, options);
    roles.create(design);
    var asked = "SELECT CONCAT(ssl_type, ' ', max_questions, ' ', max_connections) FROM mysql.user WHERE User = '" + role + "'";
    assertThat(target.rows(asked)).containsExactly("ANY 100 0");
    var other = having(plain, target.isMariaDb() ? Map.of("requireTls", "None") : Map.of("requireTls", "None", "authenticationPlugin", "mysql_native_password"));
    if (!target.isMariaDb()) {
      target.run("ALTER USER " + role + " IDENTIFIED WITH sha256_password BY 'else'");
    }
    assertThat(subject.observed(other).changes()).extracting(RoleChange::what).contains("requireTls SSL -> None").hasSize(target.isMariaDb() ? 1 : 2);
    roles.update(other, subject.observed(other));
    assertThat(subject.observed(other).changes()).isEmpty();
    assertThat(target.rows(asked)).containsExactly(" 100 0");
    // Nobody gets in with the password alone: that it is right is believed.
    var certified = having(plain, Map.of("requireTls", "X509"));
    roles.update(certified, subject.observed(certified));
    assertThat(subject.observed(certified).changes()).isEmpty();
    assertThat(failureOf(() -> roles.observe(having(plain, Map.of("requireTls", "Sometimes")))).message()).contains("None, SSL or X509");
  }

  private static RoleDesign having(RoleDesign d, Map<String, Object> options) {
    return new RoleDesign(
        d.name(), d.claim(), d.login(), d.password(), d.current(), d.turned(), d.connectionLimit(), d.memberOf(), d.parameters(), d.access(), d.former(), d.grants(),
        options, false);
  }

  @Test
  void aLoginIsMadeAsAskedForAndItsPasswordIsInNoChange() throws Exception {
    var design = design(role, Target.PASSWORD, Optional.of(TURN), Optional.of(7), List.of(read(database)), List.of());
    assertThat(roles.observe(design)).isEmpty();
    roles.create(design);
    assertThat(subject.observed(design).changes()).isEmpty();
    assertThat(subject.observed(design).facts().connectionLimit()).isEqualTo(7);
    assertThat(subject.observed(design).facts().login()).isTrue();
    assertThat(subject.observed(design).facts().claim()).contains(claim("1"));
    assertThat(subject.observed(design).facts().turned()).contains(TURN);
    assertThat(subject.logsIn(role, Target.PASSWORD)).isTrue();
    assertThat(subject.logsIn(role, "")).isFalse();
    roles.create(design);
    assertThat(subject.observed(design).changes()).isEmpty();
    var other = subject.observed(design(role, "other'\\", Optional.empty(), Optional.empty(), List.of(), List.of())).changes().toString();
    assertThat(other).contains("password changed").doesNotContain("other'").doesNotContain(NativeHash.of(new Password("other'\\")));
    assertThat(roles.connectionDetails("app@10.%", Optional.of(new Password("p")), Optional.of(database)))
        .containsEntry("username", "app").containsEntry("jdbcUrl", "jdbc:" + target.product().section() + "://127.0.0.1:" + target.server().port() + "/" + database
            + "?user=app&password=p");
  }

  @Test
  void driftIsNoticedAndMended() throws Exception {
    var design = design(role, Target.PASSWORD, Optional.of(TURN), Optional.of(7), List.of(write(database)), List.of());
    roles.create(design);
    var place = "`" + database.replace("_", "\\_") + "`.* FROM ";
    target.run("ALTER USER " + role + " WITH MAX_USER_CONNECTIONS 3", "ALTER USER " + role + " ACCOUNT LOCK", "REVOKE INSERT ON " + place + role);
    assertThat(subject.observed(design).changes()).extracting(RoleChange::what)
        .containsExactlyInAnyOrder("connectionLimit 3 -> 7", "login false -> true", "access to " + database + ": INSERT granted");
    assertThat(subject.logsIn(role, Target.PASSWORD)).isFalse();
    roles.update(design, subject.observed(design));
    assertThat(subject.observed(design).changes()).isEmpty();
    assertThat(subject.logsIn(role, Target.PASSWORD)).isTrue();
    assertThat(subject.may(database, "INSERT INTO t VALUES (1)")).isTrue();
    var unlimited = design(role, Target.PASSWORD, Optional.empty(), Optional.of(-1), List.of(write(database)), List.of());
    roles.update(unlimited, subject.observed(unlimited));
    assertThat(subject.observed(unlimited).facts().connectionLimit()).isEqualTo(-1);
  }

  @Test
  void aPasswordSetByHandIsSetBackAndDueForATurn() throws Exception {
    roles.create(design(role, Target.PASSWORD, Optional.of(TURN), Optional.empty(), List.of(), List.of()));
    target.run("ALTER USER " + role + " IDENTIFIED BY 'other'");
    var published = subject.design(List.of(), List.of());
    assertThat(subject.observed(published).changes()).extracting(RoleChange::what).containsExactly("password changed");
    roles.update(published, subject.observed(published));
    assertThat(subject.observed(published).changes()).isEmpty();
    assertThat(subject.observed(published).facts().turned()).isEmpty();
    assertThat(subject.logsIn(role, "other")).isFalse();
    assertThat(subject.logsIn(role, Target.PASSWORD)).isTrue();
    var next = design(role, "next", Optional.of(TURN), Optional.empty(), List.of(), List.of());
    roles.update(next, subject.observed(next));
    assertThat(subject.observed(next).facts().turned()).contains(TURN);
    assertThat(subject.logsIn(role, "next")).isTrue();
    assertThat(subject.logsIn(role, Target.PASSWORD)).isFalse();
  }

  /** From a host that is not ours nobody can be tried. */
  @Test
  void aPasswordThatTheServerKeepsInAnotherWayIsCompared() {
    assumeThat(target.isMariaDb()).as("whose accounts all keep theirs in one way").isFalse();
    var plugins = List.of("caching_sha2_password", "sha256_password", "mysql_native_password");
    for (var plugin : plugins) {
      var host = "10.1." + plugins.indexOf(plugin) + ".%";
      var name = role + "@" + host;
      for (var password : List.of("p", "Grüße, zum Beispiel", "a".repeat(32), "b".repeat(33), "c".repeat(200))) {
        var asked = having(design(name, password, Optional.empty(), Optional.empty(), List.of(), List.of()), Map.of("authenticationPlugin", plugin));
        if (roles.observe(asked).isEmpty()) {
          roles.create(asked);
        } else {
          assertThat(subject.observed(asked).changes()).extracting(RoleChange::what).containsExactly("password changed");
          roles.update(asked, subject.observed(asked));
        }
        assertThat(subject.observed(asked).changes()).as(plugin + " " + password.length()).isEmpty();
        assertThat(target.rows("SELECT plugin FROM mysql.user WHERE Host = '" + host + "' AND User = '" + role + "'")).containsExactly(plugin);
      }
    }
  }

  @Test
  void noLogOfTheServersHasAPassword() {
    target.run("SET GLOBAL log_output = 'TABLE'", "SET GLOBAL general_log = ON");
    try {
      roles.create(subject.design(List.of(), List.of()));
      var next = design(role, "nExt0nE", Optional.empty(), Optional.empty(), List.of(), List.of());
      roles.update(next, subject.observed(next));
    } finally {
      target.run("SET GLOBAL general_log = OFF", "SET GLOBAL log_output = DEFAULT");
    }
    var log = target.rows("SELECT CONVERT(argument USING utf8mb4) FROM mysql.general_log WHERE argument LIKE '%USER%" + role.replace("_", "\\_") + "%'");
    assertThat(log).anyMatch(line -> line.startsWith("CREATE USER")).anyMatch(line -> line.startsWith("ALTER USER"));
    assertThat(log).noneMatch(line -> line.contains("nExt0nE") || line.contains(Target.PASSWORD.substring(0, 12)));
  }

  @Test
  void fromAHostAlone() throws Exception {
    var here = design(role + "@127.0.0.%", Target.PASSWORD, Optional.empty(), Optional.empty(), List.of(read(database)), List.of());
    var elsewhere = design(role + "@10.1.%", Target.PASSWORD, Optional.empty(), Optional.empty(), List.of(read(database)), List.of());
    roles.create(elsewhere);
    assertThat(subject.logsIn(role, Target.PASSWORD)).isFalse();
    roles.create(here);
    assertThat(subject.observed(here).changes()).isEmpty();
    assertThat(subject.may(database, "SELECT a FROM t")).isTrue();
    assertThat(target.rows("SELECT CONCAT(user, '@', host) FROM mysql.user WHERE user = '" + role + "' ORDER BY 1"))
        .containsExactly(role + "@10.1.%", role + "@127.0.0.%");
    var other = design(role + "@10.1.%", "other", Optional.empty(), Optional.empty(), List.of(), List.of());
    assertThat(subject.observed(other).changes()).hasSize(1);
    try (var session = subject.connect("", Target.PASSWORD)) {
      assertThat(roles.drop(elsewhere, RemovalPolicy.REASSIGN)).isEmpty();
      assertThat(session.isValid(5)).isTrue();
      assertThat(roles.drop(here, RemovalPolicy.REASSIGN)).isEmpty();
      assertThat(session.isValid(5)).isFalse();
    }
  }

  @Test
  void whatCannotBeHadIsRefused() {
    var named = subject.design(List.of(), List.of());
    for (var design : List.of(
        design("x".repeat(200), "p", Optional.empty(), Optional.empty(), List.of(), List.of()),
        design(role + "'@'%", "p", Optional.empty(), Optional.empty(), List.of(), List.of()),
        design(role + "`", "p", Optional.empty(), Optional.empty(), List.of(), List.of()),
        design(role + "@", "p", Optional.empty(), Optional.empty(), List.of(), List.of()),
        design(role, "", Optional.empty(), Optional.empty(), List.of(), List.of()),
        subject.design(List.of(new RoleAccess(database, Preset.READ_ONLY, List.of("public"))), List.of()),
        with(named, Optional.of(role + "_c"), Optional.empty(), Optional.empty()),
        with(named, Optional.empty(), Optional.of(Set.of(role)), Optional.empty()),
        with(named, Optional.empty(), Optional.empty(), Optional.of(Map.of("wait_timeout", "3"))))) {
      assertThat(failureOf(() -> roles.observe(design)).reason()).as(design.name()).isEqualTo(Reasons.INVALID_SPEC);
      assertThat(failureOf(() -> roles.create(design))).isInstanceOf(Failure.Permanent.class);
    }
    for (var characters : List.of(255, 256)) {
      var far = design(role + "@" + "h".repeat(characters), "p", Optional.empty(), Optional.empty(), List.of(), List.of());
      var kept = target.rows("SELECT character_maximum_length FROM information_schema.columns"
          + " WHERE table_schema = 'mysql' AND table_name = 'user' AND column_name = 'Host'");
      if (characters <= Integer.parseInt(kept.getFirst())) {
        roles.create(far);
        assertThat(roles.drop(far, RemovalPolicy.REASSIGN)).isEmpty();
      } else {
        assertThat(failureOf(() -> roles.create(far))).isInstanceOf(Failure.Permanent.class).extracting(Failure::message).asString().contains("h".repeat(60));
      }
    }
    var longest = target.isMariaDb() ? 128 : 32;
    assertThat(failureOf(() -> roles.observe(RoleDesign.named("x".repeat(longest + 1), claim("1")))).message())
        .contains("x".repeat(longest + 1)).contains("" + longest).contains("shorter");
    roles.create(design("y".repeat(longest - role.length()) + role, "p", Optional.empty(), Optional.empty(), List.of(), List.of()));
    var room = design("z".repeat(longest - 1), "p", Optional.empty(), Optional.empty(), List.of(), List.of());
    assertThat(failureOf(() -> roles.observe(with(room, Optional.of("z".repeat(longest - 1) + "_a"), Optional.empty(), Optional.empty()))).message())
        .contains("role " + "z".repeat(longest - 1) + " leaves no room").contains("" + longest).contains("InPlace");
    var alone = design("z".repeat(longest - 6), "p", Optional.empty(), Optional.empty(), List.of(), List.of());
    var member = with(alone, Optional.empty(), Optional.of(Set.of(role + "_g")), Optional.empty());
    assertThat(failureOf(() -> roles.create(member)))
        .satisfies(failure -> assertThat(failure.reason()).isEqualTo(target.isMariaDb() ? Reasons.INVALID_SPEC : "WaitingForReference"))
        .satisfies(failure -> assertThat(failure.message()).contains(target.isMariaDb() ? "leaves no room for " + "z".repeat(longest - 6) + "_groups" : role + "_g"));
    assertThat(target.rows("SELECT user FROM mysql.user WHERE user LIKE 'zzz%'")).isEmpty();
    assertThat(target.rows("SELECT user FROM mysql.user WHERE user LIKE '" + role.replace("_", "\\_") + "%'")).isEmpty();
  }

  @Test
  void whoIsAlmightyIsNotTouched() {
    target.createUser(role + "_super", "SUPER ON *.*");
    target.createUser(role + "_users", "CREATE USER ON *.*");
    target.createUser(role + "_files", "FILE ON *.*");
    target.createUser(role + "_granter");
    target.run("GRANT SELECT ON *.* TO " + role + "_granter WITH GRANT OPTION");
    target.createUser(role + "_accounts", "UPDATE ON mysql.*");
    target.createUser(role + "_all", "ALL ON `%`.*");
    for (var name : List.of(subject.login(), subject.login() + "@10.%", "root", "root@localhost", "mysql.sys@localhost", "mariadb.sys@localhost", "@%",
        role + "_super", role + "_users", role + "_files", role + "_granter", role + "_accounts", role + "_all")) {
      assertThat(failureOf(() -> roles.observe(RoleDesign.named(name, claim("1")))).reason()).as(name).isEqualTo(Reasons.ROLE_NOT_ALLOWED);
      assertThat(failureOf(() -> roles.create(RoleDesign.named(name, claim("1")))).reason()).as(name).isEqualTo(Reasons.ROLE_NOT_ALLOWED);
      assertThat(roles.drop(RoleDesign.named(name, claim("1")), RemovalPolicy.REASSIGN)).as(name).satisfies(stays ->
          assertThat(stays.orElse("was there before")).contains("was there before"));
    }
    for (var systems : List.of("mysql", "sluice", "SLUICE", "information_schema", "sys")) {
      assertThat(failureOf(() -> roles.observe(subject.design(List.of(read(systems)), List.of()))).reason()).as(systems).isEqualTo(Reasons.ROLE_NOT_ALLOWED);
    }
    assertThat(target.rows("SELECT user FROM mysql.user WHERE user LIKE '" + role.replace("_", "\\_") + "\\_%'")).hasSize(6);
    target.createUser(role, "SELECT, PROCESS ON *.*");
    assertThat(roles.observe(RoleDesign.named(role, claim("1")))).isPresent();
  }

  @Test
  void twoResourcesDontShareOne() {
    roles.create(subject.design(List.of(), List.of()));
    var other = RoleDesign.named(role, new Claim("uid-2", "test/Role/other", true));
    assertThat(failureOf(() -> roles.observe(other)).reason()).isEqualTo(Reasons.CONFLICT);
    assertThat(failureOf(() -> roles.create(other)).reason()).isEqualTo(Reasons.CONFLICT);
    assertThat(failureOf(() -> roles.update(other, subject.observed(subject.design(List.of(), List.of())))).reason()).isEqualTo(Reasons.CONFLICT);
    assertThat(roles.drop(other, RemovalPolicy.REASSIGN)).hasValueSatisfying(stays -> assertThat(stays).contains("test/Role/role"));
    assertThat(target.rows("SELECT user FROM mysql.user WHERE user = '" + role + "'")).hasSize(1);
    var reborn = RoleDesign.named(role, claim("3"));
    assertThat(subject.observed(reborn).changes()).extracting(RoleChange::what).containsExactly("claimed for test/Role/role");
    roles.update(reborn, subject.observed(reborn));
    assertThat(subject.observed(reborn).facts().claim()).contains(claim("3"));
  }

  @Test
  void whatWasFoundKeepsItsPasswordAndStays() throws Exception {
    target.createUser(role);
    assertThat(failureOf(() -> roles.create(subject.design(List.of(), List.of()))).reason()).isEqualTo(Reasons.ALREADY_EXISTS);
    var found = new RoleDesign(role, new Claim("uid-1", "test/Role/role", false), true, Optional.empty(), Optional.empty(), Optional.empty(),
        Optional.empty(), Optional.empty(), Optional.empty(), List.of(read(database)), List.of());
    roles.update(found, subject.observed(found));
    assertThat(subject.observed(found).changes()).isEmpty();
    assertThat(subject.may(database, "SELECT a FROM t")).isTrue();
    assertThat(subject.observed(found).facts().claim()).contains(found.claim());
    assertThat(roles.drop(found, RemovalPolicy.REASSIGN)).hasValueSatisfying(stays -> assertThat(stays).contains("was there before"));
    assertThat(subject.logsIn(role, Target.PASSWORD)).isTrue();
  }

  @Test
  void whatWasClaimedAndNotMadeIsMade() throws Exception {
    var design = subject.design(List.of(read(database)), List.of());
    roles.create(design);
    target.run("DROP USER " + role);
    assertThat(roles.observe(design)).isEmpty();
    roles.create(design);
    assertThat(subject.observed(design).facts().claim()).contains(claim("1"));
    assertThat(subject.logsIn(role, Target.PASSWORD)).isTrue();
    target.run("DROP USER " + role);
    assertThat(roles.drop(design, RemovalPolicy.RESTRICT)).isEmpty();
    assertThat(target.rows("SELECT uid FROM sluice.role_claim WHERE name = '" + role + "'")).isEmpty();
  }

  @Test
  void itGoesWithItsSessionsAndItsClaim() throws Exception {
    var design = subject.design(List.of(read(database)), List.of());
    roles.create(design);
    try (var session = subject.connect(database, Target.PASSWORD);
        var neighbour = target.server().connect("")) {
      assertThat(roles.drop(design, RemovalPolicy.RESTRICT)).isEmpty();
      assertThat(session.isValid(5)).isFalse();
      assertThat(neighbour.isValid(5)).isTrue();
    }
    assertThat(roles.observe(design)).isEmpty();
    assertThat(target.rows("SELECT uid FROM sluice.role_claim WHERE name = '" + role + "'")).isEmpty();
    assertThat(roles.drop(design, RemovalPolicy.RESTRICT)).isEmpty();
  }

  @Test
  void whatRunsWithItsRightsKeepsItLocked() throws Exception {
    var design = subject.design(List.of(read(database)), List.of());
    roles.create(design);
    var definer = "CREATE DEFINER = " + role + " ";
    target.run(definer + "VIEW " + database + ".its AS SELECT a FROM " + database + ".t", definer + "PROCEDURE " + database + ".p() SELECT 1",
        definer + "TRIGGER " + database + ".r BEFORE INSERT ON " + database + ".t FOR EACH ROW SET NEW.a = 1",
        definer + "EVENT " + database + ".e ON SCHEDULE EVERY 1 YEAR DO SELECT 1");
    var failure = failureOf(() -> roles.drop(design, RemovalPolicy.RESTRICT));
    assertThat(failure.reason()).isEqualTo(Reasons.DELETION_BLOCKED);
    assertThat(failure.message()).contains("event " + database + ".e, procedure " + database + ".p, trigger " + database + ".r, view " + database + ".its");
    assertThat(subject.logsIn(role, Target.PASSWORD)).isTrue();
    assertThat(roles.drop(design, RemovalPolicy.REASSIGN)).hasValueSatisfying(stays -> assertThat(stays).contains("locked").contains(database + ".its"));
    assertThat(subject.logsIn(role, Target.PASSWORD)).isFalse();
    assertThat(target.rows("SELECT a FROM " + database + ".its")).isEmpty();
  }
}
