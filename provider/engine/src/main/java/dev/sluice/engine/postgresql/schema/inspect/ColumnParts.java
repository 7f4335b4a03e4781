package dev.sluice.engine.postgresql.schema.inspect;

import dev.sluice.engine.postgresql.schema.model.Acl;
import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Columns of tables, and defaults of whatever has columns. */
final class ColumnParts {
  private static final int NAMED_NOT_NULL_SINCE = 18;

  static final class Columns implements Part {
    @Override
    public String sql(int major) {
      var named = major >= NAMED_NOT_NULL_SINCE;
      return """
          SELECT a.attrelid, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull, a.attgenerated,
            CASE WHEN a.attgenerated <> '' THEN pg_get_expr(d.adbin, d.adrelid) END AS generated, d.oid AS generation, a.attidentity,
            CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage::text ELSE '' END AS storage, a.attcompression::text AS compression,
            coalesce(a.attstattarget, -1) AS statistics, a.attinhcount > 0 AS inherited, a.attislocal, coalesce(a.attoptions, '{}') AS options,
            coalesce(a.attfdwoptions, '{}') AS foreign_options, %s AS collation, a.attacl::text[] AS acl, pg_get_userbyid(c.relowner) AS owner,
            seq.oid AS seq_oid, seq.nspname AS seq_schema, seq.relname AS seq_name, %s, %s
          FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_type t ON t.oid = a.atttypid
            LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.attgenerated <> ''
            LEFT JOIN (SELECT p.refobjid, p.refobjsubid, sc.oid, sn.nspname, sc.relname, s.* FROM pg_depend p JOIN pg_class sc ON sc.oid = p.objid
              JOIN pg_namespace sn ON sn.oid = sc.relnamespace JOIN pg_sequence s ON s.seqrelid = sc.oid
              WHERE p.classid = 'pg_class'::regclass AND p.refclassid = p.classid AND p.deptype = 'i') seq
              ON a.attidentity <> '' AND seq.refobjid = a.attrelid AND seq.refobjsubid = a.attnum %s
          WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'f') AND"""
          .formatted(
              Sql.collation("a.attcollation", "t.typcollation"),
              Sql.sequenceTerms("seq"),
              named
                  ? "nn.oid AS not_null, CASE WHEN nn.conname <> c.relname || '_' || a.attname || '_not_null' THEN nn.conname END AS not_null_name,"
                      + " coalesce(nn.convalidated, true) AS not_null_validated, NOT coalesce(nn.connoinherit, false) AS not_null_inheritable,"
                      + " coalesce(nn.coninhcount, 0) > 0 AS not_null_inherited, coalesce(nn.conislocal OR a.attislocal, false) AS not_null_local"
                  : "NULL::oid AS not_null, NULL::text AS not_null_name, true AS not_null_validated, true AS not_null_inheritable, false AS not_null_inherited,"
                      + " false AS not_null_local",
              named ? "LEFT JOIN pg_constraint nn ON nn.conrelid = a.attrelid AND nn.contype = 'n' AND nn.conkey = ARRAY[a.attnum]" : "")
          + " " + RelationParts.RELATIONS;
    }

    @Override
    public void read(ResultSet row, Finding found) throws SQLException {
      var table = found.relation(row.getLong("attrelid"));
      if (table.isEmpty()) {
        return;
      }
      var id = table.get().part(Kind.COLUMN, row.getString("attname"));
      found.known("pg_class", row.getLong("attrelid"), row.getInt("attnum"), id);
      found.needs(id, table.get());
      if (row.getArray("acl") != null) {
        var acl = Acl.parse(Finding.texts(row.getArray("acl")), row.getString("owner"));
        if (!acl.grants().isEmpty()) {
          found.privileges(id, acl);
        }
      }
      Optional<String> generated = Finding.optional(row, "generated");
      if (generated.isPresent()) {
        found.known("pg_attrdef", row.getLong("generation"), id);
      }
      if (row.getLong("not_null") != 0) {
        found.known("pg_constraint", row.getLong("not_null"), id.part(Kind.NOT_NULL, id.part()));
      }
      var stored = !"v".equals(row.getString("attgenerated"));
      found.add(
          new Item.Column(
              id,
              row.getInt("attnum"),
              row.getString("type"),
              row.getString("collation"),
              row.getBoolean("attnotnull"),
              new Item.Column.NotNull(
                  Finding.optional(row, "not_null_name"), row.getBoolean("not_null_validated"), row.getBoolean("not_null_inheritable"),
                  row.getBoolean("not_null_inherited"), row.getBoolean("not_null_local")),
              identity(row, id, found),
              generated.map(text -> new Item.Column.Generated(text, stored)),
              row.getString("storage"),
              row.getString("compression"),
              row.getInt("statistics"),
              row.getBoolean("inherited"),
              row.getBoolean("attislocal"),
              Finding.list(row, "options").stream().sorted().toList(),
              Finding.list(row, "foreign_options")));
    }

    private static Optional<Item.Column.Identity> identity(ResultSet row, Id column, Finding found) throws SQLException {
      if (row.getString("seq_name") == null) {
        return Optional.empty();
      }
      found.known("pg_class", row.getLong("seq_oid"), column);
      return Optional.of(
          new Item.Column.Identity(
              row.getString("attidentity").equals("a"), Id.of(Kind.SEQUENCE, row.getString("seq_schema"), row.getString("seq_name")), TypeParts.terms(row)));
    }
  }

  static final class Defaults implements Part {
    @Override
    public String sql(int major) {
      return """
          SELECT d.oid, d.adrelid, d.adnum, a.attname, pg_get_expr(d.adbin, d.adrelid) AS expression
          FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum AND a.attgenerated = '' AND NOT a.attisdropped
            JOIN pg_class c ON c.oid = d.adrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE"""
          + " " + RelationParts.RELATIONS;
    }

    @Override
    public void read(ResultSet row, Finding found) throws SQLException {
      var relation = found.relation(row.getLong("adrelid"));
      if (relation.isEmpty()) {
        return;
      }
      var id = relation.get().part(Kind.DEFAULT, row.getString("attname"));
      found.known("pg_attrdef", row.getLong("oid"), id);
      found.needs(id, found.column(row.getLong("adrelid"), row.getInt("adnum")).orElse(relation.get()));
      found.add(new Item.ColumnDefault(id, row.getString("expression")));
    }
  }

  private ColumnParts() {}
}
