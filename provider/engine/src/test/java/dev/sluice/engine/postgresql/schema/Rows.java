package dev.sluice.engine.postgresql.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts a few rows into every table that takes them, and tells later whether they are still there. */
final class Rows {
  private static final int MANY = 3;
  private static final String TABLES =
      "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_'"
          + " AND n.nspname <> 'information_schema' ORDER BY 1";
  /** A value for each column that must or may be given one; %d is the row's number. */
  private static final String COLUMNS =
      """
      SELECT a.attname, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AND NOT a.atthasdef AS needed,
        CASE WHEN fk.ref IS NOT NULL THEN format('(SELECT %%I FROM %%s ORDER BY 1 OFFSET %d LIMIT 1)', fk.col, fk.ref)
          WHEN b.typcategory = 'N' THEN '%d' WHEN b.typcategory = 'S' THEN '''v%d''' WHEN b.typcategory = 'B' THEN 'true'
          WHEN b.typcategory = 'D' AND b.typname LIKE 'time%%' AND b.typname NOT LIKE 'timestamp%%' THEN '''10:00:0%d'''
          WHEN b.typcategory = 'D' THEN '''2024-01-0%d''' WHEN b.typcategory = 'E' THEN
            (SELECT quote_literal(enumlabel) FROM pg_enum WHERE enumtypid = b.oid ORDER BY enumsortorder LIMIT 1)
          WHEN b.typcategory = 'A' THEN '''{}''' WHEN b.typname = 'uuid' THEN '''00000000-0000-0000-0000-00000000000%d'''
          WHEN b.typname IN ('json', 'jsonb') THEN '''{"n": %d}''' WHEN b.typname = 'bytea' THEN '''\\x0%d''' WHEN b.typcategory = 'I' THEN '''10.0.0.%d'''
          WHEN b.typcategory = 'T' THEN '''1 day''' END AS value
      FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid JOIN pg_type b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
        LEFT JOIN LATERAL (SELECT k.confrelid::regclass::text AS ref, f.attname AS col FROM pg_constraint k, LATERAL unnest(k.conkey, k.confkey) AS u(own, other)
          JOIN pg_attribute f ON f.attnum = u.other WHERE k.contype = 'f' AND k.conrelid = a.attrelid AND f.attrelid = k.confrelid AND u.own = a.attnum LIMIT 1) fk ON true
      WHERE a.attrelid = ?::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attidentity <> 'a' AND (a.attidentity = '' AND NOT (
        a.atthasdef AND EXISTS (SELECT FROM pg_attrdef d WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum AND pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval%%')))
      ORDER BY a.attnum""";

  private final Map<String, Map<String, String>> sums;

  private Rows(Map<String, Map<String, String>> sums) {
    this.sums = sums;
  }

  /** Tables that others refer to take theirs first: so each is tried more than once. */
  static Rows fill(Connection connection) throws SQLException {
    // A partition's come through the whole.
    var tables = new ArrayList<>(list(connection, TABLES.replace("ORDER BY", "AND NOT c.relispartition ORDER BY")));
    for (var pass = 0; pass < 4 && !tables.isEmpty(); pass++) {
      tables.removeIf(table -> filled(connection, table));
    }
    return new Rows(sums(connection));
  }

  private record Column(String name, boolean needed, String value) {}

  private static boolean filled(Connection connection, String table) {
    try {
      for (var row = 1; row <= MANY; row++) {
        var columns = columns(connection, table, row);
        if (!inserted(connection, table, columns) && !inserted(connection, table, columns.stream().filter(Column::needed).toList())) {
          return false;
        }
      }
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private static List<Column> columns(Connection connection, String table, int row) throws SQLException {
    var columns = new ArrayList<Column>();
    try (var ask = connection.prepareStatement(COLUMNS.formatted(row - 1, row, row, row, row, row, row, row, row))) {
      ask.setString(1, table);
      try (var rows = ask.executeQuery()) {
        while (rows.next()) {
          if (rows.getString("value") != null) {
            columns.add(new Column(rows.getString("attname"), rows.getBoolean("needed"), rows.getString("value") + "::text::" + rows.getString("type")));
          }
        }
      }
    }
    return columns;
  }

  private static boolean inserted(Connection connection, String table, List<Column> columns) {
    var sql =
        columns.isEmpty()
            ? "INSERT INTO " + table + " DEFAULT VALUES"
            : "INSERT INTO " + table + " (" + String.join(", ", columns.stream().map(column -> '"' + column.name() + '"').toList()) + ") VALUES ("
                + String.join(", ", columns.stream().map(Column::value).toList()) + ")";
    try (var insert = connection.createStatement()) {
      insert.execute(sql);
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private static Map<String, Map<String, String>> sums(Connection connection) throws SQLException {
    var sums = new LinkedHashMap<String, Map<String, String>>();
    for (var table : list(connection, TABLES)) {
      var columns = new HashMap<String, String>();
      columns.put("", list(connection, "SELECT count(*)::text FROM ONLY " + table).getFirst());
      for (var column : list(connection, "SELECT attname || chr(1) || format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = '" + table.replace("'", "''")
          + "'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''")) {
        var name = column.substring(0, column.indexOf('\1')).replace("\"", "\"\"");
        columns.put(column, list(connection, "SELECT coalesce(md5(string_agg(\"" + name + "\"::text, ',' ORDER BY \"" + name + "\"::text)), '') FROM ONLY " + table).getFirst());
      }
      sums.put(table, columns);
    }
    return sums;
  }

  /** What was lost of what should still be there, in words. */
  List<String> lost(Connection connection) throws SQLException {
    var lost = new ArrayList<String>();
    var now = sums(connection);
    sums.forEach((table, columns) -> {
      if (now.containsKey(table)) {
        columns.forEach((column, sum) -> {
          if (now.get(table).containsKey(column) && !now.get(table).get(column).equals(sum)) {
            lost.add(table + " " + column.replace('\1', ' ') + ": " + sum + " became " + now.get(table).get(column));
          }
        });
      }
    });
    return lost;
  }

  static List<String> list(Connection connection, String query) throws SQLException {
    var values = new ArrayList<String>();
    try (var ask = connection.createStatement();
        var rows = ask.executeQuery(query)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }
}
