package dev.sluice.engine.mysqlfamily;

import static dev.sluice.engine.mysqlfamily.Target.newName;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.Password;
import dev.sluice.engine.database.Claim;
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
 * A role, a database for it, and a provider that may make databases and accounts and isn't root.
 *
 * @param login the provider's
 */
record RoleUnderTest(Target target, String login, DatabaseServer handle, String role, String database) {
  private static final Set<Integer> LACK_OF_RIGHTS = Set.of(1044, 1045, 1142, 1143, 1227, 1370);
  private static final int LOCKED_ON_MYSQL = 3118;
  private static final int LOCKED_ON_MARIADB = 4151;

  static RoleUnderTest on(Target target) {
    var login = newName("provider");
    var database = newName("shop");
    target.createUser(login);
    target.run(
        "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, EXECUTE, SHOW VIEW, TRIGGER, EVENT, PROCESS, CREATE USER ON *.* TO " + login
            + " WITH GRANT OPTION",
        "GRANT " + (target.isMariaDb() ? "CONNECTION ADMIN" : "CONNECTION_ADMIN, ROLE_ADMIN") + " ON *.* TO " + login,
        "GRANT ALL ON `shop%`.* TO " + login + " WITH GRANT OPTION",
        "CREATE DATABASE " + database,
        "CREATE TABLE " + database + ".t (a int)",
        "CREATE VIEW " + database + ".w AS SELECT a FROM " + database + ".t",
        "CREATE FUNCTION " + database + ".f() RETURNS int DETERMINISTIC RETURN 1");
    return new RoleUnderTest(target, login, target.open(target.as(login, Target.PASSWORD)), newName("app"), database);
  }

  Roles roles() {
    return handle.roles();
  }

  static RoleAccess read(String database) {
    return new RoleAccess(database, Preset.READ_ONLY, List.of());
  }

  static RoleAccess write(String database) {
    return new RoleAccess(database, Preset.READ_WRITE, List.of());
  }

  RoleDesign design(List<RoleAccess> access, List<RoleAccess> former) {
    return design(role, Target.PASSWORD, Optional.empty(), Optional.empty(), access, former);
  }

  static RoleDesign design(
      String name, String password, Optional<Instant> turned, Optional<Integer> limit, List<RoleAccess> access, List<RoleAccess> former) {
    return new RoleDesign(
        name, claim("1"), true, Optional.of(new Password(password)), Optional.empty(), turned, limit, Optional.empty(), Optional.empty(), access, former);
  }

  static RoleDesign with(
      RoleDesign design, Optional<String> current, Optional<Set<String>> memberOf, Optional<Map<String, String>> parameters) {
    return new RoleDesign(
        design.name(), design.claim(), true, design.password(), current, design.turned(), design.connectionLimit(), memberOf, parameters, design.access(), List.of());
  }

  /** With one of the two logins that take turns. */
  RoleDesign turn(String login, String password, Instant at, List<RoleAccess> access) {
    return new RoleDesign(
        role, claim("1"), true, Optional.of(new Password(password)), Optional.of(role + "_" + login), Optional.of(at), Optional.of(9), Optional.empty(), Optional.empty(),
        access, List.of());
  }

  static Claim claim(String uid) {
    return new Claim("uid-" + uid, "test/Role/role", true);
  }

  RoleState observed(RoleDesign design) {
    return roles().observe(design).orElseThrow();
  }

  /** Who is the administrator of the groups that it has made. */
  void asProvider(String... statements) {
    try (var connection = target.server().connect("", login, Target.PASSWORD);
        var statement = connection.createStatement()) {
      for (var sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  Connection connect(String to, String password) throws SQLException {
    return target.server().connect(to, role, password);
  }

  boolean logsIn(String as, String password) throws SQLException {
    try (var connection = target.server().connect("", as, password)) {
      return connection.isValid(5);
    } catch (SQLException e) {
      // Newer servers ask who isn't there for some kind of password, so that the driver may be the one that refuses.
      assertThat(e.getMessage().contains("Public Key Retrieval") ? 1045 : e.getErrorCode()).as(e.getMessage()).isIn(1045, LOCKED_ON_MYSQL, LOCKED_ON_MARIADB);
      return false;
    }
  }

  /** Whether it goes through; anything but a lack of rights is an error of the test's. */
  boolean may(String to, String sql) {
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
