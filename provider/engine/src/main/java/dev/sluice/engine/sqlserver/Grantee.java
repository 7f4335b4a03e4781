package dev.sluice.engine.sqlserver;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * To whom is granted in a database: the role there that bears the name, or else the user of the login.
 *
 * @param principal its name there; empty where there is none yet
 * @param login whether there is a login of the name, which can be let in
 * @param mighty whether that is an administrator or as good as one
 * @param runner whether it is there to run migrations
 * @param roles in which it is a member, directly
 * @param known all roles of the database
 * @param denials what is denied to it, or to a role that it is in, or to everybody
 */
record Grantee(
    String role, String database, Optional<String> principal, boolean login, boolean mighty, boolean runner, Set<String> roles, Set<String> known, List<Denial> denials) {

  /**
   * @param schema empty: in the whole database
   * @param name empty: in the whole schema
   * @param to whom it is denied
   */
  record Denial(String privilege, String schema, String name, String column, String to) {

    /** A denial for a whole table does not defeat what is granted on its columns. */
    boolean defeats(String wanted, GrantObject object) {
      return privilege.equals(wanted)
          && (schema.isEmpty()
              || schema.equals(object.schema()) && (name.isEmpty() || name.equals(object.name()) && (column.equals(object.column()))));
    }

    String words() {
      var on = schema.isEmpty() ? "" : name.isEmpty() ? " on schema " + schema : " on " + schema + "." + name + (column.isEmpty() ? "" : " (" + column + ")");
      return "DENY " + privilege + on + " to " + to;
    }
  }

  /** One row for each thing that is known of it. */
  private static final String QUERY =
      """
      DECLARE @role nvarchar(128) = %1$s;
      DECLARE @sid varbinary(85) = SUSER_SID(@role);
      DECLARE @id int = (SELECT TOP (1) p.principal_id FROM sys.database_principals p
        WHERE p.name = @role AND (p.type = 'R' OR p.authentication_type IN (0, 2) OR p.sid = @sid) OR p.sid = @sid ORDER BY CASE p.type WHEN 'R' THEN 0 ELSE 1 END);
      WITH upward AS (SELECT @id AS id WHERE @id IS NOT NULL UNION ALL
        SELECT m.role_principal_id FROM sys.database_role_members m JOIN upward u ON m.member_principal_id = u.id)
      SELECT N'principal' AS kind, USER_NAME(@id) COLLATE DATABASE_DEFAULT AS a, CASE WHEN @sid IS NULL THEN N'' ELSE N'login' END AS b,
        CASE WHEN @sid IN (0x01, SUSER_SID()) OR USER_NAME(@id) = N'dbo' OR %2$s THEN N'mighty' ELSE N'' END AS c,
        CASE WHEN @sid IN (%3$s) OR EXISTS (SELECT 1 FROM sys.extended_properties x WHERE x.class = 4 AND x.major_id = @id AND x.name = %4$s
          AND CAST(x.value AS nvarchar(100)) LIKE N'made uid=runner %%') THEN N'runner' ELSE N'' END AS d, NULL AS e
      UNION ALL
      SELECT N'member', r.name COLLATE DATABASE_DEFAULT, NULL, NULL, NULL, NULL
      FROM sys.database_role_members m JOIN sys.database_principals r ON r.principal_id = m.role_principal_id WHERE m.member_principal_id = @id
      UNION ALL
      SELECT N'role', r.name COLLATE DATABASE_DEFAULT, NULL, NULL, NULL, NULL FROM sys.database_principals r WHERE r.type = 'R'
      UNION ALL
      SELECT N'denied', d.permission_name COLLATE DATABASE_DEFAULT,
        CASE d.class WHEN 3 THEN SCHEMA_NAME(d.major_id) WHEN 1 THEN OBJECT_SCHEMA_NAME(d.major_id) ELSE N'' END COLLATE DATABASE_DEFAULT,
        CASE d.class WHEN 1 THEN OBJECT_NAME(d.major_id) ELSE N'' END COLLATE DATABASE_DEFAULT,
        CASE WHEN d.class = 1 AND d.minor_id > 0 THEN COL_NAME(d.major_id, d.minor_id) ELSE N'' END COLLATE DATABASE_DEFAULT,
        USER_NAME(d.grantee_principal_id) COLLATE DATABASE_DEFAULT
      FROM sys.database_permissions d WHERE d.state = 'D' AND d.class IN (0, 1, 3) AND (d.grantee_principal_id = 0 OR d.grantee_principal_id IN (SELECT id FROM upward))
      UNION ALL
      SELECT N'denied', w.privilege, N'', N'', N'', r.name COLLATE DATABASE_DEFAULT
      FROM sys.database_principals r JOIN (VALUES (N'db_denydatareader', N'SELECT'), (N'db_denydatawriter', N'INSERT'), (N'db_denydatawriter', N'UPDATE'),
        (N'db_denydatawriter', N'DELETE')) w (role, privilege) ON r.name = w.role WHERE r.principal_id IN (SELECT id FROM upward)
      OPTION (MAXRECURSION 100)""";
  private static final String BY_SERVER =
      "EXISTS (SELECT 1 FROM sys.server_principals p WHERE p.sid = @sid AND " + LoginRow.MIGHTY + ")";

  Grantee {
    Objects.requireNonNull(principal, "principal");
    roles = Set.copyOf(roles);
    known = Set.copyOf(known);
    denials = List.copyOf(denials);
  }

  /** On Azure SQL Database the server's logins can't be seen from a database. */
  static String query(String role, String database, Edition edition) {
    var runners = "0x" + Runner.sid(database, role);
    return QUERY.formatted(
        Quoting.literal(role), edition.seesAcross() ? BY_SERVER.replace("%%", "%") : "1 = 0", runners, Quoting.literal(ClaimMarker.PROPERTY));
  }

  static Grantee read(String role, String database, ResultSet rows) throws SQLException {
    Optional<String> principal = Optional.empty();
    var login = false;
    var mighty = false;
    var runner = false;
    var roles = new HashSet<String>();
    var known = new HashSet<String>();
    var denials = new ArrayList<Denial>();
    while (rows.next()) {
      switch (rows.getString("kind")) {
        case "principal" -> {
          principal = Optional.ofNullable(rows.getString("a"));
          login = rows.getString("b").equals("login");
          mighty = rows.getString("c").equals("mighty");
          runner = rows.getString("d").equals("runner");
        }
        case "member" -> roles.add(rows.getString("a"));
        case "role" -> known.add(rows.getString("a"));
        default -> denials.add(new Denial(rows.getString("a"), rows.getString("b"), rows.getString("c"), rows.getString("d"), rows.getString("e")));
      }
    }
    return new Grantee(role, database, principal, login, mighty, runner, roles, known, denials);
  }

  /** Whether such may be granted anything at all. */
  void check() {
    if (runner) {
      throw Admission.permanent(Reasons.ROLE_NOT_ALLOWED, "Login " + role + " is there to run migrations, and nothing else is granted to it; name"
          + " another role.");
    }
    if (mighty) {
      throw Admission.permanent(
          Reasons.ROLE_NOT_ALLOWED,
          "Role " + role + " is the provider's own login, an administrator or as good as one, or the owner of database " + database
              + ", to which nothing is granted; name a role of the application.");
    }
    if (principal.isEmpty() && !login) {
      throw new EngineException(
          new Failure.Transient(
              "WaitingForReference", "There is no login " + role + " yet, nor a role or user of that name in database " + database + "; create it,"
                  + " or correct the name.",
              Optional.empty()));
    }
  }

  /** Its name in the database; a login is let in by its own. */
  String name() {
    return principal.orElse(role);
  }

  /** Lets it in, where it isn't yet. */
  List<String> admission() {
    return principal.isPresent() ? List.of() : List.of("CREATE USER " + Quoting.identifier(role) + " FOR LOGIN " + Quoting.identifier(role));
  }
}
