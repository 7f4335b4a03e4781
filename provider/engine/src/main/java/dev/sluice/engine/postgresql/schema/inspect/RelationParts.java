package dev.sluice.engine.postgresql.schema.inspect;

import dev.sluice.engine.postgresql.Bookkeeping;
import dev.sluice.engine.postgresql.schema.model.Acl;
import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tables, and views by their names alone: what they are made of comes later. */
final class RelationParts {
  /** Of a row {@code c} of pg_class: one that is looked at. */
  static final String RELATIONS =
      "c.relkind IN ('r', 'p', 'f', 'v', 'm') AND c.relpersistence <> 't' AND NOT " + Bookkeeping.CONDITION + " AND " + Sql.USERS;

  static Kind kind(String relkind) {
    return switch (relkind) {
      case "f" -> Kind.FOREIGN_TABLE;
      case "v" -> Kind.VIEW;
      case "m" -> Kind.MATERIALIZED_VIEW;
      case "S" -> Kind.SEQUENCE;
      default -> Kind.TABLE;
    };
  }

  static final class Tables implements Part {
    @Override
    public String sql(int major) {
      return """
          SELECT c.oid, c.reltype, n.nspname, c.relname, c.relkind, c.relpersistence, coalesce(c.reloptions, '{}') AS options,
            coalesce(t.reloptions, '{}') AS toast, CASE WHEN am.amname <> 'heap' THEN am.amname ELSE '' END AS method, c.relrowsecurity, c.relforcerowsecurity,
            CASE WHEN c.relkind NOT IN ('r', 'p') THEN 'd' WHEN c.relreplident = 'i' THEN 'i' || coalesce((SELECT ic.relname FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid
              WHERE i.indrelid = c.oid AND i.indisreplident), '') ELSE c.relreplident::text END AS identity,
            (SELECT ic.relname FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid WHERE i.indrelid = c.oid AND i.indisclustered) AS clustered,
            CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partitioning, pg_get_expr(c.relpartbound, c.oid) AS bound,
            CASE WHEN pg_get_expr(c.relpartbound, c.oid) ~ '^FOR VALUES (FROM|IN)' AND pg_get_partition_constraintdef(c.oid) NOT LIKE '%satisfies_hash_partition(%'
              THEN pg_get_partition_constraintdef(c.oid) END AS rule,
            EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = c.oid AND h.inhdetachpending) AS leaving,
            ARRAY(SELECT pn.nspname::text FROM pg_inherits h JOIN pg_class p ON p.oid = h.inhparent JOIN pg_namespace pn ON pn.oid = p.relnamespace
              WHERE h.inhrelid = c.oid ORDER BY h.inhseqno) AS parent_schemas,
            ARRAY(SELECT p.relname::text FROM pg_inherits h JOIN pg_class p ON p.oid = h.inhparent WHERE h.inhrelid = c.oid ORDER BY h.inhseqno) AS parents,
            ARRAY(SELECT p.relkind::text FROM pg_inherits h JOIN pg_class p ON p.oid = h.inhparent WHERE h.inhrelid = c.oid ORDER BY h.inhseqno) AS parent_kinds,
            pg_get_userbyid(c.relowner) AS owner, c.relacl::text[] AS acl, s.srvname, coalesce(f.ftoptions, '{}') AS foreign_options,
            ts.spcname AS tablespace, yn.nspname AS type_schema, y.typname AS type_name
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_class t ON t.oid = c.reltoastrelid LEFT JOIN pg_am am ON am.oid = c.relam
            LEFT JOIN pg_foreign_table f ON f.ftrelid = c.oid LEFT JOIN pg_foreign_server s ON s.oid = f.ftserver
            LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace LEFT JOIN pg_type y ON y.oid = c.reloftype LEFT JOIN pg_namespace yn ON yn.oid = y.typnamespace
          WHERE"""
          + " " + RELATIONS + " AND " + Sql.own("pg_class", "c.oid");
    }

    @Override
    public void read(ResultSet row, Finding found) throws SQLException {
      var id = Id.of(kind(row.getString("relkind")), row.getString("nspname"), row.getString("relname"));
      found.known("pg_class", row.getLong("oid"), id);
      found.known("pg_type", row.getLong("reltype"), id);
      found.access(id, row.getString("owner"), row.getArray("acl"));
      found.needs(id, Id.global(Kind.SCHEMA, id.schema()));
      if (row.getString("tablespace") != null) {
        found.unmanaged("tablespace " + row.getString("tablespace") + " of " + id);
      }
      if (id.kind() == Kind.TABLE || id.kind() == Kind.FOREIGN_TABLE) {
        found.add(table(id, row, found));
      }
    }

    private static Item table(Id id, ResultSet row, Finding found) throws SQLException {
      var options = new ArrayList<>(Finding.list(row, "options"));
      Finding.list(row, "toast").forEach(option -> options.add("toast." + option));
      var parents = new ArrayList<Id>();
      var names = Finding.list(row, "parents");
      for (var at = 0; at < names.size(); at++) {
        var parent = Id.of(kind(Finding.list(row, "parent_kinds").get(at)), Finding.list(row, "parent_schemas").get(at), names.get(at));
        parents.add(parent);
        found.needs(id, parent);
      }
      var server = Finding.optional(row, "srvname");
      if (server.isPresent()) {
        found.needs(id, Id.global(Kind.SERVER, server.get()));
      }
      List<String> foreign = Finding.list(row, "foreign_options");
      var schema = row.getString("type_schema");
      return new Item.Table(
          id,
          !row.getString("relpersistence").equals("u"),
          Finding.optional(row, "partitioning"),
          parents,
          Finding.optional(row, "bound"),
          Finding.optional(row, "rule"),
          row.getBoolean("leaving"),
          options.stream().sorted().toList(),
          Optional.ofNullable(row.getString("method")).orElse(""),
          row.getBoolean("relrowsecurity"),
          row.getBoolean("relforcerowsecurity"),
          row.getString("identity"),
          Finding.optional(row, "clustered"),
          server.map(name -> new Item.Table.Foreign(name, foreign)),
          Finding.optional(row, "type_name").map(name -> Id.of(Kind.COMPOSITE, schema, name)));
    }
  }

  static final class Views implements Part {
    @Override
    public String sql(int major) {
      return """
          SELECT c.oid, pg_get_viewdef(c.oid) AS definition, coalesce(c.reloptions, '{}') AS options, c.relispopulated,
            CASE WHEN am.amname <> 'heap' THEN am.amname ELSE '' END AS method, a.names, a.types, a.collations, r.oid AS rule
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_am am ON am.oid = c.relam
            LEFT JOIN pg_rewrite r ON r.ev_class = c.oid AND r.rulename = '_RETURN',
            LATERAL (SELECT array_agg(a.attname::text ORDER BY a.attnum) AS names, array_agg(format_type(a.atttypid, a.atttypmod) ORDER BY a.attnum) AS types,
              array_agg(%s ORDER BY a.attnum) AS collations
              FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid WHERE a.attrelid = c.oid AND a.attnum > 0) a
          WHERE c.relkind IN ('v', 'm') AND"""
          .formatted(Sql.collation("a.attcollation", "t.typcollation"))
          + " " + RELATIONS;
    }

    @Override
    public void read(ResultSet row, Finding found) throws SQLException {
      var id = found.relation(row.getLong("oid"));
      if (id.isEmpty()) {
        return;
      }
      found.known("pg_rewrite", row.getLong("rule"), id.get());
      var names = Finding.list(row, "names");
      var columns = new ArrayList<Item.View.Attribute>();
      for (var at = 0; at < names.size(); at++) {
        columns.add(new Item.View.Attribute(names.get(at), Finding.list(row, "types").get(at), Finding.list(row, "collations").get(at)));
      }
      var text = row.getString("definition").strip();
      found.add(
          new Item.View(
              id.get(),
              columns,
              text.endsWith(";") ? text.substring(0, text.length() - 1) : text,
              Finding.list(row, "options").stream().sorted().toList(),
              row.getBoolean("relispopulated"),
              Optional.ofNullable(row.getString("method")).orElse("")));
    }
  }

  /** Of a view's columns only the view is known, and what is granted on them. */
  static final class ViewGrants implements Part {
    @Override
    public String sql(int major) {
      return "SELECT a.attrelid, a.attname, a.attacl::text[] AS acl, pg_get_userbyid(c.relowner) AS owner FROM pg_attribute a"
          + " JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('v', 'm') AND a.attacl IS NOT NULL AND " + RELATIONS;
    }

    @Override
    public void read(ResultSet row, Finding found) throws SQLException {
      var view = found.relation(row.getLong("attrelid"));
      var acl = Acl.parse(Finding.texts(row.getArray("acl")), row.getString("owner"));
      if (view.isPresent() && !acl.grants().isEmpty()) {
        found.privileges(view.get().part(Kind.COLUMN, row.getString("attname")), acl);
      }
    }
  }

  private RelationParts() {}
}
