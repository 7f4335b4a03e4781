package dev.sluice.engine.mysqlfamily;

import static dev.sluice.engine.mysqlfamily.RoleUnderTest.read;
import static dev.sluice.engine.mysqlfamily.RoleUnderTest.write;
import static dev.sluice.engine.mysqlfamily.Target.failureOf;
import static dev.sluice.engine.mysqlfamily.Target.newName;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.engine.Reasons;
import dev.sluice.engine.role.RoleAccess;
import dev.sluice.engine.role.RoleAccess.Preset;
import dev.sluice.engine.role.RoleChange;
import dev.sluice.engine.role.Roles;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.CsvSource;

/** What roles may do in databases. */
@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(AllProducts.class)
@Timeout(120)
class RolesAccessIT {
  private final Target target;
  private final RoleUnderTest subject;
  private final Roles roles;
  private final String role;
  private final String database;

  RolesAccessIT(Target target) {
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
        "READ_WRITE | SELECT uid FROM sluice.role_claim | false",
        "MIGRATE    | SELECT f()                      | true",
        "MIGRATE    | INSERT INTO t VALUES (2)        | true",
        "MIGRATE    | TRUNCATE t                      | true",
        "MIGRATE    | ALTER TABLE t ADD b int         | true",
        "MIGRATE    | CREATE INDEX i ON t (a)         | true",
        "MIGRATE    | CREATE TABLE mine (a int)       | true",
        "MIGRATE    | CREATE TEMPORARY TABLE m (a int) | true",
        "MIGRATE    | CREATE VIEW mine AS SELECT 1 AS b | true",
        "MIGRATE    | CREATE EVENT e ON SCHEDULE EVERY 1 YEAR DO SELECT 1 | true",
        "MIGRATE    | DROP TABLE t                    | true",
        "MIGRATE    | DELETE FROM flyway_schema_history | true",
        "MIGRATE    | GRANT SELECT ON t TO other      | false",
        "MIGRATE    | CREATE DATABASE mine            | false",
        "MIGRATE    | CREATE USER mine                | false",
        "MIGRATE    | SELECT a FROM t INTO OUTFILE 'x' | false",
        "MIGRATE    | SELECT user FROM mysql.user     | false",
        "MIGRATE    | SELECT uid FROM sluice.role_claim | false",
        "OWNER      | DROP TABLE t                    | true",
        "OWNER      | GRANT SELECT ON t TO other      | true",
        "OWNER      | GRANT SELECT ON `%x`.* TO other | false",
        "OWNER      | GRANT SELECT ON mysql.* TO other | false",
        "OWNER      | GRANT CREATE USER ON *.* TO other | false",
        "OWNER      | CREATE USER mine                | false",
        "OWNER      | SELECT uid FROM sluice.role_claim | false"
      })
  void aPresetIsWhatTheRoleCanAndCannotDo(Preset preset, String sql, boolean allowed) {
    target.run("CREATE TABLE " + database + ".flyway_schema_history (a int)");
    var other = newName("other");
    target.createUser(other);
    var design = subject.design(List.of(new RoleAccess(database, preset, List.of())), List.of());
    roles.create(design);
    assertThat(subject.observed(design).changes()).isEmpty();
    assertThat(subject.may(database, sql.replace("other", other).replace("%x", database.replace("shop_", "shop%")))).isEqualTo(allowed);
  }

  /** Where an underscore stood for any character, who may hand on the rights on one database could do so on others. */
  @Test
  void anOwnerHandsOnWhatItHasAndNoOtherDatabase() {
    target.run("CREATE DATABASE " + database.replace('_', 'x'), "CREATE TABLE " + database.replace('_', 'x') + ".t (a int)");
    var other = newName("other");
    target.createUser(other);
    roles.create(subject.design(List.of(new RoleAccess(database, Preset.OWNER, List.of())), List.of()));
    assertThat(subject.may(database, "GRANT SELECT ON `" + database + "`.* TO " + other)).isFalse();
    assertThat(subject.may(database, "GRANT SELECT ON `" + database.replace("_", "\\_") + "`.* TO " + other)).isTrue();
    assertThat(subject.may("", "SELECT a FROM " + database.replace('_', 'x') + ".t")).isFalse();
  }

  @Test
  void fromOnePresetToAnother() {
    var presets = List.of(Preset.OWNER, Preset.MIGRATE, Preset.READ_ONLY, Preset.MIGRATE, Preset.OWNER, Preset.READ_WRITE);
    var former = List.<RoleAccess>of();
    roles.create(subject.design(List.of(), List.of()));
    for (var preset : presets) {
      var design = subject.design(List.of(new RoleAccess(database, preset, List.of())), former);
      roles.update(design, subject.observed(design));
      assertThat(subject.observed(design).changes()).as(preset.name()).isEmpty();
      assertThat(subject.may(database, "CREATE TABLE IF NOT EXISTS mine (a int)")).as(preset.name()).isEqualTo(preset.actsAsOwner());
      assertThat(subject.may(database, "GRANT SELECT ON mine TO " + subject.login())).as(preset.name()).isEqualTo(preset == Preset.OWNER);
      former = design.access();
    }
  }

  @Test
  void whatIsMadeLaterIsCoveredAtOnceAndNoOtherDatabase() {
    target.run("CREATE DATABASE " + database + "x", "CREATE TABLE " + database + "x.t (a int)");
    roles.create(subject.design(List.of(write(database)), List.of()));
    target.run("CREATE TABLE " + database + ".later (a int)");
    assertThat(subject.may(database, "SELECT a FROM later")).isTrue();
    assertThat(subject.may(database, "INSERT INTO later VALUES (1)")).isTrue();
    assertThat(subject.may(database, "SELECT a FROM " + database + "x.t")).isFalse();
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
    var design = subject.design(all, List.of());
    roles.create(design);
    assertThat(subject.observed(design).changes()).isEmpty();
    for (var access : all) {
      assertThat(subject.may("", "SELECT a FROM `" + access.database().replace("`", "``") + "`.t")).as(access.database()).isTrue();
    }
    for (var neighbour : List.of(database, database + "_ab", database + "x%", database + "\\x", database + "xx", database + "xy``", "x" + database)) {
      assertThat(subject.may("", "SELECT a FROM `" + neighbour + "`.t")).as(neighbour).isFalse();
    }
    var none = subject.design(List.of(), all);
    roles.update(none, subject.observed(none));
    assertThat(subject.may("", "SELECT a FROM `" + database + "_%`.t")).isFalse();
    assertThat(subject.observed(none).changes()).isEmpty();
  }

  @Test
  void lessAccessIsLess() {
    var before = write(database);
    roles.create(subject.design(List.of(before), List.of()));
    target.run("GRANT CREATE ON `" + database.replace("_", "\\_") + "`.* TO " + role + " WITH GRANT OPTION");
    assertThat(subject.observed(subject.design(List.of(before), List.of())).changes()).isEmpty();
    var less = subject.design(List.of(read(database)), List.of(before));
    assertThat(subject.observed(less).changes()).singleElement().extracting(RoleChange::what).asString()
        .contains("INSERT").contains("GRANT OPTION").doesNotContain("SELECT");
    roles.update(less, subject.observed(less));
    assertThat(subject.observed(less).changes()).isEmpty();
    assertThat(subject.may(database, "SELECT a FROM t")).isTrue();
    assertThat(subject.may(database, "INSERT INTO t VALUES (1)")).isFalse();
    assertThat(subject.may(database, "CREATE TABLE x (a int)")).isFalse();
    var none = subject.design(List.of(), List.of(before));
    roles.update(none, subject.observed(none));
    assertThat(subject.observed(none).changes()).isEmpty();
    assertThat(subject.may("", "SELECT a FROM " + database + ".t")).isFalse();
  }

  @Test
  void aDatabaseThatIsNotThereIsSaidToBeMissing() {
    var design = subject.design(List.of(read(database + "soon")), List.of());
    var failure = failureOf(() -> roles.create(design));
    assertThat(failure.reason()).isEqualTo(Reasons.DATABASE_MISSING);
    assertThat(failure.message()).contains(database + "soon");
    target.run("CREATE DATABASE " + database + "soon");
    roles.create(design);
    assertThat(subject.observed(design).changes()).isEmpty();
  }

  @Test
  void whereRightsCanBeRevokedInPartNamesAreNoPatterns() {
    assumeThat(target.rows("SHOW VARIABLES LIKE 'partial_revokes'")).isNotEmpty();
    try (var server = target.builder().get().withoutFsync().parameter("partial-revokes", "ON").start()) {
      var exact = target.with(server);
      exact.run("CREATE DATABASE a_b", "CREATE TABLE a_b.t (a int)");
      try (var own = exact.open(exact.root())) {
        var design = subject.design(List.of(read("a_b")), List.of());
        own.roles().create(design);
        assertThat(own.roles().observe(design).orElseThrow().changes()).isEmpty();
        try (var session = exact.session(role); var statement = session.createStatement()) {
          assertThat(statement.execute("SELECT a FROM a_b.t")).isTrue();
        } catch (SQLException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }
}
