package dev.sluice.engine.postgresql.schema.inspect;

import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Optional;

/** Types and sequences. */
final class TypeParts {
  private static final String FROM = " FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace";

  static Item.SequenceTerms terms(ResultSet row) throws SQLException {
    return new Item.SequenceTerms(
        row.getString("seq_type"),
        row.getLong("seqstart"),
        row.getLong("seqincrement"),
        row.getLong("seqmin"),
        row.getLong("seqmax"),
        row.getLong("seqcache"),
        row.getBoolean("seqcycle"));
  }

  static final class Sequences implements Part {
    @Override
    public String sql(int major) {
      return """
          SELECT c.oid, n.nspname, c.relname, c.relpersistence, %s, o.refobjid, o.refobjsubid, pg_get_userbyid(c.relowner) AS owner, c.relacl::text[] AS acl
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_sequence s ON s.seqrelid = c.oid
            LEFT JOIN pg_depend o ON o.classid = 'pg_class'::regclass AND o.objid = c.oid AND o.refclassid = o.classid AND o.deptype = 'a' AND o.refobjsubid > 0
          WHERE c.relkind = 'S' AND c.relpersistence <> 't' AND %s AND %s
            AND NOT EXISTS (SELECT FROM pg_depend i WHERE i.classid = 'pg_class'::regclass AND i.objid = c.oid AND i.deptype = 'i')"""
          .formatted(Sql.sequenceTerms("s"), Sql.USERS, Sql.own("pg_class", "c.oid"));
    }

    @Override
    public void read(ResultSet row, Finding found) throws SQLException {
      var id = Id.of(Kind.SEQUENCE, row.getString("nspname"), row.getString("relname"));
      found.known("pg_class", row.getLong("oid"), id);
      found.access(id, row.getString("owner"), row.getArray("acl"));
      found.needs(id, Id.global(Kind.SCHEMA, id.schema()));
      Optional<Id> owner = row.getLong("refobjid") == 0 ? Optional.empty() : found.column(row.getLong("refobjid"), row.getInt("refobjsubid"));
      found.add(new Item.Sequence(id, !row.getString("relpersistence").equals("u"), terms(row), owner));
    }
  }

  static final class Types implements Part {
    @Override
    public String sql(int major) {
      return """
          SELECT t.oid, t.typarray, t.typtype, t.typrelid, n.nspname, t.typname, pg_get_userbyid(t.typowner) AS owner, t.typacl::text[] AS acl,
            CASE t.typtype WHEN 'e' THEN ARRAY(SELECT l.enumlabel::text FROM pg_enum l WHERE l.enumtypid = t.oid ORDER BY l.enumsortorder) END AS labels,
            CASE t.typtype WHEN 'd' THEN format_type(t.typbasetype, t.typtypmod) END AS base, %s AS collation, t.typnotnull,
            CASE t.typtype WHEN 'd' THEN pg_get_expr(t.typdefaultbin, 0) END AS expression, r.definition AS range, r.rngmultitypid AS multirange, c.relkind
          """
              .formatted(Sql.collation("t.typcollation", "(SELECT b.typcollation FROM pg_type b WHERE b.oid = t.typbasetype)"))
          + FROM
          + """
           LEFT JOIN pg_class c ON c.oid = t.typrelid
            LEFT JOIN (SELECT r.rngtypid, r.rngmultitypid, concat_ws(', ', 'SUBTYPE = ' || format_type(r.rngsubtype, NULL),
                (SELECT format('SUBTYPE_OPCLASS = %I.%I', on_.nspname, oc.opcname) FROM pg_opclass oc JOIN pg_namespace on_ ON on_.oid = oc.opcnamespace
                  WHERE oc.oid = r.rngsubopc AND NOT oc.opcdefault),
                (SELECT format('COLLATION = %I.%I', cn.nspname, co.collname) FROM pg_collation co JOIN pg_namespace cn ON cn.oid = co.collnamespace
                  JOIN pg_type st ON st.oid = r.rngsubtype WHERE co.oid = r.rngcollation AND co.oid <> st.typcollation),
                'CANONICAL = ' || nullif(r.rngcanonical, 0)::regproc, 'SUBTYPE_DIFF = ' || nullif(r.rngsubdiff, 0)::regproc,
                (SELECT format('MULTIRANGE_TYPE_NAME = %I.%I', mn.nspname, m.typname) FROM pg_type m JOIN pg_namespace mn ON mn.oid = m.typnamespace
                  WHERE m.oid = r.rngmultitypid)) AS definition FROM pg_range r) r ON r.rngtypid = t.oid
          WHERE (t.typtype IN ('e', 'd', 'r') OR t.typtype = 'c') AND"""
          + " " + Sql.USERS + " AND " + Sql.own("pg_type", "t.oid");
    }

    @Override
    public void read(ResultSet row, Finding found) throws SQLException {
      var oid = row.getLong("oid");
      var array = row.getLong("typarray");
      var kind =
          switch (row.getString("typtype")) {
            case "e" -> Kind.ENUM;
            case "d" -> Kind.DOMAIN;
            case "r" -> Kind.RANGE;
            default -> Kind.COMPOSITE;
          };
      if (kind == Kind.COMPOSITE && !"c".equals(row.getString("relkind"))) {
        // The row type of a table or view goes by its name.
        found.relation(row.getLong("typrelid")).ifPresent(relation -> knownType(found, oid, array, relation));
        return;
      }
      var id = Id.of(kind, row.getString("nspname"), row.getString("typname"));
      knownType(found, oid, array, id);
      found.access(id, row.getString("owner"), row.getArray("acl"));
      found.needs(id, Id.global(Kind.SCHEMA, id.schema()));
      switch (kind) {
        case ENUM -> found.add(new Item.EnumType(id, Finding.list(row, "labels")));
        case RANGE -> {
          found.known("pg_type", row.getLong("multirange"), id);
          found.add(new Item.Range(id, row.getString("range")));
        }
        case DOMAIN ->
            found.add(
                new Item.Domain(
                    id,
                    row.getString("base"),
                    row.getString("collation"),
                    row.getBoolean("typnotnull"),
                    Finding.optional(row, "expression"),
                    java.util.List.of()));
        default -> {
          found.known("pg_class", row.getLong("typrelid"), id);
          found.add(new Item.Composite(id, java.util.List.of()));
        }
      }
    }

    private static void knownType(Finding found, long type, long array, Id id) {
      found.known("pg_type", type, id);
      if (array != 0) {
        found.known("pg_type", array, id);
      }
    }
  }

  /** What composite types consist of. */
  static final class Attributes implements Part {
    @Override
    public String sql(int major) {
      return "SELECT t.oid, array_agg(a.attname::text ORDER BY a.attnum) AS names, array_agg(format_type(a.atttypid, a.atttypmod) || coalesce(' COLLATE ' || nullif("
          + Sql.collation("a.attcollation", "y.typcollation") + ", ''), '') ORDER BY a.attnum) AS types" + FROM
          + " JOIN pg_class c ON c.oid = t.typrelid AND c.relkind = 'c' JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
          + " JOIN pg_type y ON y.oid = a.atttypid WHERE " + Sql.USERS + " GROUP BY t.oid";
    }

    @Override
    public void read(ResultSet row, Finding found) throws SQLException {
      var id = found.at("pg_type", row.getLong("oid"), 0);
      if (id.isEmpty()) {
        return;
      }
      var attributes = new ArrayList<Item.Composite.Attribute>();
      var names = Finding.list(row, "names");
      for (var at = 0; at < names.size(); at++) {
        attributes.add(new Item.Composite.Attribute(names.get(at), Finding.list(row, "types").get(at)));
      }
      found.add(new Item.Composite(id.get(), attributes));
    }
  }

  /** What domains demand. */
  static final class DomainChecks implements Part {
    @Override
    public String sql(int major) {
      return "SELECT k.oid, k.contypid, k.conname, pg_get_constraintdef(k.oid) AS definition, k.convalidated FROM pg_constraint k"
          + " JOIN pg_type t ON t.oid = k.contypid JOIN pg_namespace n ON n.oid = t.typnamespace WHERE k.contype = 'c' AND " + Sql.USERS + " ORDER BY k.conname";
    }

    @Override
    public void read(ResultSet row, Finding found) throws SQLException {
      var id = found.at("pg_type", row.getLong("contypid"), 0);
      if (id.isEmpty() || !(found.item(id.get()) instanceof Item.Domain domain)) {
        return;
      }
      found.known("pg_constraint", row.getLong("oid"), id.get());
      var checks = new ArrayList<>(domain.checks());
      checks.add(new Item.Domain.Check(row.getString("conname"), ConstraintParts.bare(row.getString("definition")), row.getBoolean("convalidated")));
      found.add(new Item.Domain(domain.id(), domain.type(), domain.collation(), domain.notNull(), domain.expression(), checks));
    }
  }

  private TypeParts() {}
}
