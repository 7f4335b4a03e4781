package dev.sluice.engine.sqlserver;

import dev.sluice.engine.database.DatabaseDesign;
import dev.sluice.engine.sqlserver.DatabaseRow.Inside;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * What the server says of a design, in the default database.
 *
 * @param login as whom we logged in
 * @param sysadmin whether that is one
 * @param owner the login that the design names, where there is one
 */
record Catalog(Edition edition, Optional<DatabaseRow> database, String login, boolean sysadmin, Optional<Owner> owner) {

  /**
   * @param sid in hexadecimal digits
   * @param ours whether it is the login that we use
   */
  record Owner(String name, String sid, boolean sysadmin, boolean ours) {}

  private static final String DATABASE =
      """
      SELECT CAST(SERVERPROPERTY('EngineEdition') AS int) AS edition, SUSER_SNAME() AS login,
        ISNULL(IS_SRVROLEMEMBER(N'sysadmin'), 0) AS sysadmin,
        d.name, SUSER_SNAME(d.owner_sid) AS owner, CONVERT(varchar(200), d.owner_sid, 2) AS owner_sid, d.collation_name,
        d.recovery_model_desc, d.compatibility_level, d.is_read_committed_snapshot_on, d.containment_desc,
        d.user_access_desc, d.state_desc
      FROM (SELECT 1 AS one) always LEFT JOIN sys.databases d ON d.name = ?""";
  /** On Azure only logins with a password are listed in master. */
  private static final String OWNER =
      """
      SELECT p.name, CONVERT(varchar(200), p.sid, 2) AS sid,
        CASE WHEN p.sid = 0x01 THEN 1 ELSE ISNULL(IS_SRVROLEMEMBER(N'sysadmin', p.name), 0) END AS sysadmin,
        CASE WHEN p.sid = SUSER_SID() THEN 1 ELSE 0 END AS ours
      FROM sys.%s p WHERE p.name = ? AND p.type IN ('S', 'U', 'E')""";
  private static final String INSIDE =
      """
      SELECT (SELECT CAST(value AS nvarchar(3750)) FROM %1$s.sys.extended_properties WHERE class = 0 AND name = %2$s),
        (SELECT SUM(CAST(size AS bigint)) * 8192 FROM %1$s.sys.database_files)""";

  static Catalog read(Connection connection, DatabaseDesign design) throws SQLException {
    Catalog found = Batch.query(connection, DATABASE, Catalog::first, design.name());
    if (design.owner().isEmpty()) {
      return found;
    }
    String logins = OWNER.formatted(found.edition == Edition.AZURE_DATABASE ? "sql_logins" : "server_principals");
    Optional<Owner> owner = Batch.query(connection, logins, Catalog::owner, design.owner().get());
    return new Catalog(found.edition, found.database, found.login, found.sysadmin, owner);
  }

  /** @param connection into any database, or into this one where one can't be seen from another */
  static Inside inside(Connection connection, String database) throws SQLException {
    return Batch.query(connection, INSIDE.formatted(Quoting.identifier(database), Quoting.literal(ClaimMarker.PROPERTY)), rows -> {
      rows.next();
      return new Inside(ClaimMarker.parse(Optional.ofNullable(rows.getString(1))), rows.getLong(2));
    });
  }

  private static Catalog first(ResultSet row) throws SQLException {
    row.next();
    return new Catalog(
        Edition.of(row.getInt("edition")),
        row.getString("name") == null ? Optional.empty() : Optional.of(database(row)),
        row.getString("login"),
        row.getBoolean("sysadmin"),
        Optional.empty());
  }

  private static DatabaseRow database(ResultSet row) throws SQLException {
    return new DatabaseRow(
        row.getString("name"),
        Optional.ofNullable(row.getString("owner")),
        Optional.ofNullable(row.getString("owner_sid")).orElse(""),
        // A database that isn't open has none.
        Optional.ofNullable(row.getString("collation_name")).orElse(""),
        Words.recoveryModel(row.getString("recovery_model_desc")),
        row.getInt("compatibility_level"),
        row.getBoolean("is_read_committed_snapshot_on"),
        Words.containment(row.getString("containment_desc")),
        row.getString("user_access_desc"),
        row.getString("state_desc"));
  }

  private static Optional<Owner> owner(ResultSet row) throws SQLException {
    return row.next()
        ? Optional.of(new Owner(row.getString("name"), row.getString("sid"), row.getBoolean("sysadmin"), row.getBoolean("ours")))
        : Optional.empty();
  }
}
