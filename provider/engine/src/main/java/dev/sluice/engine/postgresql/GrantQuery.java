package dev.sluice.engine.postgresql;

import dev.sluice.engine.grant.GrantTarget;
import dev.sluice.engine.grant.GrantTarget.AllIn;
import dev.sluice.engine.grant.GrantTarget.Columns;
import dev.sluice.engine.grant.GrantTarget.DefaultPrivileges;
import dev.sluice.engine.grant.GrantTarget.Kind;
import dev.sluice.engine.grant.GrantTarget.Named;
import dev.sluice.engine.grant.GrantTarget.WholeDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the catalogs say of the things that a grant is on; each kind has an access list of its own. */
final class GrantQuery {

  /** @param missing in words; what isn't there yet */
  record Answer(List<GrantObject> objects, List<String> missing) {}

  /** Columns of {@code o}: asked, missing, kind, identity, col, prefix, schema, owner, acl, class, oid, bookkeeping. */
  private static final String ALL =
      """
      SELECT o.asked, o.missing, o.kind, o.identity, o.col, o.prefix, o.schema, pg_catalog.pg_get_userbyid(o.owner)::text,
        (SELECT x.extname::text FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_extension x ON x.oid = d.refobjid
          WHERE d.classid = o.class AND d.objid = o.oid AND d.deptype = 'e' LIMIT 1),
        o.bookkeeping,
        ARRAY(SELECT e.privilege_type || CASE WHEN e.is_grantable THEN '*@' ELSE '@' END || pg_catalog.pg_get_userbyid(e.grantor)
          FROM pg_catalog.aclexplode(o.acl) e JOIN pg_catalog.pg_roles r ON r.oid = e.grantee WHERE r.rolname = ?)
      FROM (%s) o ORDER BY o.asked, o.identity, o.col""";
  private static final String RELATION =
      " '%2$s' AS kind, CASE WHEN c.oid IS NOT NULL THEN pg_catalog.format('%%I.%%I', n.nspname, c.relname) END AS identity, '' AS col, '' AS prefix,"
          + " n.nspname::text AS schema, c.relowner AS owner, coalesce(c.relacl, pg_catalog.acldefault('%3$s', c.relowner)) AS acl,"
          + " 'pg_catalog.pg_class'::pg_catalog.regclass::oid AS class, c.oid, " + Bookkeeping.CONDITION.replace("%", "%%") + " AS bookkeeping";
  private static final String NAMED_RELATION =
      "SELECT w.schema || '.' || w.name AS asked, c.oid IS NULL AS missing," + RELATION
          + " FROM unnest(?::text[], ?::text[]) w (schema, name) LEFT JOIN (pg_catalog.pg_namespace n JOIN pg_catalog.pg_class c"
          + " ON c.relnamespace = n.oid AND c.relkind IN (%1$s)) ON n.nspname = w.schema AND c.relname = w.name";
  private static final String EVERY_RELATION =
      "SELECT CASE WHEN n.oid IS NULL THEN w.schema ELSE w.schema || '.' || c.relname END AS asked, n.oid IS NULL AS missing," + RELATION
          + " FROM pg_catalog.unnest(?::text[]) w (schema) LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = w.schema"
          + " LEFT JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relkind IN (%1$s) WHERE n.oid IS NULL OR c.oid IS NOT NULL";
  private static final Map<Kind, List<String>> RELATIONS =
      Map.of(Kind.TABLE, List.of("'r', 'p', 'v', 'm', 'f'", "TABLE", "r"), Kind.SEQUENCE, List.of("'S'", "SEQUENCE", "s"));
  private static final String ROUTINE =
      " 'ROUTINE' AS kind, CASE WHEN p.oid IS NOT NULL THEN pg_catalog.format('%I.%I(%s)', n.nspname, p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid)) END"
          + " AS identity, '' AS col, '' AS prefix, n.nspname::text AS schema, p.proowner AS owner,"
          + " coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner)) AS acl, 'pg_catalog.pg_proc'::pg_catalog.regclass::oid AS class, p.oid, false AS bookkeeping";
  private static final String NAMED_ROUTINE =
      "SELECT w.asked, p.oid IS NULL AS missing," + ROUTINE
          + " FROM unnest(?::text[], ?::text[], ?::text[], ?::text[]) w (asked, schema, name, types) LEFT JOIN (pg_catalog.pg_namespace n JOIN pg_catalog.pg_proc p"
          + " ON p.pronamespace = n.oid) ON n.nspname = w.schema AND p.proname = w.name AND (w.types = '*' OR pg_catalog.array_to_string(p.proargtypes::oid[], ',')"
          // Types by whatever name: int is integer.
          + " = pg_catalog.array_to_string(ARRAY(SELECT coalesce(pg_catalog.to_regtype(t.name)::oid, 0) FROM pg_catalog.unnest(pg_catalog.string_to_array(w.types, ',')) WITH ORDINALITY t (name, at) ORDER BY t.at), ','))";
  private static final String EVERY_ROUTINE =
      "SELECT CASE WHEN n.oid IS NULL THEN w.schema ELSE w.schema || '.' || p.proname END AS asked, n.oid IS NULL AS missing," + ROUTINE
          + " FROM pg_catalog.unnest(?::text[]) w (schema) LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = w.schema"
          + " LEFT JOIN pg_catalog.pg_proc p ON p.pronamespace = n.oid WHERE n.oid IS NULL OR p.oid IS NOT NULL";
  private static final String COLUMN =
      "SELECT w.schema || '.' || w.name || ' (' || w.col || ')' AS asked, a.attnum IS NULL AS missing, 'TABLE' AS kind,"
          + " CASE WHEN a.attnum IS NOT NULL THEN pg_catalog.format('%I.%I', n.nspname, c.relname) END AS identity, pg_catalog.quote_ident(w.col) AS col, '' AS prefix,"
          + " n.nspname::text AS schema, c.relowner AS owner, a.attacl AS acl, 'pg_catalog.pg_class'::pg_catalog.regclass::oid AS class, c.oid, "
          + Bookkeeping.CONDITION + " AS bookkeeping"
          + " FROM unnest(?::text[], ?::text[], ?::text[]) w (schema, name, col) LEFT JOIN (pg_catalog.pg_namespace n JOIN pg_catalog.pg_class c"
          + " ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f') JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)"
          + " ON n.nspname = w.schema AND c.relname = w.name AND a.attname = w.col";
  /** What bears a name of its own: kind, name's column, catalog, owner's column, access list, its default's letter. */
  private static final String PLAIN =
      "SELECT w.name AS asked, c.oid IS NULL AS missing, '%1$s' AS kind, pg_catalog.quote_ident(c.%2$s) AS identity, '' AS col, '' AS prefix,"
          + " CASE WHEN '%1$s' = 'SCHEMA' THEN c.%2$s::text ELSE '' END AS schema, c.%4$s AS owner, coalesce(c.%5$s, pg_catalog.acldefault('%6$s', c.%4$s)) AS acl,"
          + " 0::oid AS class, c.oid, false AS bookkeeping FROM pg_catalog.unnest(?::text[]) w (name) LEFT JOIN pg_catalog.%3$s c ON c.%2$s = w.name";
  private static final String DEFAULTS =
      "SELECT CASE WHEN w.schema <> '' AND n.oid IS NULL THEN 'schema ' || w.schema ELSE 'role ' || who.owner END AS asked, r.oid IS NULL OR w.schema <> '' AND n.oid IS NULL AS missing, pg_catalog.upper(who.type) AS kind, '' AS identity, '' AS col,"
          + " pg_catalog.format('ALTER DEFAULT PRIVILEGES FOR ROLE %I ', who.owner) || CASE WHEN w.schema = '' THEN '' ELSE pg_catalog.format('IN SCHEMA %I ', w.schema) END AS prefix,"
          + " w.schema AS schema, r.oid AS owner, d.defaclacl AS acl, 0::oid AS class, r.oid, false AS bookkeeping"
          + " FROM (SELECT coalesce(NULLIF(?::text, ''), (SELECT pg_catalog.pg_get_userbyid(datdba)::text FROM pg_catalog.pg_database"
          + " WHERE datname = pg_catalog.current_database())) AS owner, ?::text AS type) who CROSS JOIN pg_catalog.unnest(?::text[]) w (schema)"
          + " LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = w.schema LEFT JOIN pg_catalog.pg_roles r ON r.rolname = who.owner"
          + " LEFT JOIN pg_catalog.pg_default_acl d ON d.defaclrole = r.oid AND d.defaclnamespace = CASE WHEN w.schema = '' THEN 0::oid ELSE n.oid END"
          + " AND d.defaclobjtype = CASE who.type WHEN 'tables' THEN 'r' WHEN 'sequences' THEN 'S' WHEN 'routines' THEN 'f' WHEN 'types' THEN 'T' ELSE 'n' END";

  private GrantQuery() {}

  static Question<Answer> of(String role, GrantTarget on) {
    return switch (on) {
      case Named named when RELATIONS.containsKey(named.kind()) -> {
        var names = named.names().stream().map(GrantNames::parse).toList();
        yield question(role, relation(NAMED_RELATION, named.kind()), names.stream().map(GrantNames::schema).toList(), names.stream().map(GrantNames::name).toList());
      }
      case Named named when named.kind() == Kind.ROUTINE -> {
        var names = named.names().stream().map(GrantNames::routine).toList();
        yield question(role, NAMED_ROUTINE, named.names(), names.stream().map(GrantNames::schema).toList(), names.stream().map(GrantNames::name).toList(),
            names.stream().map(name -> name.arguments().map(types -> String.join(",", types)).orElse("*")).toList());
      }
      case Named named -> question(role, plain(named.kind()), named.kind() == Kind.SCHEMA ? schemas(named.names()) : named.names());
      case Columns columns -> {
        var schemas = new ArrayList<String>();
        var tables = new ArrayList<String>();
        var names = new ArrayList<String>();
        columns.byTable().forEach((table, all) -> all.forEach(column -> {
          var name = GrantNames.parse(table);
          schemas.add(name.schema());
          tables.add(name.name());
          names.add(column);
        }));
        yield question(role, COLUMN, schemas, tables, names);
      }
      case AllIn all -> question(role, all.kind() == Kind.ROUTINE ? EVERY_ROUTINE : relation(EVERY_RELATION, all.kind()), schemas(all.schemas()));
      case WholeDatabase database ->
          question(role, PLAIN.formatted("DATABASE", "datname", "pg_database", "datdba", "datacl", "d").replace("pg_catalog.unnest(?::text[]) w (name)",
              "(SELECT pg_catalog.current_database() AS name) w"));
      case DefaultPrivileges later ->
          question(role, DEFAULTS, later.owner().orElse(""), later.type(), later.schemas().isEmpty() ? List.of("") : schemas(later.schemas()));
      case GrantTarget.Membership membership -> throw new IllegalArgumentException("members are no access list");
    };
  }

  private static List<String> schemas(List<String> names) {
    names.stream().filter(name -> !name.isEmpty()).forEach(GrantNames::checkSchema);
    return names;
  }

  private static String relation(String sql, Kind kind) {
    return sql.formatted(RELATIONS.get(kind).toArray());
  }

  private static String plain(Kind kind) {
    return switch (kind) {
      case SCHEMA -> PLAIN.formatted("SCHEMA", "nspname", "pg_namespace", "nspowner", "nspacl", "n");
      case FOREIGN_SERVER -> PLAIN.formatted("FOREIGN SERVER", "srvname", "pg_foreign_server", "srvowner", "srvacl", "S");
      default -> PLAIN.formatted("FOREIGN DATA WRAPPER", "fdwname", "pg_foreign_data_wrapper", "fdwowner", "fdwacl", "F");
    };
  }

  private static Question<Answer> question(String role, String objects, Object... parameters) {
    var all = new ArrayList<Object>();
    all.add(role);
    all.addAll(List.of(parameters));
    return new Question<>(ALL.replace("%s", objects), all, GrantQuery::read);
  }

  private static Answer read(ResultSet row) throws SQLException {
    var objects = new ArrayList<GrantObject>();
    var missing = new ArrayList<String>();
    while (row.next()) {
      if (row.getBoolean(2)) {
        missing.add(row.getString(1));
        continue;
      }
      var schema = Optional.ofNullable(row.getString(7)).orElse("");
      objects.add(
          new GrantObject(
              row.getString(3), row.getString(4), row.getString(5), row.getString(6), label(row, schema), schema, row.getString(8),
              Optional.ofNullable(row.getString(9)), row.getBoolean(10), RoleRow.texts(row.getArray(11)).stream().map(GrantObject.Held::parse).toList()));
    }
    return new Answer(objects, missing);
  }

  private static String label(ResultSet row, String schema) throws SQLException {
    var kind = row.getString(3).toLowerCase(Locale.ROOT);
    var later = !row.getString(6).isEmpty();
    return later ? "later " + kind + " of " + row.getString(1) + (schema.isEmpty() ? "" : " in schema " + schema) : kind + " " + row.getString(1);
  }
}
