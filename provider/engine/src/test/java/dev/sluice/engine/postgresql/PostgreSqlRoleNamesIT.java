package dev.sluice.engine.postgresql;

import static dev.sluice.engine.postgresql.Servers.failureOf;
import static dev.sluice.engine.postgresql.Servers.newName;
import static dev.sluice.engine.postgresql.Servers.rows;
import static dev.sluice.engine.postgresql.Servers.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.Engines;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Password;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.grant.GrantDesign;
import dev.sluice.engine.grant.GrantTarget;
import dev.sluice.engine.grant.GrantTarget.DefaultPrivileges;
import dev.sluice.engine.grant.GrantTarget.Membership;
import dev.sluice.engine.grant.GrantTarget.WholeDatabase;
import dev.sluice.engine.grant.GrantTerms;
import dev.sluice.engine.migration.MigrationDesign;
import dev.sluice.engine.migration.MigrationSet;
import dev.sluice.engine.migration.RunAs;
import dev.sluice.engine.role.RemovalPolicy;
import dev.sluice.engine.role.RoleAccess;
import dev.sluice.engine.role.RoleAccess.Preset;
import dev.sluice.engine.role.RoleDesign;
import dev.sluice.engine.role.Roles;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.time.Duration;
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

/** Names of which the server would keep a part, so that two resources had one role, and those that are made beside a role. */
@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(AllMajors.class)
@Timeout(120)
class PostgreSqlRoleNamesIT {
  private static final Instant TURN = Instant.parse("2026-01-01T00:00:00Z");

  private final EmbeddedPostgreSql server;
  private final DatabaseServer handle;
  private final Roles roles;
  private final String role = newName("app");
  private final String database = newName("shop");
  /** Of which 63 bytes, or all but half a character of the last, are the name of a role that is there. */
  private final List<String> tooLong;

  PostgreSqlRoleNamesIT(EmbeddedPostgreSql server) {
    this.server = server;
    var login = newName("provider");
    run(server, "postgres", "CREATE ROLE " + login + " LOGIN CREATEDB CREATEROLE PASSWORD '" + Servers.PASSWORD.replace("'", "''") + "'");
    this.handle = Engines.load().named("PostgreSQL").orElseThrow().open(Servers.as(server, login, Servers.PASSWORD));
    this.roles = handle.roles();
    handle.databases().create(Design.of(database).design());
    this.tooLong = List.of(role + "x".repeat(64 - role.length()), "é".repeat(32 - (role.length() + 1) / 2) + role + "é");
    tooLong.forEach(name -> roles.create(design(cut(name))));
  }

  @AfterEach
  void close() {
    handle.close();
  }

  /** As the server does it. */
  private static String cut(String name) {
    var kept = name;
    while (Quoting.bytes(kept) > 63) {
      kept = kept.substring(0, kept.length() - 1);
    }
    return kept;
  }

  @Test
  void whatTheServerWouldCutOffIsRefusedWhereverItIsNamed() {
    for (var name : tooLong) {
      assertThat(Quoting.bytes(name)).isGreaterThan(63);
      refused(name, () -> roles.observe(design(name)));
      refused(name, () -> roles.create(design(name)));
      refused(name, () -> roles.observe(named(role, Optional.of(Set.of(name)), List.of())));
      refused(name, () -> roles.create(named(role, Optional.empty(), List.of(new RoleAccess(database, Preset.READ_ONLY, List.of()), new RoleAccess(name, Preset.OWNER, List.of())))));
      refused(name, () -> roles.observe(named(role, Optional.empty(), List.of(new RoleAccess(database, Preset.READ_ONLY, List.of(name))))));
      refused(name, () -> handle.databases().observe(Design.of(newName("other")).owner(name).design()));
      refused(name, () -> handle.grants().observe(grant(name, new WholeDatabase(), "CONNECT")));
      refused(name, () -> handle.grants().observe(new GrantDesign(new GrantTerms(cut(name), Optional.empty(), new Membership(List.of(name)), Set.of(), false))));
      refused(name, () -> handle.grants().observe(grant(cut(name), new DefaultPrivileges(Optional.of(name), List.of(), "tables"), "SELECT")));
      refused(name, () -> handle.migrations().observe(migration(new RunAs.Role(name))));
    }
    assertThat(rows(server, "postgres", "SELECT rolname FROM pg_roles WHERE rolname = '" + role + "'")).isEmpty();
  }

  private static void refused(String name, Runnable work) {
    var failure = failureOf(work::run);
    assertThat(failure.reason()).as(failure.message()).isEqualTo(Reasons.INVALID_SPEC);
    assertThat(failure).isInstanceOf(Failure.Permanent.class);
    assertThat(failure.message()).contains(name).contains("63").contains("choose a shorter one");
  }

  @Test
  void twoLoginsThatTakeTurnsNeedRoomBesideTheRolesName() {
    for (var name : List.of(role + "y".repeat(62 - role.length()), role + "y".repeat(63 - role.length()), role + "é".repeat((63 - role.length()) / 2))) {
      for (Runnable work : List.<Runnable>of(() -> roles.observe(turn(name)), () -> roles.create(turn(name)))) {
        var failure = failureOf(work::run);
        assertThat(failure.reason()).isEqualTo(Reasons.INVALID_SPEC);
        assertThat(failure.message()).contains("role " + name + " has").contains("61 is the most").contains("choose a shorter one").contains("InPlace");
      }
      assertThat(rows(server, "postgres", "SELECT rolname FROM pg_roles WHERE starts_with(rolname, '" + name + "')")).as(name).isEmpty();
    }
    var longest = role + "z".repeat(61 - role.length());
    roles.create(turn(longest));
    assertThat(roles.observe(turn(longest)).orElseThrow().changes()).isEmpty();
    assertThat(rows(server, "postgres", "SELECT octet_length(rolname) FROM pg_roles WHERE rolname = '" + longest + "_a'")).containsExactly("63");
  }

  @Test
  void databasesWhoseOwnersNamesWouldBeCutOffHaveOneEach() {
    var names = List.of(database + "x".repeat(62 - database.length()) + "1", database + "x".repeat(62 - database.length()) + "2");
    names.forEach(name -> handle.databases().create(Design.of(name).design()));
    var owners = names.stream().map(name -> rows(server, "postgres", "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = '" + name + "'").getFirst()).toList();
    assertThat(owners).doesNotHaveDuplicates().allMatch(owner -> owner.matches("sluice_[0-9a-f]{32}_owner"));
  }

  @Test
  void whatWasMadeBesideARoleIsNoOtherResources() {
    roles.create(turn(role));
    handle.migrations().observe(migration(new RunAs.Owner()));
    for (var made : List.of(role + "_a", database + "_owner_runner")) {
      assertThat(rows(server, "postgres", "SELECT rolcanlogin FROM pg_roles WHERE rolname = '" + made + "'")).containsExactly("t");
      var another = RoleDesign.named(made, new Claim("uid-2", "test/Role/another", true));
      var failure = failureOf(() -> roles.observe(another));
      assertThat(failure.reason()).isEqualTo(Reasons.CONFLICT);
      assertThat(failure.message()).contains(made).contains("choose another name");
      assertThat(roles.drop(another, RemovalPolicy.REASSIGN)).isPresent();
      assertThat(rows(server, "postgres", "SELECT rolcanlogin FROM pg_roles WHERE rolname = '" + made + "'")).containsExactly("t");
    }
    assertThat(failureOf(() -> handle.grants().observe(grant(database + "_owner_runner", new WholeDatabase(), "CONNECT"))).reason()).isEqualTo(Reasons.ROLE_NOT_ALLOWED);
  }

  private RoleDesign turn(String name) {
    return new RoleDesign(name, claim(), true, Optional.of(new Password("first")), Optional.of(name + "_a"), Optional.of(TURN), Optional.empty(), Optional.empty(),
        Optional.empty(), List.of(), List.of());
  }

  private static RoleDesign design(String name) {
    return named(name, Optional.empty(), List.of());
  }

  private static RoleDesign named(String name, Optional<Set<String>> memberOf, List<RoleAccess> access) {
    return new RoleDesign(name, claim(), true, Optional.of(new Password("first")), Optional.empty(), Optional.empty(), Optional.empty(), memberOf, Optional.empty(),
        access, List.of());
  }

  private GrantDesign grant(String to, GrantTarget on, String privilege) {
    return new GrantDesign(new GrantTerms(to, Optional.of(database), on, Set.of(privilege), false));
  }

  private MigrationDesign migration(RunAs as) {
    return new MigrationDesign(
        database, MigrationSet.of(Map.of("V1__t.sql", "CREATE TABLE t (a int);"), false), Optional.empty(), "flyway_schema_history", Optional.empty(), List.of(),
        Optional.empty(), false, Optional.empty(), Set.of(), Duration.ofSeconds(10), Duration.ZERO, Duration.ofMinutes(1), as);
  }

  private static Claim claim() {
    return new Claim("uid-1", "test/Role/role", true);
  }
}
