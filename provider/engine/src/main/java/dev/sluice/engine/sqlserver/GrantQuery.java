package dev.sluice.engine.sqlserver;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.grant.GrantTarget;
import dev.sluice.engine.grant.GrantTarget.AllIn;
import dev.sluice.engine.grant.GrantTarget.Columns;
import dev.sluice.engine.grant.GrantTarget.Kind;
import dev.sluice.engine.grant.GrantTarget.Named;
import dev.sluice.engine.grant.GrantTarget.WholeDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** What the catalogs say of the things that a grant is on. */
final class GrantQuery {

  /** @param missing in words; what isn't there yet */
  record Answer(List<GrantObject> objects, List<String> missing) {}

  /** Columns of {@code o}: asked, kind, sch, name, col, type, bookkeeping, class, major, minor; a class of none is missing. */
  private static final String ALL =
      """
      WITH o AS (%s)
      SELECT o.asked, o.kind, o.sch, o.name, o.col, o.type, o.bookkeeping, o.class, g.permission_name, g.state, USER_NAME(g.grantor_principal_id) AS grantor
      FROM o LEFT JOIN sys.database_permissions g ON g.class = o.class AND g.major_id = o.major AND g.minor_id = o.minor
        AND g.grantee_principal_id = DATABASE_PRINCIPAL_ID(%s) AND g.state IN ('G', 'W', 'D')
      ORDER BY o.asked, o.sch, o.name, o.col""";
  private static final String OBJECT =
      " N'OBJECT' AS kind, s.name AS sch, x.name AS name, %s AS col, x.type AS type, CASE WHEN EXISTS (SELECT 1 FROM sys.tables t WHERE"
          + " t.object_id = x.object_id AND "
          + Bookkeeping.CONDITION + ") THEN 1 ELSE 0 END AS bookkeeping, CASE WHEN %s IS NULL THEN NULL ELSE 1 END AS class, x.object_id AS major,"
          + " %s AS minor";
  private static final String WHOLE = OBJECT.formatted("N''", "x.object_id", "0");
  private static final String NAMED =
      "SELECT w.sch + N'.' + w.name AS asked," + WHOLE + " FROM (VALUES %s) w (sch, name) LEFT JOIN (sys.schemas s JOIN sys.objects x ON"
          + " x.schema_id = s.schema_id"
          + " AND x.type IN (%s)) ON s.name = w.sch AND x.name = w.name";
  private static final String EVERY =
      "SELECT w.sch AS asked," + WHOLE.replace("CASE WHEN x.object_id IS NULL THEN NULL ELSE 1 END", "CASE WHEN s.schema_id IS NULL THEN NULL ELSE 1 END")
          + " FROM (VALUES %s) w (sch) LEFT JOIN sys.schemas s ON s.name = w.sch LEFT JOIN sys.objects x ON x.schema_id = s.schema_id AND x.type IN (%s)"
          + " AND x.is_ms_shipped = 0";
  private static final String COLUMN =
      "SELECT w.sch + N'.' + w.name + N' (' + w.col + N')' AS asked," + OBJECT.formatted("c.name", "c.column_id", "c.column_id")
          + " FROM (VALUES %s) w (sch, name, col) LEFT JOIN (sys.schemas s JOIN sys.objects x ON x.schema_id = s.schema_id AND x.type IN ('U',"
          + " 'V', 'IF', 'TF')"
          + " JOIN sys.columns c ON c.object_id = x.object_id) ON s.name = w.sch AND x.name = w.name AND c.name = w.col";
  private static final String SCHEMA =
      "SELECT w.sch AS asked, N'SCHEMA' AS kind, s.name AS sch, N'' AS name, N'' AS col, N'' AS type, 0 AS bookkeeping, CASE WHEN s.schema_id IS"
          + " NULL THEN NULL ELSE 3 END AS class,"
          + " s.schema_id AS major, 0 AS minor FROM (VALUES %s) w (sch) LEFT JOIN sys.schemas s ON s.name = w.sch";
  private static final String DATABASE =
      "SELECT N'' AS asked, N'DATABASE' AS kind, N'' AS sch, N'' AS name, N'' AS col, N'' AS type, 0 AS bookkeeping, 0 AS class, 0 AS major, 0 AS minor";
  private static final Map<Kind, String> TYPES =
      Map.of(Kind.TABLE, "'U', 'V', 'SN'", Kind.SEQUENCE, "'SO'", Kind.ROUTINE, "'P', 'PC', 'FN', 'FS', 'IF', 'TF', 'FT', 'AF'");
  private static final Set<String> TABLE_FUNCTIONS = Set.of("IF", "TF", "FT");

  private GrantQuery() {}

  /** To be asked inside the database. @param principal by its name there */
  static String of(String principal, GrantTarget on) {
    return ALL.formatted(targets(on), Quoting.literal(principal));
  }

  private static String targets(GrantTarget on) {
    return switch (on) {
      case WholeDatabase database -> DATABASE;
      case Named named when TYPES.containsKey(named.kind()) -> NAMED.formatted(values(named.names().stream().map(GrantQuery::parts).toList()), TYPES.get(named.kind()));
      case Named named when named.kind() == Kind.SCHEMA -> SCHEMA.formatted(values(schemas(named.names())));
      case AllIn all when TYPES.containsKey(all.kind()) -> EVERY.formatted(values(schemas(all.schemas())), TYPES.get(all.kind()));
      case Columns columns -> {
        var all = new ArrayList<List<String>>();
        columns.byTable().forEach((table, names) -> names.forEach(name -> all.add(List.of(parts(table).getFirst(), parts(table).getLast(), name))));
        yield COLUMN.formatted(values(all));
      }
      default -> throw invalid(
          "spec.forProvider.on has what isn't granted on SQL Server: name database: true, schemas, tables, columns, sequences, routines, the"
              + " all...In of them, or memberOf;"
              + " what is granted on schemas covers what is made there later.");
    };
  }

  private static List<List<String>> schemas(List<String> names) {
    names.forEach(GrantQuery::checkSchema);
    return names.stream().map(List::of).toList();
  }

  /** Schema and name. */
  static List<String> parts(String text) {
    var dot = text.indexOf('.');
    if (dot < 1 || dot == text.length() - 1) {
      throw invalid("In spec.forProvider.on, " + text + " has no schema: write schema.name, such as dbo." + text.replace(".", "") + ".");
    }
    if (text.endsWith(")")) {
      throw invalid("In spec.forProvider.on, " + text + " has argument types, and no two routines of SQL Server's have one name: leave them out.");
    }
    var schema = text.substring(0, dot);
    checkSchema(schema);
    Quoting.identifier(text.substring(dot + 1));
    return List.of(schema, text.substring(dot + 1));
  }

  private static void checkSchema(String schema) {
    Quoting.identifier(schema);
    if (Set.of("sys", "information_schema").contains(schema.toLowerCase(Locale.ROOT))) {
      throw invalid("In spec.forProvider.on, " + schema + " is or lies in a schema of the server's own, on which nothing is granted; name one of"
          + " the application's.");
    }
  }

  private static String values(List<List<String>> rows) {
    return rows.stream().map(row -> row.stream().map(Quoting::literal).collect(Collectors.joining(", ", "(", ")"))).collect(Collectors.joining(", "));
  }

  static Answer read(ResultSet rows) throws SQLException {
    var objects = new LinkedHashMap<List<String>, GrantObject>();
    var missing = new ArrayList<String>();
    while (rows.next()) {
      if (rows.getString("class") == null) {
        missing.add(rows.getString("asked"));
      } else if (rows.getString("name") != null) {
        var object = object(rows);
        objects.merge(List.of(object.kind(), object.schema(), object.name(), object.column()), object, GrantQuery::together);
      }
    }
    return new Answer(List.copyOf(objects.values()), missing);
  }

  private static GrantObject object(ResultSet row) throws SQLException {
    var privilege = row.getString("permission_name");
    return new GrantObject(
        row.getString("kind"), row.getString("sch"), row.getString("name"), row.getString("col"), TABLE_FUNCTIONS.contains(row.getString("type").strip()),
        row.getBoolean("bookkeeping"),
        privilege == null ? List.of() : List.of(new GrantObject.Held(privilege, row.getString("state").strip(), Objects.requireNonNullElse(row.getString("grantor"), "dbo"))));
  }

  private static GrantObject together(GrantObject one, GrantObject other) {
    var held = new ArrayList<>(one.held());
    held.addAll(other.held());
    return new GrantObject(one.kind(), one.schema(), one.name(), one.column(), one.table(), one.bookkeeping(), held);
  }

  private static EngineException invalid(String message) {
    return Admission.permanent(Reasons.INVALID_SPEC, message);
  }
}
