package dev.sluice.engine.postgresql;

import dev.sluice.engine.grant.GrantTarget;
import dev.sluice.engine.grant.GrantTarget.AllIn;
import dev.sluice.engine.grant.GrantTarget.DefaultPrivileges;
import dev.sluice.engine.grant.GrantTarget.Kind;
import dev.sluice.engine.grant.GrantTarget.Named;
import dev.sluice.engine.grant.GrantTarget.WholeDatabase;
import dev.sluice.engine.grant.GrantTerms;
import dev.sluice.engine.role.RoleAccess;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a role has in a database beyond its access there and the grants that speak of it: what another preset left behind.
 *
 * @param access all that it shall have, in whatever database
 */
record Surplus(String role, List<RoleAccess> access, List<GrantTerms> grants) {
  private static final String PLACES =
      "SELECT pg_catalog.current_database()::text, session_user::text, pg_catalog.current_setting('server_version_num')::int / 10000,"
          + " ARRAY(SELECT n.nspname::text FROM pg_catalog.pg_namespace n WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'),"
          + " (SELECT pg_catalog.pg_get_userbyid(d.datdba)::text FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())";

  private record Places(String database, String login, int majorVersion, List<String> schemas, String owner) {}

  /** Statements that take it away. */
  List<String> revokes(Connection inside) throws SQLException {
    var places = new Question<>(PLACES, List.of(), row -> {
      row.next();
      return new Places(row.getString(1), row.getString(2), row.getInt(3), RoleRow.texts(row.getArray(4)), row.getString(5));
    }).ask(inside);
    var needs = GrantNeeds.of(inside, role, places.database(), places.majorVersion(), grants, access);
    var sql = new ArrayList<String>();
    for (var target : targets(places)) {
      for (var object : GrantQuery.of(role, target).ask(inside).objects()) {
        if (!object.owner().equals(role)) {
          var kept = needs.privileges(object);
          sql.addAll(object.revokes(object.privileges(held -> !kept.contains(held.privilege())), role, false, object.owner()::equals));
        }
      }
    }
    if (!sql.isEmpty()) {
      sql.addAll(needs.columnGrants());
    }
    return sql;
  }

  private static List<GrantTarget> targets(Places places) {
    var targets = new ArrayList<GrantTarget>(List.of(new WholeDatabase(), new Named(Kind.SCHEMA, places.schemas())));
    for (var kind : List.of(Kind.TABLE, Kind.SEQUENCE, Kind.ROUTINE)) {
      targets.add(new AllIn(kind, places.schemas()));
    }
    for (var creator : places.owner().equals(places.login()) ? List.of(places.login()) : List.of(places.owner(), places.login())) {
      for (var type : List.of("tables", "sequences", "routines")) {
        var scopes = new ArrayList<>(places.schemas());
        scopes.add("");
        targets.add(new DefaultPrivileges(Optional.of(creator), scopes, type));
      }
      targets.add(new DefaultPrivileges(Optional.of(creator), List.of(), "schemas"));
    }
    return targets;
  }
}
