package dev.sluice.engine.postgresql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * What the catalogs say of a runner.
 *
 * @param member whether it is one of the role that it shall act as
 * @param others what else it is a member of
 * @param acts whether it acts as that role from its login on
 * @param until when a password that is set now shall end
 * @param provider whom we logged in as
 */
record RunnerRow(
    boolean exists, Optional<String> comment, boolean member, List<String> others, boolean acts, String until, String provider) {
  private static final String QUERY =
      """
      SELECT r.oid IS NOT NULL, pg_catalog.shobj_description(r.oid, 'pg_authid'),
        EXISTS (SELECT FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON g.oid = m.roleid WHERE m.member = r.oid AND g.rolname = one.role),
        ARRAY(SELECT DISTINCT g.rolname::text FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON g.oid = m.roleid
          WHERE m.member = r.oid AND g.rolname <> one.role),
        coalesce(r.rolconfig @> ARRAY['role=' || one.role], false), (pg_catalog.now() + interval '4 hours')::text, session_user
      FROM (SELECT ?::text AS role) one LEFT JOIN pg_catalog.pg_roles r ON r.rolname = ?""";

  static RunnerRow read(Connection connection, String login, String role) throws SQLException {
    try (var ask = connection.prepareStatement(QUERY)) {
      ask.setString(1, role);
      ask.setString(2, login);
      try (var row = ask.executeQuery()) {
        row.next();
        return new RunnerRow(
            row.getBoolean(1),
            Optional.ofNullable(row.getString(2)),
            row.getBoolean(3),
            List.of((String[]) row.getArray(4).getArray()),
            row.getBoolean(5),
            row.getString(6),
            row.getString(7));
      }
    }
  }
}
