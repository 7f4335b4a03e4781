package dev.sluice.engine.postgresql;

import dev.sluice.engine.role.RoleAccess;
import dev.sluice.engine.role.RoleDesign;
import dev.sluice.engine.role.RoleFacts;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the catalogs say of a role and of those that the design names beside it.
 *
 * @param login whom we logged in as
 * @param found empty where there is no such role
 * @param unknown of the groups asked for
 * @param mighty of the groups asked for: with rights that nobody should get by a manifest
 * @param databases where the role has privileges
 * @param owners of the databases in which it is to act as the owner
 * @param existing of the databases asked about, those that are there
 * @param logins those that take turns as its, as far as they are there
 * @param admitted of these, those that log in
 */
record RoleRow(String login, Optional<Found> found, List<String> unknown, List<String> mighty, List<String> databases, List<String> logins, List<String> owners, List<String> existing, List<String> admitted) {

  /** @param attributes those of {@link RoleAttributes#ALL} that it has
   * @param mighty whether the role itself is a superuser or the like */
  record Found(RoleFacts facts, ClaimMarker marker, boolean mighty, Set<String> attributes) {}

  /** Of a role, in SQL: whether it has rights that nobody should get by a manifest. */
  static final String MIGHTY =
      "(%1$s.rolsuper OR %1$s.rolcreaterole OR %1$s.rolreplication OR %1$s.rolbypassrls OR %1$s.rolname = session_user"
          + " OR %1$s.rolname IN ('pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files'))";
  private static final String LOGINS =
      """
      FROM pg_catalog.pg_roles l WHERE l.rolname IN (r.rolname || '_a', r.rolname || '_b')
          AND pg_catalog.starts_with(pg_catalog.shobj_description(l.oid, 'pg_authid'), 'sluice: login of ' || r.rolname || ' since ')""";
  private static final String QUERY =
      """
      SELECT session_user, r.rolname, r.rolcanlogin, r.rolconnlimit, r.rolconfig, %1$s AS mighty,
        pg_catalog.shobj_description(r.oid, 'pg_authid'),
        ARRAY(SELECT DISTINCT g.rolname FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON g.oid = m.roleid
          WHERE m.member = r.oid ORDER BY 1),
        ARRAY(SELECT w FROM pg_catalog.unnest(one.groups) w WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles g WHERE g.rolname = w)),
        ARRAY(SELECT g.rolname FROM pg_catalog.pg_roles g WHERE g.rolname = ANY (one.groups) AND %3$s),
        ARRAY(SELECT DISTINCT d.datname FROM pg_catalog.pg_shdepend s JOIN pg_catalog.pg_database d
            ON d.oid = s.dbid OR s.dbid = 0 AND s.classid = 'pg_catalog.pg_database'::pg_catalog.regclass AND s.objid = d.oid
          WHERE s.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass AND s.refobjid = r.oid AND s.deptype = 'a'),
        ARRAY(SELECT l.rolname %2$s),
        ARRAY(SELECT DISTINCT pg_catalog.pg_get_userbyid(d.datdba)::text FROM pg_catalog.pg_database d WHERE d.datname = ANY (one.acting)),
        ARRAY(SELECT d.datname::text FROM pg_catalog.pg_database d WHERE d.datname = ANY (one.former)),
        pg_catalog.array_remove(ARRAY[CASE WHEN r.rolsuper THEN 'SUPERUSER' END, CASE WHEN r.rolcreatedb THEN 'CREATEDB' END,
          CASE WHEN r.rolcreaterole THEN 'CREATEROLE' END, CASE WHEN r.rolreplication THEN 'REPLICATION' END, CASE WHEN r.rolbypassrls THEN 'BYPASSRLS' END], NULL),
        ARRAY(SELECT l.rolname %2$s AND l.rolcanlogin)
      FROM (SELECT ?::text[] AS groups, ?::text[] AS acting, ?::text[] AS former) one LEFT JOIN pg_catalog.pg_roles r ON r.rolname = ?"""
          .formatted(MIGHTY.formatted("r"), LOGINS, MIGHTY.formatted("g"));

  static Question<RoleRow> question(RoleDesign design) {
    return new Question<>(
        QUERY,
        List.of(
            design.memberOf().stream().flatMap(Set::stream).toList(),
            databases(design.access().stream().filter(access -> access.preset().actsAsOwner())),
            databases(design.former().stream()),
            design.name()),
        RoleRow::read);
  }

  private static RoleRow read(ResultSet row) throws SQLException {
    row.next();
    var marker = ClaimMarker.parse(Optional.ofNullable(row.getString(7)));
    var found = Optional.ofNullable(row.getString(2));
    var facts =
        found.isEmpty()
            ? Optional.<Found>empty()
            : Optional.of(
                new Found(
                    new RoleFacts(
                        found.get(), row.getBoolean(3), row.getInt(4), texts(row.getArray(8)), parameters(row.getArray(5)), marker.claim(), marker.turned()),
                    marker,
                    row.getBoolean(6),
                Set.copyOf(texts(row.getArray(15)))));
    return new RoleRow(row.getString(1), facts, texts(row.getArray(9)), texts(row.getArray(10)), texts(row.getArray(11)), texts(row.getArray(12)), texts(row.getArray(13)), texts(row.getArray(14)), texts(row.getArray(16)));
  }

  private static List<String> databases(Stream<RoleAccess> access) {
    return access.map(RoleAccess::database).toList();
  }

  static Map<String, String> parameters(Array settings) throws SQLException {
    var parameters = new TreeMap<String, String>();
    for (var setting : texts(settings)) {
      var at = setting.indexOf('=');
      parameters.put(setting.substring(0, at), setting.substring(at + 1));
    }
    return parameters;
  }

  static List<String> texts(Array array) throws SQLException {
    return array == null ? List.of() : List.of((String[]) array.getArray());
  }
}
