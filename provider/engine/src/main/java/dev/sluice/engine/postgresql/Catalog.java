package dev.sluice.engine.postgresql;

import dev.sluice.engine.database.DatabaseDesign;
import dev.sluice.engine.database.DatabaseFacts.InstalledExtension;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the catalogs say of a design, by one query from whichever database.
 *
 * @param login the role that we logged in as
 * @param superuser whether it is one
 * @param makesRoles whether it may create roles
 * @param owner the role that the design names, or else the one that would be made to own the database, where there is such a role
 * @param encoding the server's own name for the design's encoding; empty where none is asked for or it knows none
 */
record Catalog(
    Optional<DatabaseRow> database, String login, boolean superuser, boolean makesRoles, int majorVersion, Optional<Owner> owner, Optional<String> encoding) {

  /** @param usable whether we act as this role without further ado */
  record Owner(String name, boolean superuser, boolean usable, ClaimMarker marker) {}

  static Catalog read(Connection connection, DatabaseDesign design, Optional<String> encoding) throws SQLException {
    int major = connection.getMetaData().getDatabaseMajorVersion();
    try (PreparedStatement statement = connection.prepareStatement(query(major))) {
      statement.setString(1, encoding.orElse(null));
      statement.setString(2, design.name());
      statement.setString(3, design.owner().orElseGet(() -> OwnerRole.name(design.name())));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return new Catalog(
            row.getString("datname") == null ? Optional.empty() : Optional.of(database(row)),
            row.getString("login"),
            row.getBoolean("superuser"),
            row.getBoolean("superuser") || row.getBoolean("makes_roles"),
            major,
            row.getString("rolname") == null
                ? Optional.empty()
                : Optional.of(
                    new Owner(
                        row.getString("rolname"),
                        row.getBoolean("rolsuper"),
                        row.getBoolean("usable"),
                        ClaimMarker.parse(Optional.ofNullable(row.getString("owner_comment"))))),
            Optional.ofNullable(row.getString("wanted_encoding")).filter(name -> !name.isEmpty()));
      }
    }
  }

  static List<InstalledExtension> extensions(Connection inside) throws SQLException {
    try (Statement statement = inside.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT e.extname, e.extversion, n.nspname FROM pg_catalog.pg_extension e"
                    + " JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace ORDER BY 1")) {
      List<InstalledExtension> found = new ArrayList<>();
      while (rows.next()) {
        found.add(new InstalledExtension(rows.getString(1), rows.getString(2), rows.getString(3)));
      }
      return found;
    }
  }

  private static DatabaseRow database(ResultSet row) throws SQLException {
    return new DatabaseRow(
        row.getString("datname"),
        row.getString("owner"),
        row.getString("encoding"),
        row.getString("datcollate"),
        row.getString("datctype"),
        switch (row.getString("provider")) {
          case "i" -> "icu";
          case "b" -> "builtin";
          default -> "libc";
        },
        Optional.ofNullable(row.getString("locale")),
        row.getInt("datconnlimit"),
        row.getBoolean("datallowconn"),
        row.getBoolean("datistemplate"),
        row.getString("spcname"),
        row.getLong("size"),
        row.getBoolean("public_access"),
        ClaimMarker.parse(Optional.ofNullable(row.getString("comment"))));
  }

  /** One row in any case: the left joins leave nulls where there is no such database or role. */
  private static String query(int major) {
    String provider = major >= 15 ? "d.datlocprovider" : "'c'";
    String locale = major >= 17 ? "d.datlocale" : major >= 15 ? "d.daticulocale" : "NULL";
    // To own a database for somebody, one needs his privileges and, since 16, the right to become him: not the same there.
    String usable =
        "pg_catalog.pg_has_role(o.oid, 'USAGE')" + (major >= 16 ? " AND pg_catalog.pg_has_role(o.oid, 'SET')" : "");
    return """
        SELECT d.datname, pg_catalog.pg_get_userbyid(d.datdba) AS owner, pg_catalog.pg_encoding_to_char(d.encoding) AS encoding,
          d.datcollate, d.datctype, %s AS provider, %s AS locale, d.datconnlimit, d.datallowconn, d.datistemplate, t.spcname,
          CASE WHEN pg_catalog.has_database_privilege(d.oid, 'CONNECT') OR pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE')
            THEN pg_catalog.pg_database_size(d.oid) END AS size,
          pg_catalog.has_database_privilege('public', d.oid, 'CONNECT')
            OR pg_catalog.has_database_privilege('public', d.oid, 'TEMP') AS public_access,
          pg_catalog.shobj_description(d.oid, 'pg_database') AS comment,
          session_user AS login, pg_catalog.current_setting('is_superuser') AS superuser,
          (SELECT rolcreaterole FROM pg_catalog.pg_roles WHERE rolname = session_user) AS makes_roles,
          o.rolname, o.rolsuper, %s AS usable, pg_catalog.shobj_description(o.oid, 'pg_authid') AS owner_comment,
          pg_catalog.pg_encoding_to_char(pg_catalog.pg_char_to_encoding(one.encoding)) AS wanted_encoding
        FROM (SELECT ?::pg_catalog.text::pg_catalog.name AS encoding) one
        LEFT JOIN pg_catalog.pg_database d ON d.datname = ?
        LEFT JOIN pg_catalog.pg_tablespace t ON t.oid = d.dattablespace
        LEFT JOIN pg_catalog.pg_roles o ON o.rolname = ?
        """
        .formatted(provider, locale, usable);
  }
}
