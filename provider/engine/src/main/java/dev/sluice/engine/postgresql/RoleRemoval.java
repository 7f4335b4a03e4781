package dev.sluice.engine.postgresql;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.role.RemovalPolicy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a role goes: nobody logs in any more, then what it owns and may do goes database by database, then itself. */
final class RoleRemoval {
  private static final int LISTED = 5;
  /** Each database in which something depends on the role, and whether it owns something there. */
  private static final String USES =
      """
      SELECT coalesce(d.datname, ''), pg_catalog.bool_or(s.deptype = 'o'),
        pg_catalog.bool_or(s.dbid = 0 AND s.deptype = 'o' AND s.classid = 'pg_catalog.pg_database'::pg_catalog.regclass)
      FROM pg_catalog.pg_shdepend s LEFT JOIN pg_catalog.pg_database d
        ON d.oid = CASE WHEN s.dbid <> 0 THEN s.dbid WHEN s.classid = 'pg_catalog.pg_database'::pg_catalog.regclass THEN s.objid END
      WHERE s.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass AND s.refobjid = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = ?)
      GROUP BY 1 ORDER BY 1""";

  private final SessionWork work;
  private final String name;
  private final String quoted;

  private record Use(String database, boolean owns, boolean ownsDatabase) {}

  RoleRemoval(SessionWork work, String name) {
    this.work = work;
    this.name = name;
    this.quoted = Quoting.identifier(name);
  }

  void remove(RemovalPolicy policy) {
    var uses = work.beside(name, session -> uses(session.connection()));
    var databases = uses.stream().filter(Use::ownsDatabase).map(Use::database).toList();
    if (!databases.isEmpty()) {
      throw blocked("it owns database " + String.join(", ", databases) + ". Delete that first, or give it another owner");
    }
    var owning = uses.stream().filter(Use::owns).map(Use::database).toList();
    if (policy == RemovalPolicy.RESTRICT && !owning.isEmpty()) {
      throw blocked(
          "it owns objects in " + String.join(", ", owning.stream().limit(LISTED).toList())
              + ". Give them another owner, or set spec.forProvider.deletion to Reassign");
    }
    work.<Void>beside(name, session -> {
      endSessions(session.connection());
      return null;
    });
    for (var use : uses) {
      if (!use.database().isEmpty()) {
        work.<Void>inside(use.database(), session -> {
          leave(session.connection(), use.owns());
          return null;
        });
      }
    }
    work.<Void>beside(name, session -> {
      SessionWork.execute(session.connection(), Runner.removal(name) + ";\nDROP ROLE IF EXISTS " + quoted);
      return null;
    });
  }

  private void endSessions(Connection connection) throws SQLException {
    // Only members may end a role's sessions.
    become(connection);
    SessionWork.execute(connection, "ALTER ROLE " + quoted + " NOLOGIN");
    try (var end = connection.prepareStatement("SELECT pg_catalog.pg_terminate_backend(pid, 5000) FROM pg_catalog.pg_stat_activity WHERE usename = ?")) {
      end.setString(1, name);
      end.execute();
    }
  }

  /** Only what may be done is taken by DROP OWNED: what is owned has gone to the database's owner before, in the same transaction. */
  private void leave(Connection connection, boolean owns) throws SQLException {
    var sql = new ArrayList<String>();
    if (owns) {
      sql.add("REASSIGN OWNED BY " + quoted + " TO " + Quoting.identifier(owner(connection)));
    }
    sql.add("DROP OWNED BY " + quoted);
    SessionWork.execute(connection, String.join(";\n", sql));
  }

  /** Who isn't a superuser must be able to become the role. */
  private void become(Connection connection) throws SQLException {
    try (var ask = connection.prepareStatement(
            "SELECT pg_catalog.current_setting('is_superuser') = 'on' OR pg_catalog.pg_has_role(?, 'USAGE')")) {
      ask.setString(1, name);
      try (var row = ask.executeQuery()) {
        row.next();
        if (!row.getBoolean(1)) {
          SessionWork.execute(connection, "GRANT " + quoted + " TO CURRENT_USER");
        }
      }
    }
  }

  private static String owner(Connection connection) throws SQLException {
    try (var ask = connection.createStatement();
        var row = ask.executeQuery(
            "SELECT pg_catalog.pg_get_userbyid(datdba) FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()")) {
      row.next();
      return row.getString(1);
    }
  }

  private List<Use> uses(Connection connection) throws SQLException {
    try (var ask = connection.prepareStatement(USES)) {
      ask.setString(1, name);
      try (var rows = ask.executeQuery()) {
        var uses = new ArrayList<Use>();
        while (rows.next()) {
          uses.add(new Use(rows.getString(1), rows.getBoolean(2), rows.getBoolean(3)));
        }
        return uses;
      }
    }
  }

  private EngineException blocked(String why) {
    return new EngineException(
        new Failure.MissingRight(Reasons.DELETION_BLOCKED, "Role " + name + " isn't dropped because " + why + ".", Optional.empty()));
  }
}
