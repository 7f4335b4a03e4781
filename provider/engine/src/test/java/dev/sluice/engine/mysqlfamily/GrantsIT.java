package dev.sluice.engine.mysqlfamily;

import static dev.sluice.engine.mysqlfamily.RoleUnderTest.read;
import static dev.sluice.engine.mysqlfamily.RoleUnderTest.write;
import static dev.sluice.engine.mysqlfamily.Target.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.grant.GrantDesign;
import dev.sluice.engine.grant.GrantDesign.Former;
import dev.sluice.engine.grant.GrantDesign.Others;
import dev.sluice.engine.grant.GrantTarget;
import dev.sluice.engine.grant.GrantTarget.AllIn;
import dev.sluice.engine.grant.GrantTarget.Columns;
import dev.sluice.engine.grant.GrantTarget.Kind;
import dev.sluice.engine.grant.GrantTarget.Membership;
import dev.sluice.engine.grant.GrantTarget.Named;
import dev.sluice.engine.grant.GrantTarget.WholeDatabase;
import dev.sluice.engine.grant.GrantTerms;
import dev.sluice.engine.grant.Grants;
import dev.sluice.engine.role.RoleAccess;
import dev.sluice.engine.role.RoleChange;
import dev.sluice.engine.role.RoleDesign;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** What is granted one by one, by a provider that isn't root. */
@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(AllProducts.class)
@Timeout(120)
class GrantsIT {
  private static final GrantTarget TABLE = new Named(Kind.TABLE, List.of("t"));

  private final Target target;
  private final RoleUnderTest subject;
  private final Grants grants;
  private final String role;
  private final String database;

  GrantsIT(Target target) {
    this.target = target;
    this.subject = RoleUnderTest.on(target);
    this.grants = subject.handle().grants();
    this.role = subject.role();
    this.database = subject.database();
    target.run("CREATE TABLE " + database + ".`a.b` (x int, y int)", "CREATE TABLE " + database + ".flyway_schema_history (a int)");
    subject.roles().create(subject.design(List.of(), List.of()));
  }

  @AfterEach
  void close() {
    subject.handle().close();
  }

  private record Case(GrantTarget on, Set<String> privileges, String allowed) {}

  @TestFactory
  Stream<DynamicTest> eachTargetIsGrantedAndTakenBack() {
    return Stream.of(
            new Case(TABLE, Set.of("select", "INSERT"), "INSERT INTO t VALUES (1)"),
            new Case(new Named(Kind.TABLE, List.of("a.b", "w")), Set.of("SELECT"), "SELECT x FROM `a.b`"),
            new Case(new Columns(Map.of("a.b", List.of("y"))), Set.of("SELECT"), "SELECT y FROM `a.b`"),
            new Case(new Named(Kind.ROUTINE, List.of("f")), Set.of("EXECUTE"), "SELECT f()"),
            new Case(new WholeDatabase(), Set.of("SELECT", "CREATE"), "CREATE TABLE IF NOT EXISTS mine (a int)"))
        .map(one -> DynamicTest.dynamicTest(one.on() + " " + one.privileges(), () -> {
          var design = design(one.on(), one.privileges());
          assertThat(may(one.allowed())).isFalse();
          assertThat(grants.observe(design).any()).isFalse();
          grants.update(design, grants.observe(design));
          assertThat(may(one.allowed())).isTrue();
          assertThat(grants.observe(design).any()).isTrue();
          assertThat(grants.observe(design).changes()).isEmpty();
          grants.revoke(design);
          assertThat(may(one.allowed())).isFalse();
          grants.revoke(design);
          if (!(one.on() instanceof Columns)) {
            var option = new GrantDesign(new GrantTerms(role, Optional.of(database), one.on(), one.privileges(), true));
            grants.update(option, grants.observe(option));
            assertThat(grants.observe(option).changes()).isEmpty();
            grants.revoke(option);
            assertThat(grants.observe(option).any()).isFalse();
          }
        }));
  }

  @Test
  void moreIsNoDriftUnlessItIsExclusive() {
    var design = design(TABLE, Set.of("SELECT"));
    target.run("GRANT SELECT, UPDATE, DELETE ON " + database + ".t TO " + role + " WITH GRANT OPTION");
    assertThat(grants.observe(design).changes()).isEmpty();
    var exclusive = new GrantDesign(design.terms(), true, false, Optional.empty(), new Others(List.of(terms(TABLE, Set.of("DELETE"))), List.of(), Set.of()));
    assertThat(grants.observe(exclusive).changes()).extracting(RoleChange::what)
        .containsExactly("UPDATE, grant option on table t in database " + database + " revoked from " + role);
    grants.update(exclusive, grants.observe(exclusive));
    assertThat(grants.observe(exclusive).changes()).isEmpty();
    assertThat(may("DELETE FROM t")).isTrue();
    assertThat(may("UPDATE t SET a = 1")).isFalse();
  }

  @Test
  void accessAndGrantsOnADatabaseAreOneUnion() {
    subject.roles().update(subject.design(List.of(write(database)), List.of()), subject.observed(subject.design(List.of(write(database)), List.of())));
    var create = terms(new WholeDatabase(), Set.of("CREATE"));
    var exclusive = new GrantDesign(create, true, false, Optional.empty(), new Others(List.of(), List.of(write(database)), Set.of()));
    grants.update(exclusive, grants.observe(exclusive));
    assertThat(grants.observe(exclusive).changes()).isEmpty();
    assertThat(may("DELETE FROM t")).isTrue();
    var less = subject.design(List.of(read(database)), List.of(write(database))).besides(List.of(create));
    subject.roles().update(less, subject.observed(less));
    assertThat(may("DELETE FROM t")).isFalse();
    assertThat(may("CREATE TABLE mine (a int)")).isTrue();
    grants.revoke(exclusive);
    assertThat(may("CREATE TABLE more (a int)")).isFalse();
    assertThat(may("SELECT a FROM t")).isTrue();
  }

  @Test
  void whatWasGrantedBeforeIsTakenBackWhenSomethingElseIsWanted() {
    var before = terms(TABLE, Set.of("SELECT", "INSERT"));
    grants.update(new GrantDesign(before), grants.observe(new GrantDesign(before)));
    var now = new GrantDesign(terms(TABLE, Set.of("SELECT")), false, false, Optional.of(new Former(before, Others.NONE)), Others.NONE);
    grants.update(now, grants.observe(now));
    assertThat(may("SELECT a FROM t")).isTrue();
    assertThat(may("INSERT INTO t VALUES (1)")).isFalse();
    assertThat(grants.observe(now).changes()).isEmpty();
  }

  @Test
  void whatIsNotThereYetIsWaitedFor() {
    for (var on : List.of(new Named(Kind.TABLE, List.of("later")), new Named(Kind.ROUTINE, List.of("later")), new Columns(Map.of("t", List.of("later"))))) {
      var failure = failureOf(() -> grants.observe(design(on, Set.of("ALL"))));
      assertThat(failure).isInstanceOf(Failure.Transient.class);
      assertThat(failure.reason()).isEqualTo("WaitingForObject");
    }
    assertThat(failureOf(() -> grants.observe(new GrantDesign(new GrantTerms("nobody", Optional.of(database), TABLE, Set.of("SELECT"), false)))).reason())
        .isEqualTo("WaitingForReference");
    grants.revoke(new GrantDesign(new GrantTerms("nobody", Optional.of(database), TABLE, Set.of("SELECT"), false)));
    grants.revoke(new GrantDesign(new GrantTerms(role, Optional.of("nowhere"), TABLE, Set.of("SELECT"), false)));
  }

  @Test
  void whatNobodyShouldGetByAManifestIsRefused() {
    refused(new GrantTerms(role, Optional.of("mysql"), new WholeDatabase(), Set.of("SELECT"), false), Reasons.ROLE_NOT_ALLOWED, "own");
    refused(new GrantTerms(role, Optional.of("sluice"), new WholeDatabase(), Set.of("SELECT"), false), Reasons.ROLE_NOT_ALLOWED, "own");
    refused(new GrantTerms(subject.login(), Optional.of(database), TABLE, Set.of("SELECT"), false), Reasons.ROLE_NOT_ALLOWED, "provider's own login");
    refused(new GrantTerms("root", Optional.of(database), TABLE, Set.of("SELECT"), false), Reasons.ROLE_NOT_ALLOWED, "own");
    refused(terms(new Named(Kind.TABLE, List.of("flyway_schema_history")), Set.of("INSERT")), Reasons.ROLE_NOT_ALLOWED, "only read");
    refused(terms(TABLE, Set.of("USAGE")), Reasons.INVALID_SPEC, "there are SELECT");
    refused(terms(TABLE, Set.of()), Reasons.INVALID_SPEC, "is empty");
    refused(terms(new AllIn(Kind.TABLE, List.of("public")), Set.of("SELECT")), Reasons.INVALID_SPEC, "database: true");
    refused(new GrantTerms(role, Optional.empty(), new Membership(List.of("x")), Set.of("INHERIT"), false), Reasons.INVALID_SPEC, "leave privileges out");
    refused(new GrantTerms(role, Optional.empty(), new Membership(List.of(role)), Set.of(), false), Reasons.INVALID_SPEC, "itself");
    target.run("CREATE ROLE " + role + "mighty", "GRANT FILE ON *.* TO " + role + "mighty");
    refused(new GrantTerms(role, Optional.empty(), new Membership(List.of(role + "mighty")), Set.of(), false), Reasons.ROLE_NOT_ALLOWED, "spec.allowPrivileged");
  }

  @Test
  void membershipsAreGrantedAndTakenBack() {
    var both = List.of(group("g1", read(database)), group("g2", write(database)));
    var one = membership(both.subList(0, 1), false);
    var state = grants.observe(new GrantDesign(one));
    assertThat(state.any()).isFalse();
    assertThat(state.changes()).extracting(RoleChange::what).anyMatch(what -> what.contains("membership in " + both.getFirst() + " granted"));
    settle(new GrantDesign(one));
    assertThat(may("SELECT a FROM t")).isTrue();
    assertThat(may("INSERT INTO t VALUES (1)")).isFalse();
    var two = membership(both.subList(1, 2), true);
    settle(new GrantDesign(two));
    assertThat(may("INSERT INTO t VALUES (1)")).isTrue();
    // More is no drift, unless somebody else doesn't want it either.
    assertThat(grants.observe(new GrantDesign(one)).changes()).isEmpty();
    assertThat(grants.observe(new GrantDesign(one, true, false, Optional.empty(), new Others(List.of(two), List.of(), Set.of()))).changes()).isEmpty();
    assertThat(grants.observe(new GrantDesign(one, true, false, Optional.empty(), new Others(List.of(), List.of(), Set.copyOf(both)))).changes()).isEmpty();
    settle(new GrantDesign(one, true, false, Optional.empty(), Others.NONE));
    assertThat(may("INSERT INTO t VALUES (1)")).isFalse();
    assertThat(may("SELECT a FROM t")).isTrue();
    var handedOn = membership(both.subList(0, 1), true);
    settle(new GrantDesign(handedOn));
    var other = target.isMariaDb() ? role + "_groups" : role;
    var admin = target.isMariaDb()
        ? "SELECT Admin_option FROM mysql.roles_mapping WHERE User = '" + other + "' AND Role = '" + both.getFirst() + "'"
        : "SELECT WITH_ADMIN_OPTION FROM mysql.role_edges WHERE TO_USER = '" + other + "'";
    assertThat(target.rows(admin)).containsExactly("Y");
    settle(new GrantDesign(one, true, false, Optional.of(new Former(handedOn, Others.NONE)), Others.NONE));
    assertThat(target.rows(admin)).containsExactly("N");
    assertThat(may("SELECT a FROM t")).isTrue();
    // From a membership to a table, and back.
    var table = new GrantTerms(role, Optional.of(database), TABLE, Set.of("INSERT"), false);
    settle(new GrantDesign(table, false, false, Optional.of(new Former(one, Others.NONE)), Others.NONE));
    assertThat(may("SELECT a FROM t")).isFalse();
    settle(new GrantDesign(one, false, false, Optional.of(new Former(table, Others.NONE)), Others.NONE));
    assertThat(may("INSERT INTO t VALUES (1)")).isFalse();
    grants.revoke(new GrantDesign(one));
    assertThat(may("SELECT a FROM t")).isFalse();
    var soon = failureOf(() -> grants.observe(new GrantDesign(membership(List.of(role + "soon"), false))));
    assertThat(soon).isInstanceOf(Failure.Transient.class);
    assertThat(soon.reason()).isEqualTo("WaitingForReference");
  }

  private String group(String name, RoleAccess access) {
    subject.roles().create(
        new RoleDesign(
            role + name, RoleUnderTest.claim(name), false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
            List.of(access), List.of()));
    return role + name;
  }

  private GrantTerms membership(List<String> groups, boolean handedOn) {
    return new GrantTerms(role, Optional.empty(), new Membership(groups), Set.of(), handedOn);
  }

  private void settle(GrantDesign design) {
    grants.update(design, grants.observe(design));
    assertThat(grants.observe(design).changes()).isEmpty();
  }

  @Test
  void whatAGroupIsGrantedItsMembersHave() {
    var group = group("g", read(database));
    settle(new GrantDesign(membership(List.of(group), false)));
    settle(new GrantDesign(new GrantTerms(group, Optional.of(database), TABLE, Set.of("INSERT"), false)));
    assertThat(may("INSERT INTO t VALUES (1)")).isTrue();
  }

  @Test
  void thoseThatTakeTurnsAsARoleHaveWhatItIsGranted() throws SQLException {
    var first = subject.turn("a", "first", Instant.parse("2026-01-01T00:00:00Z"), List.of());
    subject.roles().update(first, subject.observed(first));
    var wanted = new GrantDesign(terms(TABLE, Set.of("SELECT")));
    settle(wanted);
    var second = subject.turn("b", "second", Instant.parse("2026-02-01T00:00:00Z"), List.of());
    subject.roles().update(second, subject.observed(second));
    assertThat(grants.observe(wanted).changes()).isEmpty();
    target.run("REVOKE SELECT ON " + database + ".t FROM " + role + "_b");
    assertThat(grants.observe(wanted).changes()).extracting(RoleChange::what).containsExactly("SELECT on table t in database " + database + " granted to " + role + "_b");
    settle(wanted);
    for (var login : Map.of(role + "_a", "first", role + "_b", "second").entrySet()) {
      try (var connection = target.server().connect(database, login.getKey(), login.getValue()); var statement = connection.createStatement()) {
        assertThat(statement.execute("SELECT a FROM t")).isTrue();
      }
    }
    grants.revoke(wanted);
    assertThat(target.rows("SELECT GRANTEE FROM information_schema.TABLE_PRIVILEGES WHERE TABLE_SCHEMA = '" + database + "' AND GRANTEE LIKE '%" + role + "%'")).isEmpty();
  }

  private void refused(GrantTerms terms, String reason, String words) {
    var failure = failureOf(() -> grants.observe(new GrantDesign(terms)));
    assertThat(failure.reason()).as(failure.message()).isEqualTo(reason);
    assertThat(failure.message()).contains(words);
  }

  private GrantTerms terms(GrantTarget on, Set<String> privileges) {
    return new GrantTerms(role, Optional.of(database), on, privileges, false);
  }

  private GrantDesign design(GrantTarget on, Set<String> privileges) {
    return new GrantDesign(terms(on, privileges));
  }

  private boolean may(String sql) {
    try (var connection = target.server().connect("", role, Target.PASSWORD);
        var statement = connection.createStatement()) {
      statement.execute("USE " + database);
      statement.execute(sql);
      return true;
    } catch (SQLException e) {
      assertThat(e.getErrorCode()).as(e.getMessage()).isIn(1044, 1142, 1143, 1370);
      return false;
    }
  }
}
