package dev.sluice.engine.postgresql;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.role.RoleAccess;
import dev.sluice.engine.role.RoleAccess.Preset;
import dev.sluice.engine.role.RoleChange;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a preset means in a database: on what is there, by grants, and on what comes later, by the default privileges of those
 * who make objects there: the database's owner, and ourselves. Bookkeeping of migrations is not for applications to write.
 */
record Privileges(String role, RoleAccess access) {
  /** @param creators roles whose objects the default privileges are to cover, where these lack something */
  record Found(boolean enters, List<String> schemas, List<String> missingSchemas, List<String> lacking, List<String> creators, boolean surplus) {}

  /**
   * @param former whether there was another preset or other schemas before
   * @return in words and statements, empty where nothing is to be done
   */
  List<RoleChange> changes(Connection inside, boolean former) throws SQLException {
    return changes(inside, former, look(inside));
  }

  List<RoleChange> changes(Connection inside, boolean former, Found found) throws SQLException {
    if (!found.missingSchemas().isEmpty()) {
      throw new EngineException(
          new Failure.Transient(
              "WaitingForSchema",
              "Database " + access.database() + " has no schema " + String.join(", ", found.missingSchemas())
                  + " yet, which spec.forProvider.access names; it is looked for again.",
              Optional.empty()));
    }
    var afresh = former && found.surplus();
    if (found.enters() && found.lacking().isEmpty() && found.creators().isEmpty() && !afresh) {
      return List.of();
    }
    var sql = new ArrayList<String>();
    if (afresh) {
      sql.addAll(revokes(inside, found.schemas()));
    }
    sql.addAll(grants(found, found.enters() && !afresh, afresh ? creators(inside) : found.creators()));
    var what = (afresh ? "access changed to " : "access granted: ") + words() + " in database " + access.database()
        + (found.lacking().isEmpty() ? "" : " (lacked " + String.join(", ", found.lacking()) + ")");
    return List.of(new RoleChange(what, sql, Optional.of(access.database())));
  }

  /** All of it, whatever the role may do already by way of others. */
  List<RoleChange> all(Connection inside) throws SQLException {
    return List.of(
        new RoleChange("access granted: " + words() + " in database " + access.database(), grants(look(inside), false, creators(inside)), Optional.of(access.database())));
  }

  /** What takes all of it away again. */
  List<RoleChange> removal(Connection inside) throws SQLException {
    return List.of(
        new RoleChange("access revoked: database " + access.database(), revokes(inside, look(inside).schemas()), Optional.of(access.database())));
  }

  private String words() {
    return access.preset() == Preset.READ_ONLY ? "ReadOnly" : "ReadWrite";
  }

  private List<String> tables() {
    return access.preset() == Preset.READ_ONLY ? List.of("SELECT") : List.of("SELECT", "INSERT", "UPDATE", "DELETE");
  }

  private List<String> sequences() {
    return access.preset() == Preset.READ_ONLY ? List.of("SELECT") : List.of("USAGE", "SELECT", "UPDATE");
  }

  private List<String> grants(Found found, boolean enters, List<String> creators) {
    var to = " TO " + Quoting.identifier(role);
    var sql = new ArrayList<String>();
    if (!enters) {
      sql.add("GRANT CONNECT ON DATABASE " + Quoting.identifier(access.database()) + to);
    }
    for (var schema : found.schemas()) {
      var in = " IN SCHEMA " + Quoting.identifier(schema);
      sql.add("GRANT USAGE ON SCHEMA " + Quoting.identifier(schema) + to);
      sql.add("GRANT " + String.join(", ", tables()) + " ON ALL TABLES" + in + to);
      sql.add("GRANT " + String.join(", ", sequences()) + " ON ALL SEQUENCES" + in + to);
      sql.add("GRANT EXECUTE ON ALL ROUTINES" + in + to);
    }
    for (var creator : creators) {
      for (var in : scopes()) {
        var defaults = "ALTER DEFAULT PRIVILEGES FOR ROLE " + Quoting.identifier(creator) + in + " GRANT ";
        sql.add(defaults + String.join(", ", tables()) + " ON TABLES" + to);
        sql.add(defaults + String.join(", ", sequences()) + " ON SEQUENCES" + to);
        sql.add(defaults + "EXECUTE ON ROUTINES" + to);
        if (in.isEmpty()) {
          sql.add(defaults + "USAGE ON SCHEMAS" + to);
        }
      }
    }
    sql.add(protectBookkeeping());
    return sql;
  }

  private String protectBookkeeping() {
    return "DO $sluice$ DECLARE t record; BEGIN FOR t IN SELECT c.oid::pg_catalog.regclass AS name FROM pg_catalog.pg_class c"
        + " WHERE " + Bookkeeping.CONDITION + " LOOP EXECUTE pg_catalog.format('REVOKE INSERT, UPDATE, DELETE ON %s FROM %I', t.name, "
        + Quoting.literal(role) + "); END LOOP; END $sluice$";
  }

  private List<String> scopes() {
    return access.schemas().isEmpty() ? List.of("") : access.schemas().stream().map(schema -> " IN SCHEMA " + Quoting.identifier(schema)).toList();
  }

  private List<String> revokes(Connection inside, List<String> schemas) throws SQLException {
    var from = " FROM " + Quoting.identifier(role);
    var sql = new ArrayList<String>();
    for (var schema : schemas) {
      var in = " IN SCHEMA " + Quoting.identifier(schema);
      sql.add("REVOKE ALL ON ALL TABLES" + in + from);
      sql.add("REVOKE ALL ON ALL SEQUENCES" + in + from);
      sql.add("REVOKE ALL ON ALL ROUTINES" + in + from);
      sql.add("REVOKE ALL ON SCHEMA " + Quoting.identifier(schema) + from);
    }
    for (var creator : creators(inside)) {
      var all = new ArrayList<>(schemas.stream().map(schema -> " IN SCHEMA " + Quoting.identifier(schema)).toList());
      all.add("");
      for (var in : all) {
        for (var kind : in.isEmpty() ? List.of("TABLES", "SEQUENCES", "ROUTINES", "SCHEMAS") : List.of("TABLES", "SEQUENCES", "ROUTINES")) {
          sql.add("ALTER DEFAULT PRIVILEGES FOR ROLE " + Quoting.identifier(creator) + in + " REVOKE ALL ON " + kind + from);
        }
      }
    }
    sql.add("REVOKE ALL ON DATABASE " + Quoting.identifier(access.database()) + from);
    return sql;
  }

  private static List<String> creators(Connection inside) throws SQLException {
    try (var ask = inside.createStatement();
        var row = ask.executeQuery(
            "SELECT ARRAY(SELECT DISTINCT pg_catalog.unnest(ARRAY[pg_catalog.pg_get_userbyid(d.datdba)::text, session_user::text]))"
                + " FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()")) {
      row.next();
      return List.of((String[]) row.getArray(1).getArray());
    }
  }

  private Found look(Connection inside) throws SQLException {
    return question().ask(inside).orElseThrow();
  }

  /** Empty where there is no such role. */
  Question<Optional<Found>> question() {
    return new Question<>(
        PrivilegeQuery.SQL,
        List.of(role, access.schemas(), tables(), sequences()),
        row ->
            row.next()
                ? Optional.of(
                    new Found(
                        row.getBoolean(1), texts(row.getArray(2)), texts(row.getArray(3)), texts(row.getArray(4)), texts(row.getArray(5)), row.getBoolean(6)))
                : Optional.empty());
  }

  private static List<String> texts(Array array) throws SQLException {
    return List.of((String[]) array.getArray());
  }
}
