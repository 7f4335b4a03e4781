package dev.sluice.engine.postgresql;

import dev.sluice.engine.Reasons;
import dev.sluice.engine.role.RoleAccess;
import dev.sluice.engine.role.RoleAccess.Preset;
import dev.sluice.engine.role.RoleChange;
import dev.sluice.engine.role.RoleDesign;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What lets a role act as a database's owner: it is a member, and its sessions there begin as the owner. */
record OwnerAccess(RoleDesign design, RoleAccess access) {
  private static final String QUERY =
      """
      SELECT o.rolname, %s AS mighty, o.rolname = one.name,
        EXISTS (SELECT FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles r ON r.oid = m.member
          WHERE m.roleid = o.oid AND r.rolname = one.name),
        EXISTS (SELECT FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles r ON r.oid = m.member
          WHERE m.roleid = o.oid AND r.rolname = one.name AND m.admin_option),
        ARRAY(SELECT l.rolname::text FROM pg_catalog.pg_roles l WHERE l.rolname = ANY (?) AND NOT EXISTS (
          SELECT FROM pg_catalog.pg_db_role_setting s WHERE s.setdatabase = d.oid AND s.setrole = l.oid AND s.setconfig @> ARRAY['role=' || o.rolname]))
      FROM (SELECT ?::text AS name) one, pg_catalog.pg_database d JOIN pg_catalog.pg_roles o ON o.oid = d.datdba WHERE d.datname = pg_catalog.current_database()"""
          .formatted(RoleRow.MIGHTY.formatted("o"));

  /** @param beginning logins whose sessions don't begin as the owner */
  private record Found(String owner, boolean mighty, boolean itself, boolean member, boolean admin, List<String> beginning) {}

  List<RoleChange> changes(Connection inside) throws SQLException {
    var found = look(inside);
    if (found.itself()) {
      return List.of();
    }
    if (found.mighty()) {
      throw Admission.permanent(
          Reasons.OWNER_NOT_ALLOWED,
          "Database " + access.database() + " is owned by " + found.owner() + ", the provider's own login, a superuser or as good as one, and nobody is made to"
              + " act as that. Give it another owner, or ask for preset ReadWrite.");
    }
    var sql = new ArrayList<String>();
    if (!found.member() || access.preset() == Preset.OWNER && !found.admin()) {
      sql.add(
          "GRANT " + Quoting.identifier(found.owner()) + " TO " + Quoting.identifier(design.name())
              + (access.preset() == Preset.OWNER ? " WITH ADMIN OPTION" : ""));
    }
    if (access.preset() == Preset.MIGRATE && found.admin()) {
      sql.add("REVOKE ADMIN OPTION FOR " + Quoting.identifier(found.owner()) + " FROM " + Quoting.identifier(design.name()));
    }
    for (var login : found.beginning()) {
      sql.add(
          "ALTER ROLE " + Quoting.identifier(login) + " IN DATABASE " + Quoting.identifier(access.database()) + " SET role = " + Quoting.literal(found.owner()));
    }
    return sql.isEmpty()
        ? List.of()
        : List.of(new RoleChange("access granted: as " + found.owner() + " in database " + access.database(), sql, Optional.of(access.database())));
  }

  List<RoleChange> removal(Connection inside) throws SQLException {
    var found = look(inside);
    var sql = new ArrayList<String>();
    if (found.member()) {
      sql.add("REVOKE " + Quoting.identifier(found.owner()) + " FROM " + Quoting.identifier(design.name()));
    }
    for (var login : names()) {
      if (!found.beginning().contains(login) && exists(inside, login)) {
        sql.add("ALTER ROLE " + Quoting.identifier(login) + " IN DATABASE " + Quoting.identifier(access.database()) + " RESET role");
      }
    }
    return sql.isEmpty()
        ? List.of()
        : List.of(new RoleChange("access revoked: as " + found.owner() + " in database " + access.database(), sql, Optional.of(access.database())));
  }

  private List<String> names() {
    var names = new ArrayList<>(RoleDesign.logins(design.name()));
    names.add(design.name());
    return names;
  }

  private Found look(Connection inside) throws SQLException {
    try (var ask = inside.prepareStatement(QUERY)) {
      ask.setArray(1, inside.createArrayOf("text", names().toArray()));
      ask.setString(2, design.name());
      try (var row = ask.executeQuery()) {
        row.next();
        return new Found(
            row.getString(1), row.getBoolean(2), row.getBoolean(3), row.getBoolean(4), row.getBoolean(5), List.of((String[]) row.getArray(6).getArray()));
      }
    }
  }

  private static boolean exists(Connection inside, String role) throws SQLException {
    try (var ask = inside.prepareStatement("SELECT FROM pg_catalog.pg_roles WHERE rolname = ?")) {
      ask.setString(1, role);
      try (var row = ask.executeQuery()) {
        return row.next();
      }
    }
  }
}
