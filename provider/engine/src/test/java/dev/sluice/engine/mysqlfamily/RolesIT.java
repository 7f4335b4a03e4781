package dev.sluice.engine.mysqlfamily;

import static dev.sluice.engine.mysqlfamily.Target.failureOf;
import static dev.sluice.engine.mysqlfamily.Target.newName;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Password;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.role.RemovalPolicy;
import dev.sluice.engine.role.RoleAccess;
import dev.sluice.engine.role.RoleAccess.Preset;
import dev.sluice.engine.role.RoleChange;
import dev.sluice.engine.role.RoleDesign;
import dev.sluice.engine.role.RoleState;
import dev.sluice.engine.role.Roles;
import java.sql.Connection;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.CsvSource;

/** Made by a login that may make databases and accounts, and isn't root. */
@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(AllProducts.class)
@Timeout(120)
class RolesIT {
  private static final Set<Integer> LACK_OF_RIGHTS = Set.of(1044, 1045, 1142, 1143, 1227, 1370);
  private static final int LOCKED_ON_MYSQL = 3118;
  private static final int LOCKED_ON_MARIADB = 4151;
  private static final Instant TURN = Instant.parse("2026-01-01T00:00:00Z");

  private final Target target;
  private final String login = newName("provider");
  private final DatabaseServer handle;
  private final Roles roles;
  private final String role = newName("app");
  private final String database = newName("shop");

  RolesIT(Target target) {
    this.target = target;
    target.createUser(login);
    target.run(
        "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, EXECUTE, SHOW VIEW, TRIGGER, EVENT, PROCESS, CREATE USER ON *.* TO " + login
            + " WITH GRANT OPTION",
        "GRANT " + (target.isMariaDb() ? "CONNECTION ADMIN" : "CONNECTION_ADMIN") + " ON *.* TO " + login,
        "CREATE DATABASE " + database,
        "CREATE TABLE " + database + ".t (a int)",
        "CREATE VIEW " + database + ".w AS SELECT a FROM " + database + ".t",
        "CREATE FUNCTION " + database + ".f() RETURNS int DETERMINISTIC RETURN 1");
    this.handle = target.open(target.as(login, Target.PASSWORD));
    this.roles = handle.roles();
  }

  @AfterEach
  void close() {
    handle.close();
  }

  @Test
  void aLoginIsMadeAsAskedForAndItsPasswordIsInNoChange() throws Exception {
    var design = design(role, Target.PASSWORD, Optional.of(TURN), Optional.of(7), List.of(read(database)), List.of());
    assertThat(roles.observe(design)).isEmpty();
    roles.create(design);
    assertThat(observed(design).changes()).isEmpty();
    assertThat(observed(design).facts().connectionLimit()).isEqualTo(7);
    assertThat(observed(design).facts().login()).isTrue();
    assertThat(observed(design).facts().claim()).contains(claim("1"));
    assertThat(observed(design).facts().turned()).contains(TURN);
    assertThat(logsIn(role, Target.PASSWORD)).isTrue();
    assertThat(logsIn(role, "")).isFalse();
    roles.create(design);
    assertThat(observed(design).changes()).isEmpty();
    var other = observed(design(role, "other'\\", Optional.empty(), Optional.empty(), List.of(), List.of())).changes().toString();
    assertThat(other).contains("password changed").doesNotContain("other'").doesNotContain(NativeHash.of(new Password("other'\\")));
    assertThat(roles.alternates()).isFalse();
    assertThat(roles.connectionDetails("app@10.%", Optional.of(new Password("p")), Optional.of(database)))
        .containsEntry("username", "app").containsEntry("jdbcUrl", "jdbc:" + target.product().section() + "://127.0.0.1:" + target.server().port() + "/" + database
            + "?user=app&password=p");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "READ_ONLY  | SELECT a FROM t                 | true",
        "READ_ONLY  | SELECT a FROM w                 | true",
        "READ_ONLY  | SHOW CREATE VIEW w              | true",
        "READ_ONLY  | SELECT f()                      | true",
        "READ_ONLY  | INSERT INTO t VALUES (2)        | false",
        "READ_ONLY  | UPDATE t SET a = 2              | false",
        "READ_ONLY  | DELETE FROM t                   | false",
        "READ_ONLY  | CREATE TABLE mine (a int)       | false",
        "READ_WRITE | SELECT a FROM t                 | true",
        "READ_WRITE | SELECT f()                      | true",
        "READ_WRITE | INSERT INTO t VALUES (2)        | true",
        "READ_WRITE | UPDATE t SET a = 2              | true",
        "READ_WRITE | DELETE FROM t                   | true",
        "READ_WRITE | TRUNCATE t                      | false",
        "READ_WRITE | DROP TABLE t                    | false",
        "READ_WRITE | ALTER TABLE t ADD b int         | false",
        "READ_WRITE | CREATE INDEX i ON t (a)         | false",
        "READ_WRITE | CREATE TABLE mine (a int)       | false",
        "READ_WRITE | CREATE TEMPORARY TABLE m (a int) | false",
        "READ_WRITE | CREATE VIEW mine AS SELECT 1 AS b | false",
        "READ_WRITE | CREATE DATABASE mine            | false",
        "READ_WRITE | CREATE USER mine                | false",
        "READ_WRITE | GRANT SELECT ON t TO root       | false",
        "READ_WRITE | SELECT a FROM t INTO OUTFILE 'x' | false",
        "READ_WRITE | SELECT user FROM mysql.user     | false",
        "READ_WRITE | SELECT uid FROM sluice.role_claim | false"
      })
  void aPresetIsWhatTheRoleCanAndCannotDo(Preset preset, String sql, boolean allowed) {
    var design = design(List.of(new RoleAccess(database, preset, List.of())), List.of());
    roles.create(design);
    assertThat(observed(design).changes()).isEmpty();
    assertThat(may(database, sql)).isEqualTo(allowed);
  }

  @Test
  void whatIsMadeLaterIsCoveredAtOnceAndNoOtherDatabase() {
    target.run("CREATE DATABASE " + database + "x", "CREATE TABLE " + database + "x.t (a int)");
    roles.create(design(List.of(write(database)), List.of()));
    target.run("CREATE TABLE " + database + ".later (a int)");
    assertThat(may(database, "SELECT a FROM later")).isTrue();
    assertThat(may(database, "INSERT INTO later VALUES (1)")).isTrue();
    assertThat(may(database, "SELECT a FROM " + database + "x.t")).isFalse();
  }

  @Test
  void wildcardsInNamesAreNoWildcards() {
    // Of the lengths that one more character, or any, would match.
    for (var hostile : List.of(database + "_%", database + "\\_", database + "_`")) {
      var quoted = "`" + hostile.replace("`", "``") + "`";
      target.run("CREATE DATABASE " + quoted, "CREATE TABLE " + quoted + ".t (a int)");
    }
    for (var neighbour : List.of(database + "_ab", database + "x%", database + "\\x", database + "xx", database + "xy`", "x" + database)) {
      var quoted = "`" + neighbour.replace("`", "``") + "`";
      target.run("CREATE DATABASE " + quoted, "CREATE TABLE " + quoted + ".t (a int)");
    }
    var all = List.of(read(database + "_%"), read(database + "\\_"), read(database + "_`"));
    var design = design(all, List.of());
    roles.create(design);
    assertThat(observed(design).changes()).isEmpty();
    for (var access : all) {
      assertThat(may("", "SELECT a FROM `" + access.database().replace("`", "``") + "`.t")).as(access.database()).isTrue();
    }
    for (var neighbour : List.of(database, database + "_ab", database + "x%", database + "\\x", database + "xx", database + "xy``", "x" + database)) {
      assertThat(may("", "SELECT a FROM `" + neighbour + "`.t")).as(neighbour).isFalse();
    }
    var none = design(List.of(), all);
    roles.update(none, observed(none));
    assertThat(may("", "SELECT a FROM `" + database + "_%`.t")).isFalse();
    assertThat(observed(none).changes()).isEmpty();
  }

  @Test
  void driftIsNoticedAndMended() throws Exception {
    var design = design(role, Target.PASSWORD, Optional.of(TURN), Optional.of(7), List.of(write(database)), List.of());
    roles.create(design);
    var place = "`" + database.replace("_", "\\_") + "`.* FROM ";
    target.run("ALTER USER " + role + " WITH MAX_USER_CONNECTIONS 3", "ALTER USER " + role + " ACCOUNT LOCK", "REVOKE INSERT ON " + place + role);
    assertThat(observed(design).changes()).extracting(RoleChange::what)
        .containsExactlyInAnyOrder("connectionLimit 7 -> 3".replace("7 -> 3", "3 -> 7"), "login false -> true", "access to " + database + ": INSERT granted");
    assertThat(logsIn(role, Target.PASSWORD)).isFalse();
    roles.update(design, observed(design));
    assertThat(observed(design).changes()).isEmpty();
    assertThat(logsIn(role, Target.PASSWORD)).isTrue();
    assertThat(may(database, "INSERT INTO t VALUES (1)")).isTrue();
    var unlimited = design(role, Target.PASSWORD, Optional.empty(), Optional.of(-1), List.of(write(database)), List.of());
    roles.update(unlimited, observed(unlimited));
    assertThat(observed(unlimited).facts().connectionLimit()).isEqualTo(-1);
  }

  @Test
  void aPasswordSetByHandIsSetBackAndDueForATurn() throws Exception {
    roles.create(design(role, Target.PASSWORD, Optional.of(TURN), Optional.empty(), List.of(), List.of()));
    target.run("ALTER USER " + role + " IDENTIFIED BY 'other'");
    var published = design(List.of(), List.of());
    assertThat(observed(published).changes()).extracting(RoleChange::what).containsExactly("password changed");
    roles.update(published, observed(published));
    assertThat(observed(published).changes()).isEmpty();
    assertThat(observed(published).facts().turned()).isEmpty();
    assertThat(logsIn(role, "other")).isFalse();
    assertThat(logsIn(role, Target.PASSWORD)).isTrue();
    var next = design(role, "next", Optional.of(TURN), Optional.empty(), List.of(), List.of());
    roles.update(next, observed(next));
    assertThat(observed(next).facts().turned()).contains(TURN);
    assertThat(logsIn(role, "next")).isTrue();
    assertThat(logsIn(role, Target.PASSWORD)).isFalse();
  }

  @Test
  void aPasswordThatTheServerKeepsInAnotherWayIsTried() throws Exception {
    assumeThat(target.isMariaDb()).isFalse();
    try (var server = target.builder().get().withoutFsync().tls().start();
        var own = target.with(server).open(target.with(server).described(server.username(), server.password(),
            new dev.sluice.engine.Tls(dev.sluice.engine.Tls.Mode.REQUIRE, Optional.empty(), Optional.empty()), 5))) {
      var salted = target.with(server);
      var design = design(List.of(), List.of());
      own.roles().create(design);
      for (var password : List.of("right", "wrong")) {
        salted.run("ALTER USER " + role + " IDENTIFIED WITH caching_sha2_password BY '" + password + "'");
        var asked = design(role, "right", Optional.empty(), Optional.empty(), List.of(), List.of());
        assertThat(own.roles().observe(asked).orElseThrow().changes()).hasSize(password.equals("right") ? 0 : 1);
        own.roles().update(asked, own.roles().observe(asked).orElseThrow());
        assertThat(own.roles().observe(asked).orElseThrow().changes()).isEmpty();
      }
    }
  }

  @Test
  void lessAccessIsLess() {
    var before = write(database);
    roles.create(design(List.of(before), List.of()));
    target.run("GRANT CREATE ON `" + database.replace("_", "\\_") + "`.* TO " + role + " WITH GRANT OPTION");
    assertThat(observed(design(List.of(before), List.of())).changes()).isEmpty();
    var less = design(List.of(read(database)), List.of(before));
    assertThat(observed(less).changes()).singleElement().extracting(RoleChange::what).asString().contains("INSERT").contains("GRANT OPTION").doesNotContain("SELECT");
    roles.update(less, observed(less));
    assertThat(observed(less).changes()).isEmpty();
    assertThat(may(database, "SELECT a FROM t")).isTrue();
    assertThat(may(database, "INSERT INTO t VALUES (1)")).isFalse();
    assertThat(may(database, "CREATE TABLE x (a int)")).isFalse();
    var none = design(List.of(), List.of(before));
    roles.update(none, observed(none));
    assertThat(observed(none).changes()).isEmpty();
    assertThat(may("", "SELECT a FROM " + database + ".t")).isFalse();
  }

  @Test
  void aDatabaseThatIsNotThereIsSaidToBeMissing() {
    var design = design(List.of(read(database + "soon")), List.of());
    var failure = failureOf(() -> roles.create(design));
    assertThat(failure.reason()).isEqualTo(Reasons.DATABASE_MISSING);
    assertThat(failure.message()).contains(database + "soon");
    target.run("CREATE DATABASE " + database + "soon");
    roles.create(design);
    assertThat(observed(design).changes()).isEmpty();
  }

  @Test
  void fromAHostAlone() throws Exception {
    var here = design(role + "@127.0.0.%", Target.PASSWORD, Optional.empty(), Optional.empty(), List.of(read(database)), List.of());
    var elsewhere = design(role + "@10.1.%", Target.PASSWORD, Optional.empty(), Optional.empty(), List.of(read(database)), List.of());
    roles.create(elsewhere);
    assertThat(logsIn(role, Target.PASSWORD)).isFalse();
    roles.create(here);
    assertThat(observed(here).changes()).isEmpty();
    assertThat(may(database, "SELECT a FROM t")).isTrue();
    assertThat(target.rows("SELECT CONCAT(user, '@', host) FROM mysql.user WHERE user = '" + role + "' ORDER BY 1"))
        .containsExactly(role + "@10.1.%", role + "@127.0.0.%");
    var other = design(role + "@10.1.%", "other", Optional.empty(), Optional.empty(), List.of(), List.of());
    assertThat(observed(other).changes()).hasSize(1);
    try (var session = connect("", Target.PASSWORD)) {
      assertThat(roles.drop(elsewhere, RemovalPolicy.REASSIGN)).isEmpty();
      assertThat(session.isValid(5)).isTrue();
      assertThat(roles.drop(here, RemovalPolicy.REASSIGN)).isEmpty();
      assertThat(session.isValid(5)).isFalse();
    }
  }

  @Test
  void aGroupLetsNobodyIn() throws Exception {
    var group = new RoleDesign(role, claim("1"), false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(Set.of()),
        Optional.of(Map.of()), List.of(read(database)), List.of());
    roles.create(group);
    assertThat(observed(group).changes()).isEmpty();
    assertThat(observed(group).facts().login()).isFalse();
    assertThat(logsIn(role, "")).isFalse();
    target.run("ALTER USER " + role + " ACCOUNT UNLOCK");
    assertThat(logsIn(role, "")).isFalse();
    assertThat(observed(group).changes()).extracting(RoleChange::what).containsExactly("login true -> false");
  }

  @Test
  void whatCannotBeHadIsRefused() {
    var named = design(List.of(), List.of());
    for (var design : List.of(
        design("x".repeat(200), "p", Optional.empty(), Optional.empty(), List.of(), List.of()),
        design(role + "'@'%", "p", Optional.empty(), Optional.empty(), List.of(), List.of()),
        design(role + "`", "p", Optional.empty(), Optional.empty(), List.of(), List.of()),
        design(role + "@", "p", Optional.empty(), Optional.empty(), List.of(), List.of()),
        design(role, "", Optional.empty(), Optional.empty(), List.of(), List.of()),
        design(List.of(new RoleAccess(database, Preset.READ_ONLY, List.of("public"))), List.of()),
        with(named, Optional.of(role + "_a"), Optional.empty(), Optional.empty()),
        with(named, Optional.empty(), Optional.empty(), Optional.of(Map.of("wait_timeout", "3"))))) {
      assertThat(failureOf(() -> roles.observe(design)).reason()).as(design.name()).isEqualTo(Reasons.INVALID_SPEC);
      assertThat(failureOf(() -> roles.create(design))).isInstanceOf(Failure.Permanent.class);
    }
    var longest = target.isMariaDb() ? 128 : 32;
    assertThat(failureOf(() -> roles.observe(RoleDesign.named("x".repeat(longest + 1), claim("1")))).message())
        .contains("x".repeat(longest + 1)).contains("" + longest).contains("shorter");
    roles.create(design("y".repeat(longest - role.length()) + role, "p", Optional.empty(), Optional.empty(), List.of(), List.of()));
    assertThat(failureOf(() -> roles.observe(with(named, Optional.of(role + "_a"), Optional.empty(), Optional.empty()))).message())
        .contains("spec.forProvider.rotation.strategy: InPlace");
    assertThat(failureOf(() -> roles.observe(with(named, Optional.empty(), Optional.of(Set.of("root")), Optional.empty()))).reason())
        .isEqualTo(Reasons.NOT_SUPPORTED);
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
    for (var name : List.of(login, login + "@10.%", "root", "root@localhost", "mysql.sys@localhost", "mariadb.sys@localhost", "@%", role + "_super",
        role + "_users", role + "_files", role + "_granter", role + "_accounts", role + "_all")) {
      assertThat(failureOf(() -> roles.observe(RoleDesign.named(name, claim("1")))).reason()).as(name).isEqualTo(Reasons.ROLE_NOT_ALLOWED);
      assertThat(failureOf(() -> roles.create(RoleDesign.named(name, claim("1")))).reason()).as(name).isEqualTo(Reasons.ROLE_NOT_ALLOWED);
      assertThat(roles.drop(RoleDesign.named(name, claim("1")), RemovalPolicy.REASSIGN)).as(name).satisfies(stays ->
          assertThat(stays.orElse("was there before")).contains("was there before"));
    }
    for (var systems : List.of("mysql", "sluice", "SLUICE", "information_schema", "sys")) {
      assertThat(failureOf(() -> roles.observe(design(List.of(read(systems)), List.of()))).reason()).as(systems).isEqualTo(Reasons.ROLE_NOT_ALLOWED);
    }
    assertThat(target.rows("SELECT user FROM mysql.user WHERE user LIKE '" + role.replace("_", "\\_") + "\\_%'")).hasSize(6);
    target.createUser(role, "SELECT, PROCESS ON *.*");
    assertThat(roles.observe(RoleDesign.named(role, claim("1")))).isPresent();
  }

  @Test
  void twoResourcesDontShareOne() {
    roles.create(design(List.of(), List.of()));
    var other = RoleDesign.named(role, new Claim("uid-2", "test/Role/other", true));
    assertThat(failureOf(() -> roles.observe(other)).reason()).isEqualTo(Reasons.CONFLICT);
    assertThat(failureOf(() -> roles.create(other)).reason()).isEqualTo(Reasons.CONFLICT);
    assertThat(failureOf(() -> roles.update(other, observed(design(List.of(), List.of())))).reason()).isEqualTo(Reasons.CONFLICT);
    assertThat(roles.drop(other, RemovalPolicy.REASSIGN)).hasValueSatisfying(stays -> assertThat(stays).contains("test/Role/role"));
    assertThat(target.rows("SELECT user FROM mysql.user WHERE user = '" + role + "'")).hasSize(1);
    var reborn = RoleDesign.named(role, claim("3"));
    assertThat(observed(reborn).changes()).extracting(RoleChange::what).containsExactly("claimed for test/Role/role");
    roles.update(reborn, observed(reborn));
    assertThat(observed(reborn).facts().claim()).contains(claim("3"));
  }

  @Test
  void whatWasFoundKeepsItsPasswordAndStays() throws Exception {
    target.createUser(role);
    assertThat(failureOf(() -> roles.create(design(List.of(), List.of()))).reason()).isEqualTo(Reasons.ALREADY_EXISTS);
    var found = new RoleDesign(role, new Claim("uid-1", "test/Role/role", false), true, Optional.empty(), Optional.empty(), Optional.empty(),
        Optional.empty(), Optional.empty(), Optional.empty(), List.of(read(database)), List.of());
    roles.update(found, observed(found));
    assertThat(observed(found).changes()).isEmpty();
    assertThat(may(database, "SELECT a FROM t")).isTrue();
    assertThat(observed(found).facts().claim()).contains(found.claim());
    assertThat(roles.drop(found, RemovalPolicy.REASSIGN)).hasValueSatisfying(stays -> assertThat(stays).contains("was there before"));
    assertThat(logsIn(role, Target.PASSWORD)).isTrue();
  }

  @Test
  void whatWasClaimedAndNotMadeIsMade() throws Exception {
    var design = design(List.of(read(database)), List.of());
    roles.create(design);
    target.run("DROP USER " + role);
    assertThat(roles.observe(design)).isEmpty();
    roles.create(design);
    assertThat(observed(design).facts().claim()).contains(claim("1"));
    assertThat(logsIn(role, Target.PASSWORD)).isTrue();
    target.run("DROP USER " + role);
    assertThat(roles.drop(design, RemovalPolicy.RESTRICT)).isEmpty();
    assertThat(target.rows("SELECT uid FROM sluice.role_claim WHERE name = '" + role + "'")).isEmpty();
  }

  @Test
  void itGoesWithItsSessionsAndItsClaim() throws Exception {
    var design = design(List.of(read(database)), List.of());
    roles.create(design);
    try (var session = connect(database, Target.PASSWORD);
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
    var design = design(List.of(read(database)), List.of());
    roles.create(design);
    var definer = "CREATE DEFINER = " + role + " ";
    target.run(definer + "VIEW " + database + ".its AS SELECT a FROM " + database + ".t", definer + "PROCEDURE " + database + ".p() SELECT 1",
        definer + "TRIGGER " + database + ".r BEFORE INSERT ON " + database + ".t FOR EACH ROW SET NEW.a = 1",
        definer + "EVENT " + database + ".e ON SCHEDULE EVERY 1 YEAR DO SELECT 1");
    var failure = failureOf(() -> roles.drop(design, RemovalPolicy.RESTRICT));
    assertThat(failure.reason()).isEqualTo(Reasons.DELETION_BLOCKED);
    assertThat(failure.message()).contains("event " + database + ".e, procedure " + database + ".p, trigger " + database + ".r, view " + database + ".its");
    assertThat(logsIn(role, Target.PASSWORD)).isTrue();
    assertThat(roles.drop(design, RemovalPolicy.REASSIGN)).hasValueSatisfying(stays -> assertThat(stays).contains("locked").contains(database + ".its"));
    assertThat(logsIn(role, Target.PASSWORD)).isFalse();
    assertThat(target.rows("SELECT a FROM " + database + ".its")).isEmpty();
  }

  private static RoleAccess read(String database) {
    return new RoleAccess(database, Preset.READ_ONLY, List.of());
  }

  private static RoleAccess write(String database) {
    return new RoleAccess(database, Preset.READ_WRITE, List.of());
  }

  private RoleDesign design(List<RoleAccess> access, List<RoleAccess> former) {
    return design(role, Target.PASSWORD, Optional.empty(), Optional.empty(), access, former);
  }

  private static RoleDesign design(
      String name, String password, Optional<Instant> turned, Optional<Integer> limit, List<RoleAccess> access, List<RoleAccess> former) {
    return new RoleDesign(
        name, claim("1"), true, Optional.of(new Password(password)), Optional.empty(), turned, limit, Optional.empty(), Optional.empty(), access, former);
  }

  private static RoleDesign with(
      RoleDesign design, Optional<String> current, Optional<Set<String>> memberOf, Optional<Map<String, String>> parameters) {
    return new RoleDesign(
        design.name(), design.claim(), true, design.password(), current, design.turned(), design.connectionLimit(), memberOf, parameters, List.of(), List.of());
  }

  private static Claim claim(String uid) {
    return new Claim("uid-" + uid, "test/Role/role", true);
  }

  private RoleState observed(RoleDesign design) {
    return roles.observe(design).orElseThrow();
  }

  private Connection connect(String to, String password) throws SQLException {
    return target.server().connect(to, role, password);
  }

  private boolean logsIn(String as, String password) throws SQLException {
    try (var connection = target.server().connect("", as, password)) {
      return connection.isValid(5);
    } catch (SQLException e) {
      assertThat(e.getErrorCode()).as(e.getMessage()).isIn(1045, LOCKED_ON_MYSQL, LOCKED_ON_MARIADB);
      return false;
    }
  }

  /** Whether it goes through; anything but a lack of rights is an error of the test's. */
  private boolean may(String to, String sql) {
    try (var connection = connect(to, Target.PASSWORD);
        var statement = connection.createStatement()) {
      statement.execute(sql);
      return true;
    } catch (SQLException e) {
      assertThat(e.getErrorCode()).as(e.getMessage()).isIn(LACK_OF_RIGHTS);
      return false;
    }
  }
}
