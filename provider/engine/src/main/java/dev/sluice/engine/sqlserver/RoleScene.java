package dev.sluice.engine.sqlserver;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a database says of a role: of all who bear its name, or one of its logins' identities, there.
 *
 * @param principals by name
 * @param memberships roles by member
 * @param held privileges on the database and on schemas, and those of becoming somebody else
 * @param schemas all but the system's, each with its owner
 * @param roles all that there are
 * @param open tables in which migrations are put on record and that applications aren't kept off yet, as schema and name
 */
record RoleScene(
    String database,
    Map<String, Principal> principals,
    Map<String, Set<String>> memberships,
    List<Held> held,
    Map<String, String> schemas,
    Set<String> roles,
    List<List<String>> open) {

  /**
   * @param role whether it is a role, rather than a user
   * @param sid in hexadecimal digits
   * @param contained whether it logs in to this database with a password
   * @param orphan whether it is the user of a login that is gone
   */
  record Principal(String name, boolean role, String sid, boolean contained, boolean orphan, Optional<String> defaultSchema, ClaimMarker marker) {}

  /**
   * @param scope SCHEMA, USER, ROLE or, for the database, empty
   * @param on the schema, user or role
   * @param state G, W with the right to hand it on, or D for a denial
   */
  record Held(String principal, String permission, String state, String scope, String on) {}

  private static final String QUERY =
      """
      SELECT N'principal' AS kind, %1$s AS a, CAST(p.type AS nvarchar(4000)) COLLATE DATABASE_DEFAULT AS b,
        CAST(CONVERT(varchar(200), p.sid, 2) AS nvarchar(4000)) COLLATE DATABASE_DEFAULT AS c,
        CASE WHEN p.authentication_type = 2 THEN N'contained' WHEN p.authentication_type = 1 AND SUSER_SNAME(p.sid) IS NULL THEN N'orphan' ELSE N'' END AS d,
        CAST(p.default_schema_name AS nvarchar(4000)) COLLATE DATABASE_DEFAULT AS e,
        (SELECT CAST(x.value AS nvarchar(3750)) COLLATE DATABASE_DEFAULT FROM sys.extended_properties x
          WHERE x.class = 4 AND x.major_id = p.principal_id AND x.minor_id = 0 AND x.name = %4$s) AS f
      FROM sys.database_principals p WHERE %2$s
      UNION ALL
      SELECT N'member', %1$s, CAST(r.name AS nvarchar(4000)) COLLATE DATABASE_DEFAULT, NULL, NULL, NULL, NULL
      FROM sys.database_role_members m JOIN sys.database_principals p ON p.principal_id = m.member_principal_id
      JOIN sys.database_principals r ON r.principal_id = m.role_principal_id WHERE %2$s
      UNION ALL
      SELECT N'held', %1$s, CAST(g.permission_name AS nvarchar(4000)) COLLATE DATABASE_DEFAULT, CAST(g.state AS nvarchar(4000)) COLLATE DATABASE_DEFAULT,
        CASE g.class WHEN 0 THEN N'' WHEN 3 THEN N'SCHEMA' ELSE (SELECT CASE w.type WHEN 'R' THEN N'ROLE' WHEN 'A' THEN N'APPLICATION ROLE' ELSE N'USER' END
          FROM sys.database_principals w WHERE w.principal_id = g.major_id) END,
        CAST(CASE g.class WHEN 0 THEN N'' WHEN 3 THEN SCHEMA_NAME(g.major_id) ELSE USER_NAME(g.major_id) END AS nvarchar(4000)) COLLATE DATABASE_DEFAULT, NULL
      FROM sys.database_permissions g JOIN sys.database_principals p ON p.principal_id = g.grantee_principal_id WHERE g.class IN (0, 3, 4) AND %2$s
      UNION ALL
      SELECT N'schema', CAST(s.name AS nvarchar(4000)) COLLATE DATABASE_DEFAULT, CAST(USER_NAME(s.principal_id) AS nvarchar(4000)) COLLATE DATABASE_DEFAULT,
        NULL, NULL, NULL, NULL
      FROM sys.schemas s WHERE s.schema_id < 16384 AND s.name NOT IN (N'sys', N'INFORMATION_SCHEMA', N'guest')
      UNION ALL
      SELECT N'role', %1$s, NULL, NULL, NULL, NULL, NULL FROM sys.database_principals p WHERE p.type = 'R'
      UNION ALL
      SELECT N'open', CAST(SCHEMA_NAME(t.schema_id) AS nvarchar(4000)) COLLATE DATABASE_DEFAULT, CAST(t.name AS nvarchar(4000)) COLLATE DATABASE_DEFAULT,
        NULL, NULL, NULL, NULL
      FROM sys.tables t WHERE %3$s AND NOT EXISTS (SELECT 1 FROM sys.database_permissions d WHERE d.class = 1 AND d.major_id = t.object_id
        AND d.minor_id = 0 AND d.state = 'D' AND d.permission_name = N'UPDATE' AND d.grantee_principal_id = DATABASE_PRINCIPAL_ID(%5$s))""";

  RoleScene {
    principals = Map.copyOf(principals);
    memberships = Map.copyOf(memberships);
    held = List.copyOf(held);
    schemas = Map.copyOf(schemas);
    roles = Set.copyOf(roles);
    open = List.copyOf(open);
  }

  /** @param sids in hexadecimal digits */
  static String query(Collection<String> names, Collection<String> sids) {
    return QUERY.formatted(
        "CAST(p.name AS nvarchar(4000)) COLLATE DATABASE_DEFAULT", theirs(names, sids), Bookkeeping.CONDITION, Quoting.literal(ClaimMarker.PROPERTY),
        Quoting.literal(Bookkeeping.APPLICATIONS));
  }

  /** A condition of SQL's on principals {@code p}. */
  static String theirs(Collection<String> names, Collection<String> sids) {
    return "(p.name IN (" + names.stream().map(Quoting::literal).collect(Collectors.joining(", ")) + ")"
        + (sids.isEmpty() ? "" : " OR p.sid IN (" + sids.stream().map(sid -> "0x" + sid).collect(Collectors.joining(", ")) + ")") + ")";
  }

  static RoleScene read(String database, ResultSet rows) throws SQLException {
    var principals = new TreeMap<String, Principal>();
    var memberships = new HashMap<String, Set<String>>();
    var held = new ArrayList<Held>();
    var schemas = new TreeMap<String, String>();
    var roles = new TreeSet<String>();
    var open = new ArrayList<List<String>>();
    while (rows.next()) {
      var name = rows.getString("a");
      switch (rows.getString("kind")) {
        case "principal" ->
            principals.put(
                name,
                new Principal(
                    name, rows.getString("b").equals("R"), Objects.requireNonNullElse(rows.getString("c"), ""), "contained".equals(rows.getString("d")), "orphan".equals(rows.getString("d")),
                    Optional.ofNullable(rows.getString("e")), ClaimMarker.parse(Optional.ofNullable(rows.getString("f")))));
        case "member" -> memberships.computeIfAbsent(name, any -> new TreeSet<>()).add(rows.getString("b"));
        case "held" -> held.add(new Held(name, rows.getString("b"), rows.getString("c"), rows.getString("d"), Objects.requireNonNullElse(rows.getString("e"), "")));
        case "schema" -> schemas.put(name, Objects.requireNonNullElse(rows.getString("b"), ""));
        case "role" -> roles.add(name);
        default -> open.add(List.of(name, rows.getString("b")));
      }
    }
    return new RoleScene(database, principals, memberships, held, schemas, roles, open);
  }

  Optional<Principal> named(String name) {
    return Optional.ofNullable(principals.get(name)).or(() -> principals.values().stream().filter(one -> one.name().equalsIgnoreCase(name)).findFirst());
  }

  /** All but those that are somebody's, to whom nothing is granted on them. */
  Set<String> schemasBut(String owner) {
    return schemas.entrySet().stream().filter(schema -> !schema.getValue().equals(owner)).map(Map.Entry::getKey).collect(Collectors.toSet());
  }

  /** The user of a login, whatever its name. */
  Optional<Principal> user(String sid) {
    return principals.values().stream().filter(one -> !one.role() && one.sid().equals(sid)).findFirst();
  }

  /** The role of a name that isn't the server's own. */
  Optional<Principal> role(String name) {
    return named(name).filter(Principal::role);
  }

  Set<String> rolesOf(String principal) {
    return memberships.getOrDefault(principal, Set.of());
  }

  boolean has(String principal, Rights.Right right) {
    return held.stream().anyMatch(one -> one.principal().equals(principal) && right.is(one));
  }
}
