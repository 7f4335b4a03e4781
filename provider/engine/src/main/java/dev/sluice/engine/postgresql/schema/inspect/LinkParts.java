package dev.sluice.engine.postgresql.schema.inspect;

import dev.sluice.engine.postgresql.schema.model.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;

/** What says something of objects that are known by now: comments, dependencies, casts. */
final class LinkParts {
  static final class Comments implements Part {
    @Override
    public String sql(int major) {
      // What the server says of public says nothing, whoever made it.
      return "SELECT d.classoid::regclass::text AS catalog, d.objoid, d.objsubid, d.description FROM pg_description d LEFT JOIN pg_namespace n"
          + " ON d.classoid = 'pg_namespace'::regclass AND n.oid = d.objoid AND n.nspname = 'public'"
          + " WHERE d.objoid >= 16384 AND n.oid IS NULL OR n.oid IS NOT NULL AND d.description <> 'standard public schema'";
    }

    @Override
    public void read(ResultSet row, Finding found) throws SQLException {
      var id = found.at(row.getString("catalog"), row.getLong("objoid"), row.getInt("objsubid"));
      if (id.isPresent() && another(row.getString("catalog"), row.getInt("objsubid"), id.get().kind())) {
        found.unmanaged("comment on what belongs to " + id.get());
        return;
      }
      // A domain's constraint is known as the domain, and its comment is named where all is that isn't modelled. Of a view's columns only the view is known.
      if (id.isPresent() && row.getInt("objsubid") > 0 && id.get().kind() != Kind.COLUMN) {
        found.columnComment(id.get(), row.getLong("objoid"), row.getInt("objsubid"), row.getString("description"));
      } else if (id.isPresent() && !(id.get().kind() == Kind.DOMAIN && row.getString("catalog").equals("pg_constraint"))) {
        found.comment(id.get(), row.getString("description"));
      }
    }
  }

  /** The index of a constraint and the sequence of an identity are known as what they belong to. */
  private static boolean another(String catalog, int part, Kind found) {
    return catalog.equals("pg_class") && part == 0 && (found == Kind.CONSTRAINT || found == Kind.COLUMN);
  }

  static final class Dependencies implements Part {
    @Override
    public String sql(int major) {
      return "SELECT classid::regclass::text AS catalog, objid, objsubid, refclassid::regclass::text AS refcatalog, refobjid, refobjsubid FROM pg_depend"
          + " WHERE objid >= 16384 AND refobjid >= 16384 AND deptype IN ('n', 'a', 'i')";
    }

    @Override
    public void read(ResultSet row, Finding found) throws SQLException {
      var id = found.at(row.getString("catalog"), row.getLong("objid"), row.getInt("objsubid"));
      var on = found.at(row.getString("refcatalog"), row.getLong("refobjid"), row.getInt("refobjsubid"));
      if (id.isPresent() && on.isPresent()) {
        found.depends(id.get(), on.get());
      } else if (id.isPresent()) {
        found.dependsOnUnknown(id.get(), row.getString("refcatalog"), row.getLong("refobjid"));
      }
    }
  }

  static final class Casts implements Part {
    @Override
    public String sql(int major) {
      return "SELECT format_type(castsource, NULL) AS source, format_type(casttarget, NULL) AS target FROM pg_cast WHERE castcontext IN ('a', 'i')";
    }

    @Override
    public void read(ResultSet row, Finding found) throws SQLException {
      found.cast(row.getString("source"), row.getString("target"));
    }
  }

  private LinkParts() {}
}
