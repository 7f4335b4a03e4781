package dev.sluice.engine.postgresql;

import static dev.sluice.engine.postgresql.Servers.failureOf;
import static dev.sluice.engine.postgresql.Servers.newName;
import static dev.sluice.engine.postgresql.Servers.rows;
import static dev.sluice.engine.postgresql.Servers.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.Engines;
import dev.sluice.engine.Password;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.role.RemovalPolicy;
import dev.sluice.engine.role.RoleAccess;
import dev.sluice.engine.role.RoleAccess.Preset;
import dev.sluice.engine.role.RoleDesign;
import dev.sluice.engine.role.Roles;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Two logins that take turns under a role, by a provider that is no superuser. */
@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(AllMajors.class)
@Timeout(120)
class PostgreSqlRoleTurnsIT {
  private static final Password PASSWORD = new Password(Servers.PASSWORD);

  private final EmbeddedPostgreSql server;
  private final String login = newName("provider");
  private final DatabaseServer handle;
  private final Roles roles;
  private final String role = newName("app");
  private final String database = newName("shop");

  PostgreSqlRoleTurnsIT(EmbeddedPostgreSql server) {
    this.server = server;
    run(server, "postgres", "CREATE ROLE " + login + " LOGIN CREATEDB CREATEROLE PASSWORD '" + Servers.PASSWORD.replace("'", "''") + "'");
    this.handle = Engines.load().named("PostgreSQL").orElseThrow().open(Servers.as(server, login, Servers.PASSWORD));
    this.roles = handle.roles();
    handle.databases().create(Design.of(database).design());
    run(server, database, "CREATE TABLE t (a int)", "ALTER TABLE t OWNER TO " + database + "_owner");
  }

  @AfterEach
  void close() {
    handle.close();
  }

  @Test
  void twoLoginsTakeTurnsAndTheLastOneGoesOnWorking() throws Exception {
    var first = turn("a", "first", Instant.parse("2026-01-01T00:00:00Z"));
    roles.create(first);
    assertThat(roles.observe(first).orElseThrow().changes()).isEmpty();
    assertThat(roles.observe(first).orElseThrow().facts().turned()).isEqualTo(first.turned());
    assertThat(logsIn(role + "_a", "first")).isTrue();
    assertThat(rows(server, "postgres", "SELECT rolcanlogin FROM pg_roles WHERE rolname = '" + role + "'")).containsExactly("f");

    var second = turn("b", "second", Instant.parse("2026-02-01T00:00:00Z"));
    roles.update(second, roles.observe(second).orElseThrow());
    assertThat(roles.observe(second).orElseThrow().changes()).isEmpty();
    assertThat(logsIn(role + "_a", "first")).isTrue();
    assertThat(logsIn(role + "_b", "second")).isTrue();
    assertThat(rows(server, "postgres", "SELECT rolconnlimit FROM pg_roles WHERE rolname IN ('" + role + "_a', '" + role + "_b')")).containsExactly("4", "4");

    var third = turn("a", "third", Instant.parse("2026-03-01T00:00:00Z"));
    roles.update(third, roles.observe(third).orElseThrow());
    assertThat(logsIn(role + "_a", "first")).isFalse();
    assertThat(logsIn(role + "_a", "third")).isTrue();
    assertThat(logsIn(role + "_b", "second")).isTrue();
    assertThat(roles.connectionDetails(third.username(), third.password(), Optional.of(database))).containsEntry("username", role + "_a");

    assertThat(roles.drop(third, RemovalPolicy.REASSIGN)).isEmpty();
    assertThat(rows(server, "postgres", "SELECT 1 FROM pg_roles WHERE starts_with(rolname, '" + role + "')")).isEmpty();
  }

  @Test
  void aRoleThatLoggedInItselfDoesSoUntilBothLoginsAreThere() throws Exception {
    roles.create(design(List.of(), List.of()));
    var first = turn("a", "first", Instant.parse("2026-01-01T00:00:00Z"));
    roles.update(first, roles.observe(first).orElseThrow());
    assertThat(logsIn(role, Servers.PASSWORD)).isTrue();
    assertThat(roles.observe(first).orElseThrow().changes()).isEmpty();
    var second = turn("b", "second", Instant.parse("2026-02-01T00:00:00Z"));
    roles.update(second, roles.observe(second).orElseThrow());
    assertThat(rows(server, "postgres", "SELECT rolcanlogin FROM pg_roles WHERE rolname = '" + role + "'")).containsExactly("f");
  }

  @Test
  void whoIsGivenAPasswordOfHisOwnLogsInHimselfAgainAndThoseThatTookTurnsDoNot() throws Exception {
    roles.create(turn("a", "first", Instant.parse("2026-01-01T00:00:00Z")));
    var own = design(List.of(new RoleAccess(database, Preset.READ_ONLY, List.of())), List.of());
    roles.update(own, roles.observe(own).orElseThrow());
    assertThat(roles.observe(own).orElseThrow().changes()).isEmpty();
    assertThat(logsIn(role, Servers.PASSWORD)).isTrue();
    assertThat(rows(server, "postgres", "SELECT rolcanlogin FROM pg_roles WHERE rolname = '" + role + "_a'")).containsExactly("f");
  }

  @Test
  void theLoginsOfOneThatWasFoundGoAndItStays() throws Exception {
    run(server, "postgres", "CREATE ROLE " + role + " LOGIN", "GRANT " + role + " TO " + login + " WITH ADMIN OPTION");
    var adopted = new Claim("uid-1", "test/Role/role", false);
    for (var one : List.of(turn("a", "first", Instant.parse("2026-01-01T00:00:00Z")), turn("b", "second", Instant.parse("2026-02-01T00:00:00Z")))) {
      var design = new RoleDesign(role, adopted, true, one.password(), one.current(), one.turned(), Optional.empty(), Optional.empty(), Optional.empty(), one.access(), List.of());
      roles.update(design, roles.observe(design).orElseThrow());
    }
    assertThat(logsIn(role + "_b", "second")).isTrue();
    assertThat(roles.drop(RoleDesign.named(role, new Claim("uid-2", "test/Role/other", true)), RemovalPolicy.REASSIGN)).isPresent();
    assertThat(logsIn(role + "_b", "second")).isTrue();
    assertThat(roles.drop(RoleDesign.named(role, adopted), RemovalPolicy.REASSIGN)).hasValueSatisfying(stays -> assertThat(stays).contains("was there before"));
    assertThat(rows(server, "postgres", "SELECT rolname FROM pg_roles WHERE starts_with(rolname, '" + role + "')")).containsExactly(role);
  }

  @Test
  void aPasswordSetByHandIsSetBackAndDueForATurn() throws Exception {
    var first = turn("a", "first", Instant.parse("2026-01-01T00:00:00Z"));
    roles.create(first);
    run(server, "postgres", "ALTER ROLE " + role + "_a PASSWORD 'other' NOLOGIN CONNECTION LIMIT 1", "ALTER ROLE " + role + "_a SET search_path = x");
    var later = new RoleDesign(role, claim("1"), true, first.password(), first.current(), Optional.empty(), Optional.of(4), Optional.empty(),
        Optional.of(Map.of("work_mem", "8MB")), List.of(), List.of());
    roles.update(later, roles.observe(later).orElseThrow());
    run(server, "postgres", "ALTER ROLE " + role + "_a PASSWORD 'other'");
    assertThat(failureOfOld(later)).isTrue();
    assertThat(roles.observe(later).orElseThrow().facts().turned()).contains(Instant.EPOCH);
    assertThat(logsIn(role + "_a", "first")).isTrue();
  }

  private boolean failureOfOld(RoleDesign design) {
    try (var another = Engines.load().named("PostgreSQL").orElseThrow().open(Servers.as(server, login, Servers.PASSWORD))) {
      var state = another.roles().observe(design).orElseThrow();
      another.roles().update(design, state);
      return state.changes().stream().anyMatch(change -> change.what().equals("password of " + role + "_a changed"));
    }
  }

  @Test
  void whatIsSomebodyElsesIsNoLoginOfOurs() {
    run(server, "postgres", "CREATE ROLE " + role + "_a");
    var first = turn("a", "first", Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(failureOf(() -> roles.create(first)).reason()).isEqualTo(Reasons.CONFLICT);
  }

  private RoleDesign turn(String login, String password, Instant at) {
    return new RoleDesign(role, claim("1"), true, Optional.of(new Password(password)), Optional.of(role + "_" + login), Optional.of(at), Optional.of(4),
        Optional.empty(), Optional.of(Map.of("work_mem", "8MB")), List.of(new RoleAccess(database, Preset.READ_ONLY, List.of())), List.of());
  }

  private boolean logsIn(String as, String password) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:postgresql://" + server.host() + ":" + server.port() + "/" + database, as, password);
        var statement = connection.createStatement()) {
      return statement.execute("SELECT a FROM public.t");
    } catch (SQLException e) {
      assertThat(e.getSQLState()).isEqualTo("28P01");
      return false;
    }
  }

  private RoleDesign design(List<RoleAccess> access, List<RoleAccess> former) {
    return new RoleDesign(role, claim("1"), true, Optional.of(PASSWORD), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), access, former);
  }

  private static Claim claim(String uid) {
    return new Claim("uid-" + uid, "test/Role/role", true);
  }
}
