package dev.sluice.engine.sqlserver;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A login, as the server has it.
 *
 * @param sid in hexadecimal digits
 * @param sql whether it logs in with a password that the server keeps, rather than being somebody of Windows' or a role
 * @param hash what is kept of its password, in hexadecimal digits, where we may see that
 * @param mighty whether it has rights that reach beyond databases
 * @param ours whether it is the one that we use
 * @param passwordSet when its password was
 */
record LoginRow(
    String name,
    String sid,
    boolean sql,
    boolean disabled,
    boolean policy,
    String language,
    Optional<String> hash,
    boolean mighty,
    boolean ours,
    Optional<Instant> passwordSet) {
  /** With these alone nobody gets at other logins, or into databases. */
  private static final String HARMLESS =
      "N'CONNECT SQL', N'CONNECT', N'VIEW ANY DATABASE', N'VIEW ANY DEFINITION', N'VIEW SERVER STATE', N'VIEW SERVER PERFORMANCE STATE',"
          + " N'VIEW ANY PERFORMANCE DEFINITION'";
  /** Of a principal {@code p} of the server's, in SQL. */
  static final String MIGHTY =
      "(p.sid = 0x01 OR p.sid = SUSER_SID() OR p.name LIKE N'##%%'"
          + " OR EXISTS (SELECT 1 FROM sys.server_role_members m WHERE m.member_principal_id = p.principal_id)"
          + " OR EXISTS (SELECT 1 FROM sys.server_permissions g WHERE g.grantee_principal_id = p.principal_id AND g.state IN ('G', 'W')"
          + " AND g.permission_name NOT IN (" + HARMLESS + ")))";
  // The time has no zone: it is the server's, of which we know today's offset.
  private static final String QUERY =
      """
      SELECT p.name, CONVERT(varchar(200), p.sid, 2) AS sid, CASE WHEN p.type = 'S' THEN 1 ELSE 0 END AS sql_login, p.is_disabled,
        ISNULL(l.is_policy_checked, 0) AS policy, ISNULL(p.default_language_name, N'') AS language,
        CONVERT(varchar(300), l.password_hash, 2) AS password_hash, CASE WHEN %s THEN 1 ELSE 0 END AS mighty,
        CASE WHEN p.sid = SUSER_SID() THEN 1 ELSE 0 END AS ours,
        TODATETIMEOFFSET(CAST(LOGINPROPERTY(p.name, 'PasswordLastSetTime') AS datetime), DATEPART(TZOFFSET, SYSDATETIMEOFFSET())) AS password_set
      FROM sys.server_principals p LEFT JOIN sys.sql_logins l ON l.principal_id = p.principal_id WHERE p.name IN (%s)"""
          .formatted(MIGHTY, "%s");

  /** Those of the names that there are, by the names as they were asked for. */
  static Map<String, LoginRow> read(Connection connection, List<String> names) throws SQLException {
    return Batch.query(connection, query(names), rows -> {
      var found = new TreeMap<String, LoginRow>();
      while (rows.next()) {
        var row = of(rows);
        // Most servers don't tell upper from lower case.
        names.stream().filter(name -> name.equals(row.name())).findFirst()
            .or(() -> names.stream().filter(row.name()::equalsIgnoreCase).findFirst())
            .ifPresent(name -> found.put(name, row));
      }
      return found;
    });
  }

  static String query(List<String> names) {
    return QUERY.formatted(names.stream().map(Quoting::literal).collect(Collectors.joining(", ")));
  }

  private static LoginRow of(ResultSet row) throws SQLException {
    return new LoginRow(
        row.getString("name"),
        row.getString("sid"),
        row.getBoolean("sql_login"),
        row.getBoolean("is_disabled"),
        row.getBoolean("policy"),
        row.getString("language"),
        Optional.ofNullable(row.getString("password_hash")),
        row.getBoolean("mighty"),
        row.getBoolean("ours"),
        row.getString("password_set") == null
            ? Optional.empty()
            : Optional.of(row.getObject("password_set", OffsetDateTime.class).toInstant().truncatedTo(ChronoUnit.SECONDS)));
  }

  /** Whether it was made for whoever claims it by these words. */
  boolean isMadeFor(String holder) {
    return sid.equals(LoginSid.of(holder, name));
  }

  /** Whether it was made for somebody else. */
  boolean isAnothers(String holder) {
    return LoginSid.isMade(sid) && !isMadeFor(holder);
  }
}
