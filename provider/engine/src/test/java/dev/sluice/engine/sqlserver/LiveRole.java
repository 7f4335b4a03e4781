package dev.sluice.engine.sqlserver;

import static dev.sluice.engine.sqlserver.TSqlServer.newName;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.sqlserver.jdbc.SQLServerDataSource;
import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.Password;
import dev.sluice.engine.Tls;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.role.RemovalPolicy;
import dev.sluice.engine.role.RoleAccess;
import dev.sluice.engine.role.RoleAccess.Preset;
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

/**
 * On a real server: a role, a database for it, and a provider that may make databases and logins and is no administrator.
 *
 * @param provider its login
 */
record LiveRole(TSqlServer server, String provider, DatabaseServer handle, String role, String database) {
  static final String PASSWORD = "Zq1-" + "x".repeat(20);
  private static final Set<Integer> LACK_OF_RIGHTS = Set.of(229, 230, 262, 297, 300, 1088, 2760, 3701, 3704, 4606, 4902, 5011, 6004, 15151, 15247, 15406, 15517, 916);

  static LiveRole on(TSqlServer server) {
    var provider = newName("provider");
    var database = newName("shop");
    server.run(
        "master",
        "CREATE LOGIN [" + provider + "] WITH PASSWORD = N'" + PASSWORD + "', CHECK_POLICY = OFF",
        "GRANT ALTER ANY LOGIN, CREATE ANY DATABASE, VIEW SERVER STATE, ALTER ANY CONNECTION TO [" + provider + "]",
        "CREATE DATABASE [" + database + "]",
        "ALTER AUTHORIZATION ON DATABASE::[" + database + "] TO [" + provider + "]");
    server.run(
        database, "CREATE TABLE t (a int)", "INSERT INTO t VALUES (1)", "CREATE SCHEMA sales", "CREATE TABLE sales.s (a int)", "CREATE VIEW w AS"
            + " SELECT a FROM t",
        "CREATE FUNCTION f() RETURNS int AS BEGIN RETURN 1 END", "CREATE PROCEDURE p AS SELECT 1", "CREATE SEQUENCE q AS int",
        "CREATE FUNCTION rows_of() RETURNS TABLE AS RETURN SELECT a FROM t");
    return new LiveRole(server, provider, new SqlServerEngine().open(server.as(provider, PASSWORD)), newName("app"), database);
  }

  void remove() {
    for (var name : List.of(role, role + "_a", role + "_b")) {
      server.run("master", "IF SUSER_ID(N'" + name + "') IS NOT NULL DROP LOGIN [" + name + "]");
    }
    server.drop(database);
    handle.close();
    server.run("master", "IF SUSER_ID(N'" + provider + "') IS NOT NULL DROP LOGIN [" + provider + "]");
  }

  Roles roles() {
    return handle.roles();
  }

  RoleAccess access(Preset preset, String... schemas) {
    return new RoleAccess(database, preset, List.of(schemas));
  }

  RoleDesign design(RoleAccess... access) {
    return new RoleUnderTest(plain(PASSWORD)).access(access).design();
  }

  RoleDesign plain(String password) {
    return new RoleDesign(
        role, claim("1"), true, Optional.of(new Password(password)), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of());
  }

  RoleDesign turn(String login, String password, RoleAccess... access) {
    return new RoleDesign(
        role, claim("1"), true, Optional.of(new Password(password)), Optional.of(login), Optional.of(Instant.now()), Optional.empty(), Optional.empty(), Optional.empty(),
        List.of(access), List.of(), List.of(), Map.of(), false);
  }

  Claim claim(String uid) {
    return new Claim("uid-" + uid, "test/Role/" + role, true);
  }

  RoleState observed(RoleDesign design) {
    return roles().observe(design).orElseThrow();
  }

  void made(RoleDesign design) {
    if (roles().observe(design).isEmpty()) {
      roles().create(design);
    } else {
      roles().update(design, observed(design));
    }
    assertThat(observed(design).changes()).isEmpty();
  }

  Optional<String> dropped(RemovalPolicy policy) {
    return roles().drop(RoleDesign.named(role, claim("1")), policy);
  }

  Connection connect(String login, String password, String to) throws SQLException {
    var source = new SQLServerDataSource();
    source.setServerName(server.host());
    source.setPortNumber(server.port());
    source.setDatabaseName(to);
    source.setUser(login);
    source.setPassword(password);
    source.setEncrypt(server.tls() == Tls.Mode.DISABLE ? "false" : "true");
    source.setTrustServerCertificate(server.tls() == Tls.Mode.REQUIRE);
    return source.getConnection();
  }

  boolean logsIn(String login, String password) {
    try (var connection = connect(login, password, database)) {
      return connection.isValid(5);
    } catch (SQLException e) {
      assertThat(e.getErrorCode()).as(e.getMessage()).isIn(18456, 18470, 4060);
      return false;
    }
  }

  /** Whether it goes through; anything but a lack of rights is an error of the test's. */
  boolean may(String login, String sql) {
    try (var connection = connect(login, PASSWORD, database)) {
      Batch.execute(connection, sql);
      return true;
    } catch (SQLException e) {
      assertThat(e.getErrorCode()).as(e.getMessage()).isIn(LACK_OF_RIGHTS);
      return false;
    }
  }
}
