package dev.sluice.engine.postgresql.schema.inspect;

import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Schemas and extensions. */
final class SchemaParts {
  /** Whose the database is. */
  static final class Owner implements Part {
    @Override
    public String sql(int major) {
      return "SELECT pg_get_userbyid(datdba) AS owner FROM pg_database WHERE datname = current_database()";
    }

    @Override
    public void read(ResultSet row, Finding found) throws SQLException {
      found.owner(row.getString("owner"));
    }
  }

  static final class Namespaces implements Part {
    @Override
    public String sql(int major) {
      return "SELECT n.oid, n.nspname, pg_get_userbyid(n.nspowner) AS owner, n.nspacl::text[] AS acl FROM pg_namespace n WHERE " + Sql.USERS
          + " AND " + Sql.own("pg_namespace", "n.oid");
    }

    @Override
    public void read(ResultSet row, Finding found) throws SQLException {
      var id = Id.global(Kind.SCHEMA, row.getString("nspname"));
      found.known("pg_namespace", row.getLong("oid"), id);
      found.add(new Item.Namespace(id));
      // Whoever set the server up decided on public's.
      if (!id.name().equals("public")) {
        found.access(id, row.getString("owner"), row.getArray("acl"));
      }
    }
  }

  static final class Extensions implements Part {
    @Override
    public String sql(int major) {
      return "SELECT e.oid, e.extname, e.extversion, n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.oid >= 16384";
    }

    @Override
    public void read(ResultSet row, Finding found) throws SQLException {
      var id = Id.global(Kind.EXTENSION, row.getString("extname"));
      found.known("pg_extension", row.getLong("oid"), id);
      found.add(new Item.Extension(id, row.getString("nspname"), row.getString("extversion")));
      found.needs(id, Id.global(Kind.SCHEMA, row.getString("nspname")));
    }
  }

  private SchemaParts() {}
}
