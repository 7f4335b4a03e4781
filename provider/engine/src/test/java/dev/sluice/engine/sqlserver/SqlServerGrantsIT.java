package dev.sluice.engine.sqlserver;

import static dev.sluice.engine.role.RoleAccess.Preset.READ_ONLY;
import static dev.sluice.engine.role.RoleAccess.Preset.READ_WRITE;
import static dev.sluice.engine.sqlserver.Design.failureOf;
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
import org.junit.jupiter.api.extension.ExtendWith;

/** What is granted one by one on a real server, by a provider that is no administrator. */
@ExtendWith(TSqlServerExtension.class)
@Timeout(300)
class SqlServerGrantsIT {
  private static final GrantTarget TABLE = new Named(Kind.TABLE, List.of("dbo.t"));

  private final TSqlServer server;
  private final LiveRole subject;
  private final Grants grants;
  private final String role;
  private final String database;

  SqlServerGrantsIT(TSqlServer server) {
    this.server = server;
    this.subject = LiveRole.on(server);
    this.grants = subject.handle().grants();
    this.role = subject.role();
    this.database = subject.database();
    subject.made(subject.design());
    server.run(database, "CREATE TABLE [a.b] (x int, y int)", "CREATE TABLE flyway_schema_history (installed_rank int)", "CREATE ROLE readers", "GRANT SELECT TO readers");
  }

  @AfterEach
  void remove() {
    subject.remove();
  }

  private record Case(GrantTarget on, Set<String> privileges, String allowed) {}

  @TestFactory
  Stream<DynamicTest> eachTargetIsGrantedAndTakenBack() {
    return Stream.of(
            new Case(TABLE, Set.of("select", "INSERT"), "INSERT INTO t VALUES (1)"),
            new Case(new Named(Kind.TABLE, List.of("dbo.a.b", "dbo.w")), Set.of("SELECT"), "SELECT x FROM [a.b]"),
            new Case(new Columns(Map.of("dbo.a.b", List.of("y"))), Set.of("SELECT"), "SELECT y FROM [a.b]"),
            new Case(new Named(Kind.ROUTINE, List.of("dbo.f", "dbo.p", "dbo.rows_of")), Set.of("EXECUTE"), "SELECT a FROM rows_of()"),
            new Case(new Named(Kind.SEQUENCE, List.of("dbo.q")), Set.of("UPDATE"), "SELECT NEXT VALUE FOR q"),
            new Case(new Named(Kind.SCHEMA, List.of("sales")), Set.of("SELECT"), "SELECT a FROM sales.s"),
            new Case(new AllIn(Kind.TABLE, List.of("dbo")), Set.of("SELECT"), "SELECT a FROM w"),
            new Case(new WholeDatabase(), Set.of("SELECT", "VIEW DEFINITION"), "SELECT a FROM sales.s"),
            new Case(new Membership(List.of("readers")), Set.of(), "SELECT a FROM t"))
        .map(one -> DynamicTest.dynamicTest(one.on() + " " + one.privileges(), () -> {
          var design = design(one.on(), one.privileges());
          assertThat(may(one.allowed())).isFalse();
          assertThat(grants.observe(design).any()).isFalse();
          grants.update(design, grants.observe(design));
          assertThat(may(one.allowed())).isTrue();
          assertThat(grants.observe(design).any()).isTrue();
          assertThat(grants.observe(design).changes()).isEmpty();
          grants.revoke(design);
          grants.revoke(design);
          // It was let in for that alone.
          assertThat(server.query(database, "SELECT name FROM sys.database_principals WHERE name = N'" + role + "'")).isEmpty();
        }));
  }

  @Test
  void moreIsNoDriftUnlessItIsExclusive() {
    subject.made(subject.design(subject.access(READ_ONLY, "sales")));
    var design = design(TABLE, Set.of("SELECT"));
    server.run(database, "GRANT SELECT, UPDATE, DELETE ON t TO [" + role + "] WITH GRANT OPTION");
    assertThat(grants.observe(design).changes()).isEmpty();
    var exclusive = new GrantDesign(design.terms(), true, false, Optional.empty(), new Others(List.of(terms(TABLE, Set.of("DELETE"))), List.of(), Set.of()));
    grants.update(exclusive, grants.observe(exclusive));
    assertThat(grants.observe(exclusive).changes()).isEmpty();
    assertThat(may("DELETE FROM t")).isTrue();
    assertThat(may("UPDATE t SET a = 1")).isFalse();
    assertThat(may("GRANT SELECT ON t TO public")).isFalse();
  }

  @Test
  void aDenialIsLiftedInPlaceAndNamedElsewhere() {
    subject.made(subject.design(subject.access(READ_ONLY, "sales")));
    server.run(database, "DENY SELECT ON t TO [" + role + "]");
    var design = design(TABLE, Set.of("SELECT"));
    assertThat(grants.observe(design).changes()).hasSize(1);
    grants.update(design, grants.observe(design));
    assertThat(may("SELECT a FROM t")).isTrue();
    server.run(database, "DENY SELECT ON SCHEMA::dbo TO public");
    var failure = failureOf(() -> grants.observe(design));
    assertThat(failure).isInstanceOf(Failure.MissingRight.class);
    assertThat(failure.message()).contains("DENY SELECT on schema dbo to public");
  }

  @Test
  void accessAndGrantsAreOneUnion() {
    subject.made(subject.design(subject.access(READ_WRITE)));
    var create = terms(new Named(Kind.SCHEMA, List.of("dbo")), Set.of("VIEW DEFINITION"));
    var exclusive = new GrantDesign(create, true, false, Optional.empty(), new Others(List.of(), List.of(subject.access(READ_WRITE)), Set.of()));
    grants.update(exclusive, grants.observe(exclusive));
    assertThat(may("DELETE FROM t")).isTrue();
    subject.made(new RoleUnderTest(subject.design(subject.access(READ_ONLY))).former(subject.access(READ_WRITE)).granted(create).design());
    assertThat(may("DELETE FROM t")).isFalse();
    assertThat(grants.observe(exclusive).changes()).isEmpty();
  }

  @Test
  void whoMayWriteASchemaStillDoesNotWriteMigrationsRecords() {
    var design = design(new Named(Kind.SCHEMA, List.of("dbo")), Set.of("SELECT", "INSERT", "DELETE"));
    grants.update(design, grants.observe(design));
    subject.made(subject.design(subject.access(READ_ONLY, "sales")));
    assertThat(may("INSERT INTO t VALUES (1)")).isTrue();
    assertThat(may("DELETE FROM flyway_schema_history")).isFalse();
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
    for (var on : List.of(
        new Named(Kind.TABLE, List.of("dbo.later")), new Named(Kind.SCHEMA, List.of("later")), new Columns(Map.of("dbo.t", List.of("later"))), new AllIn(Kind.TABLE, List.of("later")))) {
      assertThat(failureOf(() -> grants.observe(design(on, Set.of("ALL")))).reason()).isEqualTo("WaitingForObject");
    }
    var nobody = new GrantDesign(new GrantTerms("nobody", Optional.of(database), TABLE, Set.of("SELECT"), false));
    assertThat(failureOf(() -> grants.observe(nobody)).reason()).isEqualTo("WaitingForReference");
    grants.revoke(nobody);
    grants.revoke(new GrantDesign(new GrantTerms(role, Optional.of("nowhere"), TABLE, Set.of("SELECT"), false)));
  }

  @Test
  void whatNobodyShouldGetByAManifestIsRefused() {
    refused(new GrantTerms(role, Optional.of("master"), new WholeDatabase(), Set.of("SELECT"), false), Reasons.ROLE_NOT_ALLOWED);
    refused(new GrantTerms(subject.provider(), Optional.of(database), TABLE, Set.of("SELECT"), false), Reasons.ROLE_NOT_ALLOWED);
    refused(terms(new Named(Kind.TABLE, List.of("dbo.flyway_schema_history")), Set.of("INSERT")), Reasons.ROLE_NOT_ALLOWED);
    refused(terms(new WholeDatabase(), Set.of("CONTROL")), Reasons.ROLE_NOT_ALLOWED);
    refused(terms(new Membership(List.of("db_owner")), Set.of()), Reasons.ROLE_NOT_ALLOWED);
  }

  private void refused(GrantTerms terms, String reason) {
    var failure = failureOf(() -> grants.observe(new GrantDesign(terms)));
    assertThat(failure.reason()).as(failure.message()).isEqualTo(reason);
  }

  private GrantTerms terms(GrantTarget on, Set<String> privileges) {
    return new GrantTerms(role, Optional.of(database), on, privileges, false);
  }

  private GrantDesign design(GrantTarget on, Set<String> privileges) {
    return new GrantDesign(terms(on, privileges));
  }

  private boolean may(String sql) {
    return subject.logsIn(role, LiveRole.PASSWORD) && subject.may(role, sql);
  }
}
