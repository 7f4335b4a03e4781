package dev.sluice.engine.postgresql.schema.inspect;

import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Constraints, and indexes that aren't theirs. */
final class ConstraintParts {
  private static final String UNPROVEN = " NOT VALID";
  private static final int UNENFORCED_SINCE = 18;

  static String bare(String definition) {
    return definition.endsWith(UNPROVEN) ? definition.substring(0, definition.length() - UNPROVEN.length()) : definition;
  }

  static final class Constraints implements Part {
    @Override
    public String sql(int major) {
      return """
          SELECT k.oid, k.conrelid, k.conname, k.contype, pg_get_constraintdef(k.oid) AS definition, %s AS validated, k.conkey, k.confrelid, k.confkey,
            k.conindid, CASE WHEN k.contype IN ('p', 'u', 'x') THEN pg_get_indexdef(k.conindid) END AS index, coalesce(i.reloptions, '{}') AS options,
            k.contype = 'c' AND k.coninhcount > 0 AND NOT k.conislocal AS inherited, pn.nspname AS parent_schema, pc.relname AS parent_table, pk.conname AS parent
          FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_class i ON i.oid = k.conindid AND k.contype IN ('p', 'u', 'x')
            LEFT JOIN pg_constraint pk ON pk.oid = k.conparentid LEFT JOIN pg_class pc ON pc.oid = pk.conrelid LEFT JOIN pg_namespace pn ON pn.oid = pc.relnamespace
          WHERE k.contype IN ('p', 'u', 'c', 'x', 'f') AND NOT (k.contype = 'f' AND k.conparentid <> 0) AND"""
          .formatted(major >= UNENFORCED_SINCE ? "(k.convalidated OR NOT k.conenforced)" : "k.convalidated")
          + " " + RelationParts.RELATIONS;
    }

    @Override
    public void read(ResultSet row, Finding found) throws SQLException {
      var table = found.relation(row.getLong("conrelid"));
      if (table.isEmpty()) {
        return;
      }
      var id = table.get().part(Kind.CONSTRAINT, row.getString("conname"));
      var type = row.getString("contype").charAt(0);
      found.known("pg_constraint", row.getLong("oid"), id);
      if (type != 'f' && row.getLong("conindid") != 0) {
        found.known("pg_class", row.getLong("conindid"), id);
      }
      found.needs(id, table.get());
      var target = new ArrayList<Id>();
      if (type == 'f') {
        found.relation(row.getLong("confrelid")).ifPresent(target::add);
        target.addAll(columns(row, "confkey", row.getLong("confrelid"), found));
        target.forEach(on -> found.needs(id, on));
      }
      Optional<Id> parent =
          row.getString("parent") == null
              ? Optional.empty()
              : Optional.of(new Id(Kind.CONSTRAINT, row.getString("parent_schema"), row.getString("parent_table"), row.getString("parent")));
      var columns = columns(row, "conkey", row.getLong("conrelid"), found);
      columns.forEach(on -> found.needs(id, on));
      found.add(
          new Item.Constraint(
              id,
              type,
              bare(row.getString("definition")),
              row.getBoolean("validated"),
              Finding.optional(row, "index"),
              Finding.list(row, "options").stream().sorted().toList(),
              columns,
              target,
              row.getBoolean("inherited"),
              parent));
    }

    private static List<Id> columns(ResultSet row, String name, long relation, Finding found) throws SQLException {
      return Finding.numbers(row, name).stream().flatMap(number -> found.column(relation, number).stream()).toList();
    }
  }

  static final class Indexes implements Part {
    @Override
    public String sql(int major) {
      return """
          SELECT i.indexrelid, i.indrelid, n.nspname, ic.relname, pg_get_indexdef(i.indexrelid) AS definition, i.indisunique, i.indisvalid AND i.indisready AS valid,
            ic.relkind = 'I' AS partitioned, pn.nspname AS parent_schema, p.relname AS parent, ts.spcname AS tablespace,
            ARRAY(SELECT coalesce(a.attstattarget, -1)::int FROM pg_attribute a WHERE a.attrelid = i.indexrelid ORDER BY a.attnum) AS statistics
          FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid JOIN pg_namespace n ON n.oid = ic.relnamespace JOIN pg_class c ON c.oid = i.indrelid
            LEFT JOIN pg_inherits h ON h.inhrelid = i.indexrelid LEFT JOIN pg_class p ON p.oid = h.inhparent LEFT JOIN pg_namespace pn ON pn.oid = p.relnamespace
            LEFT JOIN pg_tablespace ts ON ts.oid = ic.reltablespace
          WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')) AND"""
          + " " + RelationParts.RELATIONS;
    }

    @Override
    public void read(ResultSet row, Finding found) throws SQLException {
      var table = found.relation(row.getLong("indrelid"));
      if (table.isEmpty()) {
        return;
      }
      var id = Id.of(Kind.INDEX, row.getString("nspname"), row.getString("relname"));
      found.known("pg_class", row.getLong("indexrelid"), id);
      found.needs(id, table.get());
      if (row.getString("tablespace") != null) {
        found.unmanaged("tablespace " + row.getString("tablespace") + " of " + id);
      }
      Optional<Id> parent =
          row.getString("parent") == null ? Optional.empty() : Optional.of(Id.of(Kind.INDEX, row.getString("parent_schema"), row.getString("parent")));
      var statistics = Finding.numbers(row, "statistics");
      found.add(
          new Item.Index(
              id,
              table.get(),
              row.getString("definition"),
              row.getBoolean("indisunique"),
              row.getBoolean("valid"),
              row.getBoolean("partitioned"),
              parent,
              statistics.stream().allMatch(target -> target < 0) ? List.of() : statistics));
    }
  }

  private ConstraintParts() {}
}
