package dev.sluice.engine.postgresql;

import static dev.sluice.engine.postgresql.Servers.failureOf;
import static dev.sluice.engine.postgresql.Servers.newName;
import static dev.sluice.engine.postgresql.Servers.rows;
import static dev.sluice.engine.postgresql.Servers.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.Engines;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.grant.GrantDesign;
import dev.sluice.engine.grant.GrantDesign.Former;
import dev.sluice.engine.grant.GrantDesign.Others;
import dev.sluice.engine.grant.GrantTarget;
import dev.sluice.engine.grant.GrantTarget.AllIn;
import dev.sluice.engine.grant.GrantTarget.Columns;
import dev.sluice.engine.grant.GrantTarget.DefaultPrivileges;
import dev.sluice.engine.grant.GrantTarget.Kind;
import dev.sluice.engine.grant.GrantTarget.Membership;
import dev.sluice.engine.grant.GrantTarget.Named;
import dev.sluice.engine.grant.GrantTarget.WholeDatabase;
import dev.sluice.engine.grant.GrantTerms;
import dev.sluice.engine.grant.Grants;
import dev.sluice.engine.role.RoleAccess;
import dev.sluice.engine.role.RoleAccess.Preset;
import dev.sluice.engine.role.RoleChange;
import dev.sluice.engine.role.RoleDesign;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
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

/** By a login that may create databases and roles, and is no superuser; what only one could have made is the administrator's. */
@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(AllMajors.class)
@Timeout(120)
class PostgreSqlGrantsIT {
  private static final GrantTarget TABLES = new Named(Kind.TABLE, List.of("public.t"));

  private final EmbeddedPostgreSql server;
  private final String login = newName("provider");
  private final DatabaseServer handle;
  private final Grants grants;
  private final String role = newName("report");
  private final String database = newName("shop");
  private final String owner;

  PostgreSqlGrantsIT(EmbeddedPostgreSql server) {
    this.server = server;
    run(server, "postgres", "CREATE ROLE " + login + " LOGIN CREATEDB CREATEROLE PASSWORD '" + Servers.PASSWORD.replace("'", "''") + "'");
    this.handle = Engines.load().named("PostgreSQL").orElseThrow().open(Servers.as(server, login, Servers.PASSWORD));
    this.grants = handle.grants();
    handle.databases().create(Design.of(database).design());
    this.owner = rows(server, database, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()").getFirst();
    handle.roles().create(group(role, List.of()));
    run(server, database, "GRANT CREATE ON SCHEMA public TO " + owner);
    asOwner("CREATE TABLE t (id int, a int, b int)", "CREATE TABLE \"My.T\" (a int)", "CREATE VIEW v AS SELECT 1 AS a", "CREATE SEQUENCE s",
        "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1'", "CREATE FUNCTION f(a text) RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELECT 1'", "CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1'",
        "REVOKE EXECUTE ON ALL ROUTINES IN SCHEMA public FROM PUBLIC", "CREATE SCHEMA more", "CREATE TABLE more.m (a int)",
        "CREATE TABLE flyway_schema_history (installed_rank int)");
  }

  @AfterEach
  void close() {
    handle.close();
  }

  /** What it is on, what is granted, and a question that says true from then on and false before and after. */
  private record Case(GrantTarget on, Set<String> privileges, String question) {}

  @TestFactory
  Stream<DynamicTest> eachTargetIsGrantedAndTakenBack() {
    run(server, database, "CREATE FOREIGN DATA WRAPPER w", "CREATE SERVER r FOREIGN DATA WRAPPER w", "ALTER SERVER r OWNER TO postgres");
    var me = "'" + role + "'";
    return Stream.of(
            new Case(TABLES, Set.of("select", "INSERT"), "has_table_privilege(" + me + ", 't', 'INSERT')"),
            new Case(new Named(Kind.TABLE, List.of("public.My.T")), Set.of("SELECT"), "has_table_privilege(" + me + ", '\"My.T\"', 'SELECT')"),
            new Case(new Named(Kind.TABLE, List.of("public.v", "more.m")), Set.of("ALL"), "has_table_privilege(" + me + ", 'more.m', 'TRUNCATE')"),
            new Case(new Columns(Map.of("public.t", List.of("id", "a"))), Set.of("SELECT"), "has_column_privilege(" + me + ", 't', 'a', 'SELECT')"),
            new Case(new Named(Kind.SEQUENCE, List.of("public.s")), Set.of("USAGE"), "has_sequence_privilege(" + me + ", 's', 'USAGE')"),
            new Case(new Named(Kind.ROUTINE, List.of("public.f(integer)")), Set.of("EXECUTE"), "has_function_privilege(" + me + ", 'f(int)', 'EXECUTE')"),
            new Case(new Named(Kind.ROUTINE, List.of("public.g", "public.p()")), Set.of("ALL PRIVILEGES"), "has_function_privilege(" + me + ", 'p()', 'EXECUTE')"),
            new Case(new Named(Kind.SCHEMA, List.of("more")), Set.of("USAGE", "CREATE"), "has_schema_privilege(" + me + ", 'more', 'CREATE')"),
            new Case(new WholeDatabase(), Set.of("CONNECT", "TEMP"), "has_database_privilege(" + me + ", current_database(), 'TEMPORARY')"),
            new Case(new AllIn(Kind.TABLE, List.of("public", "more")), Set.of("SELECT"), "has_table_privilege(" + me + ", 'more.m', 'SELECT')"),
            new Case(new AllIn(Kind.SEQUENCE, List.of("public")), Set.of("SELECT"), "has_sequence_privilege(" + me + ", 's', 'SELECT')"),
            new Case(new AllIn(Kind.ROUTINE, List.of("public")), Set.of("EXECUTE"), "has_function_privilege(" + me + ", 'f(text)', 'EXECUTE')"),
            new Case(later("tables", List.of()), Set.of("SELECT"), defaults("r", 0)),
            new Case(later("sequences", List.of("public", "more")), Set.of("USAGE"), defaults("S", 2)),
            new Case(later("routines", List.of()), Set.of("EXECUTE"), defaults("f", 0)),
            new Case(later("types", List.of("more")), Set.of("USAGE"), defaults("T", 1)),
            new Case(later("schemas", List.of()), Set.of("USAGE"), defaults("n", 0)))
        .map(one -> DynamicTest.dynamicTest(one.on() + " " + one.privileges(), () -> grantedAndTakenBack(design(one.on(), one.privileges()), one.question())));
  }

  private void grantedAndTakenBack(GrantDesign design, String question) {
    assertThat(is(question)).isFalse();
    var before = grants.observe(design);
    assertThat(before.any()).isFalse();
    assertThat(before.changes()).isNotEmpty();
    grants.update(design, before);
    assertThat(is(question)).isTrue();
    assertThat(grants.observe(design).any()).isTrue();
    assertThat(grants.observe(design).changes()).isEmpty();
    grants.revoke(design);
    assertThat(is(question)).isFalse();
    grants.revoke(design);
    var again = new GrantDesign(new GrantTerms(role, Optional.of(database), design.terms().on(), design.terms().privileges(), true));
    grants.update(again, grants.observe(again));
    assertThat(grants.observe(again).changes()).isEmpty();
    grants.revoke(again);
  }

  /** @param scopes how many schemas; 0: the whole database */
  private String defaults(String type, int scopes) {
    return "(SELECT count(*) FROM pg_default_acl d, aclexplode(d.defaclacl) e WHERE e.grantee = '" + role + "'::regrole AND d.defaclobjtype = '" + type
        + "' AND d.defaclnamespace " + (scopes == 0 ? "=" : "<>") + " 0) = " + Math.max(scopes, 1);
  }

  @Test
  void wrappersAndServersAreGrantedWhereTheProviderMay() {
    run(server, database, "CREATE FOREIGN DATA WRAPPER w", "CREATE SERVER r FOREIGN DATA WRAPPER w");
    var onServer = design(new Named(Kind.FOREIGN_SERVER, List.of("r")), Set.of("USAGE"));
    var state = grants.observe(onServer);
    // Nobody but its owner may grant it; where the provider isn't, it has to say so instead of believing a warning.
    assertThat(failureOf(() -> grants.update(onServer, state))).isInstanceOf(Failure.MissingRight.class)
        .extracting(Failure::message).asString().contains("USAGE on foreign server r", "member of the role that owns");
    run(server, database, "GRANT USAGE ON FOREIGN SERVER r TO " + login);
    assertThat(failureOf(() -> grants.update(onServer, state))).isInstanceOf(Failure.MissingRight.class);
    run(server, database, "GRANT USAGE ON FOREIGN SERVER r TO " + login + " WITH GRANT OPTION", "GRANT USAGE ON FOREIGN DATA WRAPPER w TO " + login + " WITH GRANT OPTION");
    grantedAndTakenBack(onServer, "has_server_privilege('" + role + "', 'r', 'USAGE')");
    grantedAndTakenBack(design(new Named(Kind.FOREIGN_DATA_WRAPPER, List.of("w")), Set.of("USAGE")), "has_foreign_data_wrapper_privilege('" + role + "', 'w', 'USAGE')");
  }

  @Test
  void moreThanWasAskedForIsNoDriftUnlessItIsExclusive() {
    var design = design(TABLES, Set.of("SELECT"));
    asOwner("GRANT ALL ON t TO " + role + " WITH GRANT OPTION");
    assertThat(grants.observe(design).changes()).isEmpty();
    var exclusive = exclusive(design, Others.NONE);
    var state = grants.observe(exclusive);
    assertThat(state.changes()).extracting(RoleChange::what).singleElement().asString()
        .contains("DELETE, INSERT", "revoked from " + role, "grant option for SELECT on table public.t");
    grants.update(exclusive, state);
    assertThat(access("t")).isEqualTo("SELECT");
    assertThat(grants.observe(exclusive).changes()).isEmpty();
  }

  @Test
  void whatAnotherRoleGaveIsTakenBackInItsName() {
    run(server, "postgres", "CREATE ROLE " + role + "_other", "GRANT " + role + "_other TO " + login);
    asOwner("GRANT ALL ON t TO " + role + "_other WITH GRANT OPTION", "GRANT USAGE ON SCHEMA public TO " + role + "_other");
    run(server, database, "SET ROLE " + role + "_other", "GRANT UPDATE, SELECT ON t TO " + role, "RESET ROLE");
    var exclusive = exclusive(design(TABLES, Set.of("SELECT")), Others.NONE);
    grants.update(exclusive, grants.observe(exclusive));
    assertThat(access("t")).isEqualTo("SELECT");
    assertThat(grants.observe(exclusive).changes()).isEmpty();
    // Its deletion is not a word against others.
    grants.revoke(design(TABLES, Set.of("SELECT")));
    assertThat(access("t")).isEqualTo("SELECT");
  }

  @Test
  void exclusiveGrantsAndAccessOfOneRoleAreOneUnion() {
    var insert = terms(TABLES, Set.of("INSERT"));
    var column = terms(new Columns(Map.of("public.t", List.of("b"))), Set.of("UPDATE"));
    var access = new RoleAccess(database, Preset.READ_ONLY, List.of());
    handle.roles().create(group(role, List.of(access)));
    var others = new Others(List.of(insert, column), List.of(access), Set.of());
    grants.update(new GrantDesign(insert), grants.observe(new GrantDesign(insert)));
    grants.update(new GrantDesign(column), grants.observe(new GrantDesign(column)));
    asOwner("GRANT UPDATE, TRUNCATE ON t TO " + role);
    var exclusive = exclusive(design(TABLES, Set.of("DELETE")), others);
    grants.update(exclusive, grants.observe(exclusive));
    assertThat(access("t")).isEqualTo("DELETE,INSERT,SELECT");
    assertThat(is("has_column_privilege('" + role + "', 't', 'b', 'UPDATE')")).as("a column's privilege goes with its table's").isTrue();
    assertThat(is("has_column_privilege('" + role + "', 't', 'a', 'UPDATE')")).isFalse();
    assertThat(grants.observe(exclusive).changes()).isEmpty();
    assertThat(handle.roles().observe(group(role, List.of(access))).orElseThrow().changes()).isEmpty();
    grants.revoke(new GrantDesign(terms(TABLES, Set.of("SELECT", "DELETE")), false, false, Optional.empty(), others));
    assertThat(access("t")).isEqualTo("INSERT,SELECT");
  }

  @Test
  void aRoleWhoseAccessChangesKeepsItsGrants() {
    var insert = terms(new Named(Kind.TABLE, List.of("more.m")), Set.of("INSERT"));
    var access = new RoleAccess(database, Preset.READ_WRITE, List.of());
    handle.roles().create(group(role, List.of(access)));
    grants.update(new GrantDesign(insert), grants.observe(new GrantDesign(insert)));
    for (var next : List.of(List.of(new RoleAccess(database, Preset.READ_ONLY, List.of())), List.<RoleAccess>of())) {
      var changed = new RoleDesign(role, claim(), false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), next, List.of(access))
          .besides(List.of(insert));
      handle.roles().update(changed, handle.roles().observe(changed).orElseThrow());
      assertThat(access("more.m")).isEqualTo(next.isEmpty() ? "INSERT" : "INSERT,SELECT");
    }
  }

  @Test
  void whatWasGrantedBeforeIsTakenBackWhenSomethingElseIsWanted() {
    var before = terms(new Named(Kind.TABLE, List.of("public.t", "more.m")), Set.of("SELECT", "INSERT"));
    grants.update(new GrantDesign(before), grants.observe(new GrantDesign(before)));
    var now = new GrantDesign(terms(TABLES, Set.of("SELECT")), false, false, Optional.of(new Former(before, Others.NONE)), Others.NONE);
    var state = grants.observe(now);
    assertThat(state.any()).isTrue();
    assertThat(state.changes()).extracting(RoleChange::what).containsExactly(
        "INSERT on table public.t; INSERT, SELECT on table more.m in database " + database + " revoked from " + role);
    grants.update(now, state);
    assertThat(access("t")).isEqualTo("SELECT");
    assertThat(access("more.m")).isEmpty();
    assertThat(grants.observe(now).changes()).isEmpty();
  }

  @Test
  void whatIsNotThereYetIsWaitedFor() {
    for (var on : List.of(
        new Named(Kind.TABLE, List.of("public.t", "public.later")), new Named(Kind.SCHEMA, List.of("later")), new AllIn(Kind.TABLE, List.of("later")),
        new Columns(Map.of("public.t", List.of("later"))), new Named(Kind.ROUTINE, List.of("public.f(later)")), later("tables", List.of("later")))) {
      assertThat(failureOf(() -> grants.observe(design(on, Set.of("ALL"))))).as("%s", on)
          .isInstanceOf(Failure.Transient.class).matches(f -> f.reason().equals("WaitingForObject"), "waits").extracting(Failure::message).asString().contains("later");
    }
    assertThat(failureOf(() -> grants.observe(new GrantDesign(new GrantTerms("nobody", Optional.of(database), TABLES, Set.of("SELECT"), false)))))
        .isInstanceOf(Failure.Transient.class).extracting(Failure::message).asString().contains("no role nobody");
  }

  @Test
  void whatNobodyShouldGetByAManifestIsRefused() {
    run(server, database, "CREATE EXTENSION dblink");
    refused(design(new Named(Kind.ROUTINE, List.of("public.dblink_connect_u(text)")), Set.of("EXECUTE")), Reasons.ROLE_NOT_ALLOWED, "extension dblink");
    refused(design(new Named(Kind.TABLE, List.of("pg_catalog.pg_authid")), Set.of("SELECT")), Reasons.INVALID_SPEC, "server's own");
    refused(design(new AllIn(Kind.ROUTINE, List.of("pg_catalog")), Set.of("EXECUTE")), Reasons.INVALID_SPEC, "server's own");
    refused(design(new Named(Kind.TABLE, List.of("public.flyway_schema_history")), Set.of("INSERT")), Reasons.ROLE_NOT_ALLOWED, "only read");
    refused(design(new Named(Kind.TABLE, List.of("t")), Set.of("SELECT")), Reasons.INVALID_SPEC, "schema.name");
    refused(design(new Named(Kind.ROUTINE, List.of("public.f")), Set.of("EXECUTE")), Reasons.INVALID_SPEC, "several routines");
    refused(design(TABLES, Set.of("USAGE")), Reasons.INVALID_SPEC, "there are SELECT, INSERT");
    refused(design(TABLES, Set.of()), Reasons.INVALID_SPEC, "privileges is empty");
    refused(new GrantDesign(new GrantTerms(login, Optional.of(database), TABLES, Set.of("SELECT"), false)), Reasons.ROLE_NOT_ALLOWED, "provider's own login");
    refused(new GrantDesign(new GrantTerms("postgres", Optional.of(database), TABLES, Set.of("SELECT"), false)), Reasons.ROLE_NOT_ALLOWED, "superuser");
    refused(new GrantDesign(new GrantTerms("public", Optional.of(database), TABLES, Set.of("SELECT"), false)), Reasons.INVALID_SPEC, "PostgreSQL's own");
    refused(design(new DefaultPrivileges(Optional.of("postgres"), List.of(), "tables"), Set.of("SELECT")), Reasons.ROLE_NOT_ALLOWED, "makes later");
    refused(new GrantDesign(new GrantTerms(role, Optional.of(database), new Membership(List.of("x")), Set.of(), false)), Reasons.INVALID_SPEC, "are of none");
    refused(design(new Membership(List.of("pg_write_server_files")), Set.of()), Reasons.ROLE_NOT_ALLOWED, "superuser of its members");
    refused(design(new Membership(List.of(login)), Set.of()), Reasons.ROLE_NOT_ALLOWED, "superuser of its members");
    // All that a schema has is what its owner's application has.
    var all = design(new AllIn(Kind.ROUTINE, List.of("public")), Set.of("EXECUTE"));
    grants.update(all, grants.observe(all));
    assertThat(is("has_function_privilege('" + role + "', 'dblink_connect_u(text)', 'EXECUTE')")).isFalse();
    var tables = design(new AllIn(Kind.TABLE, List.of("public")), Set.of("INSERT"));
    grants.update(tables, grants.observe(tables));
    assertThat(access("flyway_schema_history")).isEmpty();
    assertThat(grants.observe(tables).changes()).isEmpty();
  }

  @Test
  void namesThatLookLikeQuotationMarksAreNames() {
    for (var name : List.of("a$sluice$;b", "c'\"\\$sluice_$", "d%I%s")) {
      var odd = newName(name);
      run(server, database, "CREATE SCHEMA " + Quoting.identifier(odd), "ALTER SCHEMA " + Quoting.identifier(odd) + " OWNER TO " + owner,
          "CREATE TABLE " + Quoting.identifier(odd) + "." + Quoting.identifier(odd) + " (a int)",
          "ALTER TABLE " + Quoting.identifier(odd) + "." + Quoting.identifier(odd) + " OWNER TO " + owner);
      var design = group(odd, List.of(new RoleAccess(database, Preset.READ_WRITE, List.of())));
      handle.roles().create(design);
      assertThat(handle.roles().observe(design).orElseThrow().changes()).isEmpty();
      var grant = new GrantDesign(new GrantTerms(odd, Optional.of(database), new Named(Kind.TABLE, List.of(odd + "." + odd)), Set.of("TRUNCATE"), false));
      grants.update(grant, grants.observe(grant));
      assertThat(grants.observe(grant).changes()).isEmpty();
      grants.revoke(grant);
    }
  }

  @Test
  void nothingIsLeftToRevokeWhereTheDatabaseOrTheRoleIsGone() {
    grants.revoke(new GrantDesign(new GrantTerms(role, Optional.of("nowhere"), TABLES, Set.of("SELECT"), false)));
    grants.revoke(new GrantDesign(new GrantTerms("nobody", Optional.of(database), TABLES, Set.of("SELECT"), false)));
    grants.revoke(new GrantDesign(new GrantTerms("nobody", Optional.empty(), new Membership(List.of("nothing")), Set.of(), false)));
  }

  private void refused(GrantDesign design, String reason, String words) {
    var failure = failureOf(() -> grants.observe(design));
    assertThat(failure).isInstanceOf(Failure.Permanent.class);
    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(failure.message()).contains(words);
  }

  private GrantTerms terms(GrantTarget on, Set<String> privileges) {
    return new GrantTerms(role, on instanceof Membership ? Optional.empty() : Optional.of(database), on, privileges, false);
  }

  private GrantDesign design(GrantTarget on, Set<String> privileges) {
    return new GrantDesign(terms(on, privileges));
  }

  private static GrantDesign exclusive(GrantDesign design, Others others) {
    return new GrantDesign(design.terms(), true, false, Optional.empty(), others);
  }

  private GrantTarget later(String type, List<String> schemas) {
    return new DefaultPrivileges(Optional.empty(), schemas, type);
  }

  private static RoleDesign group(String name, List<RoleAccess> access) {
    return new RoleDesign(name, claim(), false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), access, List.of());
  }

  private static Claim claim() {
    return new Claim("1", "db.m.sluice.dev/Role/shop/report", true);
  }

  private String access(String table) {
    return rows(server, database,
        "SELECT coalesce(string_agg(DISTINCT e.privilege_type || CASE WHEN e.is_grantable THEN '*' ELSE '' END, ',' ORDER BY e.privilege_type || CASE WHEN e.is_grantable THEN '*' ELSE '' END), '')"
            + " FROM pg_class c, aclexplode(c.relacl) e WHERE c.oid = '" + table + "'::regclass AND e.grantee = '" + role + "'::regrole").getFirst();
  }

  private boolean is(String question) {
    return rows(server, database, "SELECT " + question).getFirst().startsWith("t");
  }

  private void asOwner(String... statements) {
    run(server, database, Stream.concat(Stream.of("SET ROLE " + owner), Stream.of(statements)).toArray(String[]::new));
  }
}
