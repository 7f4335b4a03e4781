package dev.sluice.engine.sqlserver;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What somebody owns in a database, and how it is given to the database's owner. With a new owner the server forgets who may do
 * what there, so that is said again, in the same transaction.
 */
record Ownership(List<String> things, List<String> statements) {
  private static final String SCHEMA = "schema ";
  private static final String THINGS =
      """
      WITH they AS (SELECT p.principal_id AS id FROM sys.database_principals p WHERE %1$s AND p.name <> N'dbo'),
        schemas AS (SELECT s.schema_id AS id FROM sys.schemas s WHERE s.principal_id IN (SELECT id FROM they))
      SELECT o.place, o.thing, o.statement FROM (
        SELECT 1 AS place, %2$s AS thing, N'ALTER AUTHORIZATION ON SCHEMA::' + QUOTENAME(s.name) + N' TO [dbo]' COLLATE DATABASE_DEFAULT AS statement
        FROM sys.schemas s WHERE s.schema_id IN (SELECT id FROM schemas)
        UNION ALL
        SELECT 2, N'object ' + SCHEMA_NAME(t.schema_id) + N'.' + t.name COLLATE DATABASE_DEFAULT,
          N'ALTER AUTHORIZATION ON OBJECT::' + QUOTENAME(SCHEMA_NAME(t.schema_id)) + N'.' + QUOTENAME(t.name) + N' TO SCHEMA OWNER' COLLATE DATABASE_DEFAULT
        FROM sys.objects t WHERE t.principal_id IN (SELECT id FROM they) AND t.parent_object_id = 0
        UNION ALL
        SELECT 2, N'type ' + SCHEMA_NAME(t.schema_id) + N'.' + t.name COLLATE DATABASE_DEFAULT,
          N'ALTER AUTHORIZATION ON TYPE::' + QUOTENAME(SCHEMA_NAME(t.schema_id)) + N'.' + QUOTENAME(t.name) + N' TO SCHEMA OWNER' COLLATE DATABASE_DEFAULT
        FROM sys.types t WHERE t.principal_id IN (SELECT id FROM they) AND t.is_user_defined = 1%3$s
      ) o
      UNION ALL
      SELECT 3, NULL, CASE g.state WHEN 'D' THEN N'DENY ' ELSE N'GRANT ' END + g.permission_name COLLATE DATABASE_DEFAULT + N' ON '
        + CASE g.class WHEN 3 THEN N'SCHEMA::' + QUOTENAME(SCHEMA_NAME(g.major_id))
            ELSE N'OBJECT::' + QUOTENAME(OBJECT_SCHEMA_NAME(g.major_id)) + N'.' + QUOTENAME(OBJECT_NAME(g.major_id)) END
        + ISNULL(N' (' + QUOTENAME(COL_NAME(g.major_id, NULLIF(g.minor_id, 0))) + N')', N'')
        + N' TO ' + QUOTENAME(USER_NAME(g.grantee_principal_id)) + CASE g.state WHEN 'W' THEN N' WITH GRANT OPTION' ELSE N'' END COLLATE DATABASE_DEFAULT
      FROM sys.database_permissions g
      WHERE g.state IN ('G', 'W', 'D') AND USER_NAME(g.grantee_principal_id) <> N'dbo' AND (
        g.class = 3 AND g.major_id IN (SELECT id FROM schemas)
        OR g.class = 1 AND g.major_id IN (SELECT t.object_id FROM sys.objects t
          WHERE t.principal_id IN (SELECT id FROM they) OR t.principal_id IS NULL AND t.schema_id IN (SELECT id FROM schemas)))
      ORDER BY 1, 2, 3""";
  private static final String OTHER =
      """

        UNION ALL
        SELECT 1, N'%2$s ' + t.name COLLATE DATABASE_DEFAULT, N'ALTER AUTHORIZATION ON %3$s::' + QUOTENAME(t.name) + N' TO [dbo]' COLLATE DATABASE_DEFAULT
        FROM sys.%1$s t WHERE t.%4$s IN (SELECT id FROM they)""";
  private static final List<List<String>> OTHERS =
      List.of(
          List.of("database_principals", "role", "ROLE", "owning_principal_id"),
          List.of("assemblies", "assembly", "ASSEMBLY", "principal_id"),
          List.of("certificates", "certificate", "CERTIFICATE", "principal_id"),
          List.of("asymmetric_keys", "asymmetric key", "ASYMMETRIC KEY", "principal_id"),
          List.of("symmetric_keys", "symmetric key", "SYMMETRIC KEY", "principal_id"),
          List.of("fulltext_catalogs", "full-text catalog", "FULLTEXT CATALOG", "principal_id"),
          List.of("services", "service", "SERVICE", "principal_id"),
          List.of("service_contracts", "contract", "CONTRACT", "principal_id"),
          List.of("service_message_types", "message type", "MESSAGE TYPE", "principal_id"));

  Ownership {
    things = List.copyOf(things);
    statements = List.copyOf(statements);
  }

  /** To be asked inside the database. @param whose a condition of SQL's on principals {@code p} */
  static String query(String whose) {
    return THINGS.formatted(
        whose, "N'schema ' + s.name COLLATE DATABASE_DEFAULT",
        OTHERS.stream().map(one -> OTHER.formatted(one.toArray())).collect(Collectors.joining()));
  }

  static Ownership read(ResultSet rows) throws SQLException {
    var things = new ArrayList<String>();
    var statements = new ArrayList<String>();
    while (rows.next()) {
      if (rows.getString("thing") != null) {
        things.add(rows.getString("thing"));
      }
      statements.add(rows.getString("statement"));
    }
    return new Ownership(things, statements);
  }

  /** By name, those among the things. */
  List<String> schemas() {
    return things.stream().filter(thing -> thing.startsWith(SCHEMA)).map(thing -> thing.substring(SCHEMA.length())).toList();
  }

  boolean none() {
    return things.isEmpty();
  }

  String inWords() {
    var shown = String.join(", ", things.stream().limit(5).toList());
    return things.size() > 5 ? shown + ", ..." : shown;
  }
}
