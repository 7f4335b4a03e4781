package dev.sluice.engine.postgresql.schema.inspect;

import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** What is executed: routines, triggers, rules, policies. */
final class CodeParts {
  static final class Routines implements Part {
    /** A routine goes by the types of its arguments; an aggregate's have two groups. */
    private static final String TYPES =
        "CASE WHEN p.prokind <> 'a' THEN oidvectortypes(p.proargtypes) WHEN a.aggkind <> 'n' THEN pg_get_function_identity_arguments(p.oid)"
            + " WHEN p.pronargs = 0 THEN '*' ELSE oidvectortypes(p.proargtypes) END";

    private static final String AGGREGATE =
        """
        format('CREATE OR REPLACE AGGREGATE %I.%I(%s) (', n.nspname, p.proname, CASE WHEN p.pronargs = 0 THEN '*' ELSE pg_get_function_arguments(p.oid) END)
          || concat_ws(', ', 'SFUNC = ' || a.aggtransfn::regproc, 'STYPE = ' || format_type(a.aggtranstype, NULL), 'SSPACE = ' || nullif(a.aggtransspace, 0),
            'FINALFUNC = ' || nullif(a.aggfinalfn, 0)::regproc, CASE WHEN a.aggfinalextra THEN 'FINALFUNC_EXTRA' END,
            CASE WHEN a.aggfinalfn <> 0 THEN 'FINALFUNC_MODIFY = ' || CASE a.aggfinalmodify WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END,
            'COMBINEFUNC = ' || nullif(a.aggcombinefn, 0)::regproc, 'SERIALFUNC = ' || nullif(a.aggserialfn, 0)::regproc,
            'DESERIALFUNC = ' || nullif(a.aggdeserialfn, 0)::regproc, 'INITCOND = ' || quote_literal(a.agginitval), 'MSFUNC = ' || nullif(a.aggmtransfn, 0)::regproc,
            'MINVFUNC = ' || nullif(a.aggminvtransfn, 0)::regproc, 'MSTYPE = ' || format_type(nullif(a.aggmtranstype, 0), NULL),
            'MSSPACE = ' || nullif(a.aggmtransspace, 0), 'MFINALFUNC = ' || nullif(a.aggmfinalfn, 0)::regproc,
            CASE WHEN a.aggmfinalextra THEN 'MFINALFUNC_EXTRA' END, 'MINITCOND = ' || quote_literal(a.aggminitval),
            'SORTOP = ' || (SELECT format('OPERATOR(%I.%s)', sn.nspname, so.oprname) FROM pg_operator so JOIN pg_namespace sn ON sn.oid = so.oprnamespace
              WHERE so.oid = a.aggsortop), 'PARALLEL = ' || CASE p.proparallel WHEN 's' THEN 'SAFE' WHEN 'r' THEN 'RESTRICTED' END,
            CASE a.aggkind WHEN 'h' THEN 'HYPOTHETICAL' END) || ')'""";

    @Override
    public String sql(int major) {
      return "SELECT p.oid, n.nspname, p.proname, p.prokind, " + TYPES + " AS types, CASE WHEN p.prokind = 'a' THEN " + AGGREGATE
          + " ELSE pg_get_functiondef(p.oid) END AS definition, pg_get_function_arguments(p.oid) AS arguments,"
          + " coalesce(pg_get_function_result(p.oid), '') AS result, l.lanname,"
          + " CASE WHEN p.prokind <> 'a' AND p.prosqlbody IS NULL AND l.lanname NOT IN ('c', 'internal') THEN p.prosrc END AS body,"
          + " pg_get_userbyid(p.proowner) AS owner, p.proacl::text[] AS acl FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
          + " JOIN pg_language l ON l.oid = p.prolang LEFT JOIN pg_aggregate a ON a.aggfnoid = p.oid"
          // A range type's own constructors come and go with it.
          + " WHERE NOT EXISTS (SELECT FROM pg_depend i WHERE i.classid = 'pg_proc'::regclass AND i.objid = p.oid AND i.deptype = 'i') AND " + Sql.USERS
          + " AND " + Sql.own("pg_proc", "p.oid");
    }

    @Override
    public void read(ResultSet row, Finding found) throws SQLException {
      var kind =
          switch (row.getString("prokind")) {
            case "p" -> Kind.PROCEDURE;
            case "a" -> Kind.AGGREGATE;
            default -> Kind.FUNCTION;
          };
      var id = new Id(kind, row.getString("nspname"), row.getString("proname"), row.getString("types"));
      found.known("pg_proc", row.getLong("oid"), id);
      found.access(id, row.getString("owner"), row.getArray("acl"));
      found.needs(id, Id.global(Kind.SCHEMA, id.schema()));
      Optional<String> body = Finding.optional(row, "body");
      found.add(
          new Item.Routine(
              id, row.getString("definition").strip(), row.getString("arguments"), row.getString("result"), row.getString("lanname"), body));
    }
  }

  static final class Triggers implements Part {
    @Override
    public String sql(int major) {
      // What a partition has of the whole table's is internal for older servers, and so is all that keeps constraints.
      return "SELECT t.oid, t.tgrelid, t.tgname, pg_get_triggerdef(t.oid) AS definition, t.tgenabled, t.tgparentid <> 0 AS part,"
          + " ARRAY(SELECT a.relid::oid::bigint FROM pg_partition_ancestors(t.tgrelid) a WHERE a.relid <> t.tgrelid) AS wholes"
          + " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_trigger w ON w.oid = t.tgparentid"
          + " WHERE (NOT t.tgisinternal AND t.tgparentid = 0 OR t.tgenabled <> w.tgenabled"
          + " AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.oid = t.tgconstraint AND k.contype <> 't')) AND " + RelationParts.RELATIONS;
    }

    @Override
    public void read(ResultSet row, Finding found) throws SQLException {
      var relation = found.relation(row.getLong("tgrelid"));
      if (relation.isPresent()) {
        var id = relation.get().part(Kind.TRIGGER, row.getString("tgname"));
        var enabled = row.getString("tgenabled").charAt(0);
        found.needs(id, relation.get());
        if (row.getBoolean("part")) {
          for (var whole : (Long[]) row.getArray("wholes").getArray()) {
            found.relation(whole).ifPresent(table -> found.needs(id, table.part(Kind.TRIGGER, id.part())));
          }
          found.add(new Item.PartitionTrigger(id, enabled));
        } else {
          found.known("pg_trigger", row.getLong("oid"), id);
          found.add(new Item.Trigger(id, row.getString("definition"), enabled));
        }
      }
    }
  }

  static final class Rules implements Part {
    @Override
    public String sql(int major) {
      return "SELECT r.oid, r.ev_class, r.rulename, pg_get_ruledef(r.oid) AS definition, r.ev_enabled FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class"
          + " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE r.rulename <> '_RETURN' AND " + RelationParts.RELATIONS;
    }

    @Override
    public void read(ResultSet row, Finding found) throws SQLException {
      var relation = found.relation(row.getLong("ev_class"));
      if (relation.isPresent()) {
        var id = relation.get().part(Kind.RULE, row.getString("rulename"));
        found.known("pg_rewrite", row.getLong("oid"), id);
        found.needs(id, relation.get());
        var text = row.getString("definition").strip();
        found.add(new Item.Rule(id, text.endsWith(";") ? text.substring(0, text.length() - 1) : text, row.getString("ev_enabled").charAt(0)));
      }
    }
  }

  static final class Policies implements Part {
    @Override
    public String sql(int major) {
      return "SELECT p.oid, p.polrelid, p.polname, p.polpermissive, CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'"
          + " WHEN 'd' THEN 'DELETE' ELSE 'ALL' END AS command, ARRAY(SELECT CASE WHEN x.role = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x.role)) END"
          + " FROM unnest(p.polroles) AS x(role) ORDER BY 1) AS roles, pg_get_expr(p.polqual, p.polrelid) AS qual, pg_get_expr(p.polwithcheck, p.polrelid) AS with_check"
          + " FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE " + RelationParts.RELATIONS;
    }

    @Override
    public void read(ResultSet row, Finding found) throws SQLException {
      var relation = found.relation(row.getLong("polrelid"));
      if (relation.isPresent()) {
        var id = relation.get().part(Kind.POLICY, row.getString("polname"));
        found.known("pg_policy", row.getLong("oid"), id);
        found.needs(id, relation.get());
        found.add(
            new Item.Policy(
                id,
                row.getBoolean("polpermissive"),
                row.getString("command"),
                Finding.list(row, "roles"),
                Finding.optional(row, "qual"),
                Finding.optional(row, "with_check")));
      }
    }
  }

  static final class StatisticsObjects implements Part {
    @Override
    public String sql(int major) {
      // The server writes columns in the table's order, which isn't the desired one's where some were added later.
      return """
          SELECT s.oid, n.nspname, s.stxname, s.stxrelid, coalesce(s.stxstattarget, -1) AS target, pg_get_userbyid(s.stxowner) AS owner,
            replace(pg_get_statisticsobjdef(s.oid), ' ON ' || pg_get_statisticsobjdef_columns(s.oid) || ' FROM ', ' ON ' || concat_ws(', ',
              (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname) FROM pg_attribute a WHERE a.attrelid = s.stxrelid AND a.attnum = ANY (s.stxkeys)),
              (SELECT string_agg('(' || e.text || ')', ', ') FROM unnest(pg_get_statisticsobjdef_expressions(s.oid)) AS e (text))) || ' FROM ') AS definition
          FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace WHERE"""
          + " " + Sql.USERS + " AND " + Sql.own("pg_statistic_ext", "s.oid");
    }

    @Override
    public void read(ResultSet row, Finding found) throws SQLException {
      var table = found.relation(row.getLong("stxrelid"));
      if (table.isPresent()) {
        var id = Id.of(Kind.STATISTICS, row.getString("nspname"), row.getString("stxname"));
        found.known("pg_statistic_ext", row.getLong("oid"), id);
        found.access(id, row.getString("owner"), null);
        found.needs(id, table.get());
        found.needs(id, Id.global(Kind.SCHEMA, id.schema()));
        found.add(new Item.Statistics(id, table.get(), row.getString("definition"), row.getInt("target")));
      }
    }
  }

  private CodeParts() {}
}
