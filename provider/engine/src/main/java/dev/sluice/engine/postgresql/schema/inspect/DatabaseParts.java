package dev.sluice.engine.postgresql.schema.inspect;

import dev.sluice.engine.postgresql.schema.model.Acl;
import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** What lies in no schema, and collations. */
final class DatabaseParts {
  private static final int PUBLISHED_SCHEMAS_SINCE = 15;

  static final class Collations implements Part {
    @Override
    public String sql(int major) {
      var locale = major >= 17 ? "c.colllocale" : major >= 15 ? "c.colliculocale" : "NULL";
      return """
          SELECT c.oid, n.nspname, c.collname, pg_get_userbyid(c.collowner) AS owner, concat_ws(', ', 'PROVIDER = ' || CASE c.collprovider WHEN 'i' THEN 'icu'
            WHEN 'b' THEN 'builtin' ELSE 'libc' END, 'LOCALE = ' || quote_literal(coalesce(%s, CASE WHEN c.collcollate = c.collctype THEN c.collcollate END)),
            CASE WHEN %s IS NULL AND c.collcollate <> c.collctype THEN 'LC_COLLATE = ' || quote_literal(c.collcollate) END,
            CASE WHEN %s IS NULL AND c.collcollate <> c.collctype THEN 'LC_CTYPE = ' || quote_literal(c.collctype) END,
            CASE WHEN NOT c.collisdeterministic THEN 'DETERMINISTIC = false' END%s) AS definition
          FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace WHERE %s AND %s"""
          .formatted(
              locale, locale, locale, major >= 16 ? ", 'RULES = ' || quote_literal(c.collicurules)" : "", Sql.USERS, Sql.own("pg_collation", "c.oid"));
    }

    @Override
    public void read(ResultSet row, Finding found) throws SQLException {
      var id = Id.of(Kind.COLLATION, row.getString("nspname"), row.getString("collname"));
      found.known("pg_collation", row.getLong("oid"), id);
      found.access(id, row.getString("owner"), null);
      found.needs(id, Id.global(Kind.SCHEMA, id.schema()));
      found.add(new Item.Collation(id, row.getString("definition")));
    }
  }

  static final class Wrappers implements Part {
    @Override
    public String sql(int major) {
      return "SELECT w.oid, w.fdwname, CASE WHEN w.fdwhandler <> 0 THEN w.fdwhandler::regproc::text ELSE '' END AS handler,"
          + " CASE WHEN w.fdwvalidator <> 0 THEN w.fdwvalidator::regproc::text ELSE '' END AS validator, coalesce(w.fdwoptions, '{}') AS options,"
          + " pg_get_userbyid(w.fdwowner) AS owner, w.fdwacl::text[] AS acl FROM pg_foreign_data_wrapper w WHERE "
          + Sql.own("pg_foreign_data_wrapper", "w.oid");
    }

    @Override
    public void read(ResultSet row, Finding found) throws SQLException {
      var id = Id.global(Kind.FOREIGN_DATA_WRAPPER, row.getString("fdwname"));
      found.known("pg_foreign_data_wrapper", row.getLong("oid"), id);
      found.access(id, row.getString("owner"), row.getArray("acl"));
      found.add(new Item.Wrapper(id, row.getString("handler"), row.getString("validator"), Finding.list(row, "options")));
    }
  }

  static final class Servers implements Part {
    @Override
    public String sql(int major) {
      return "SELECT s.oid, s.srvname, w.fdwname, coalesce(s.srvtype, '') AS type, coalesce(s.srvversion, '') AS version, coalesce(s.srvoptions, '{}') AS options,"
          + " pg_get_userbyid(s.srvowner) AS owner, s.srvacl::text[] AS acl FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw WHERE "
          + Sql.own("pg_foreign_server", "s.oid");
    }

    @Override
    public void read(ResultSet row, Finding found) throws SQLException {
      var id = Id.global(Kind.SERVER, row.getString("srvname"));
      found.known("pg_foreign_server", row.getLong("oid"), id);
      found.access(id, row.getString("owner"), row.getArray("acl"));
      found.needs(id, Id.global(Kind.FOREIGN_DATA_WRAPPER, row.getString("fdwname")));
      found.add(
          new Item.ForeignServer(id, row.getString("fdwname"), row.getString("type"), row.getString("version"), Finding.list(row, "options")));
    }
  }

  static final class EventTriggers implements Part {
    @Override
    public String sql(int major) {
      return "SELECT e.oid, e.evtname, format('CREATE EVENT TRIGGER %I ON %s%s EXECUTE FUNCTION %s()', e.evtname, e.evtevent, CASE WHEN e.evttags IS NOT NULL THEN"
          + " (SELECT ' WHEN TAG IN (' || string_agg(quote_literal(tag), ', ' ORDER BY tag) || ')' FROM unnest(e.evttags) AS tag) ELSE '' END,"
          + " e.evtfoid::regproc) AS definition, e.evtenabled, pg_get_userbyid(e.evtowner) AS owner FROM pg_event_trigger e WHERE "
          + Sql.own("pg_event_trigger", "e.oid");
    }

    @Override
    public void read(ResultSet row, Finding found) throws SQLException {
      var id = Id.global(Kind.EVENT_TRIGGER, row.getString("evtname"));
      found.known("pg_event_trigger", row.getLong("oid"), id);
      found.access(id, row.getString("owner"), null);
      found.add(new Item.EventTrigger(id, row.getString("definition"), row.getString("evtenabled").charAt(0)));
    }
  }

  static final class Publications implements Part {
    @Override
    public String sql(int major) {
      var some = major >= PUBLISHED_SCHEMAS_SINCE;
      var columns =
          some
              ? "coalesce(' (' || (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname) FROM pg_attribute a"
                  + " WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs)) || ')', '') || coalesce(' WHERE (' || pg_get_expr(r.prqual, r.prrelid) || ')', '')"
              : "''";
      return "SELECT p.oid, p.pubname, p.puballtables, ARRAY(SELECT format('TABLE %I.%I%s', n.nspname, c.relname, " + columns
          + ") FROM pg_publication_rel r JOIN pg_class c ON c.oid = r.prrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE r.prpubid = p.oid"
          + (some
              ? " UNION ALL SELECT format('TABLES IN SCHEMA %I', n.nspname) FROM pg_publication_namespace s JOIN pg_namespace n ON n.oid = s.pnnspid"
                  + " WHERE s.pnpubid = p.oid"
              : "")
          + " ORDER BY 1) AS members, format('publish = %L, publish_via_partition_root = %s', concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END,"
          + " CASE WHEN p.pubupdate THEN 'update' END, CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END), CASE WHEN p.pubviaroot THEN 'true' ELSE 'false' END)"
          + (major >= 18 ? " || CASE p.pubgencols WHEN 's' THEN ', publish_generated_columns = stored' ELSE '' END" : "")
          + " AS options, pg_get_userbyid(p.pubowner) AS owner FROM pg_publication p WHERE " + Sql.own("pg_publication", "p.oid");
    }

    @Override
    public void read(ResultSet row, Finding found) throws SQLException {
      var id = Id.global(Kind.PUBLICATION, row.getString("pubname"));
      found.known("pg_publication", row.getLong("oid"), id);
      found.access(id, row.getString("owner"), null);
      found.add(new Item.Publication(id, Finding.list(row, "members"), row.getBoolean("puballtables"), row.getString("options")));
    }
  }

  /** Which tables and schemas a publication holds on to. */
  static final class PublicationMembers implements Part {
    @Override
    public String sql(int major) {
      return "SELECT r.oid, r.prpubid AS publication, 'pg_publication_rel' AS catalog FROM pg_publication_rel r"
          + (major >= PUBLISHED_SCHEMAS_SINCE ? " UNION ALL SELECT s.oid, s.pnpubid, 'pg_publication_namespace' FROM pg_publication_namespace s" : "");
    }

    @Override
    public void read(ResultSet row, Finding found) throws SQLException {
      var id = found.at("pg_publication", row.getLong("publication"), 0);
      if (id.isPresent()) {
        found.known(row.getString("catalog"), row.getLong("oid"), id.get());
      }
    }
  }

  static final class Privileges implements Part {
    @Override
    public String sql(int major) {
      return "SELECT d.oid, pg_get_userbyid(d.defaclrole) AS role, coalesce(n.nspname, '') AS schema, CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES'"
          + " WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS' ELSE 'LARGE OBJECTS' END AS type, d.defaclacl::text[] AS acl,"
          + " d.defaclrole = (SELECT datdba FROM pg_database WHERE datname = current_database()) AS owners"
          + " FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace";
    }

    @Override
    public void read(ResultSet row, Finding found) throws SQLException {
      var role = row.getString("role");
      // The owner's of the database are the owner's whatever its name.
      var id = new Id(Kind.DEFAULT_PRIVILEGES, row.getString("schema"), row.getBoolean("owners") ? "" : role, row.getString("type"));
      found.known("pg_default_acl", row.getLong("oid"), id);
      found.privileges(id, Acl.parse(Finding.texts(row.getArray("acl")), role));
      if (!id.schema().isEmpty()) {
        found.needs(id, Id.global(Kind.SCHEMA, id.schema()));
      }
      found.add(new Item.DefaultPrivileges(id, id.name(), id.schema(), row.getString("type")));
    }
  }

  private DatabaseParts() {}
}
