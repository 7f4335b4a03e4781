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
  private static final String EXTENSIONS =
      " AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = %s::pg_catalog.regclass AND d.objid = o.oid AND d.deptype = 'e')";

  /** @param creators roles whose objects the default privileges are to cover, where these lack something */
  record Found(boolean enters, List<String> schemas, List<String> missingSchemas, List<String> lacking, List<String> creators) {}

  /**
   * @param surplus where there was another preset or other schemas before: what of that is to go
   * @return in words and statements, empty where nothing is to be done
   */
  List<RoleChange> changes(Connection inside, Optional<Surplus> surplus) throws SQLException {
    var going = surplus.isPresent() ? surplus.get().revokes(inside) : List.<String>of();
    return changes(look(inside), going);
  }

  List<RoleChange> changes(Found found, List<String> going) {
    if (!found.missingSchemas().isEmpty()) {
      throw new EngineException(
          new Failure.Transient(
              "WaitingForSchema",
              "Database " + access.database() + " has no schema " + String.join(", ", found.missingSchemas())
                  + " yet, which spec.forProvider.access names; it is looked for again.",
              Optional.empty()));
    }
    var complete = found.enters() && found.lacking().isEmpty() && found.creators().isEmpty();
    if (complete && going.isEmpty()) {
      return List.of();
    }
    var sql = new ArrayList<>(complete ? List.<String>of() : grants(found, found.enters(), found.creators()));
    sql.addAll(going);
    var what = (going.isEmpty() ? "access granted: " : "access changed to ") + words() + " in database " + access.database()
        + (found.lacking().isEmpty() ? "" : " (lacked " + String.join(", ", found.lacking()) + ")");
    return List.of(new RoleChange(what, sql, Optional.of(access.database())));
  }

  /** All of it, whatever the role may do already by way of others. */
  List<RoleChange> all(Connection inside) throws SQLException {
    return List.of(
        new RoleChange("access granted: " + words() + " in database " + access.database(), grants(look(inside), false, creators(inside)), Optional.of(access.database())));
  }

  private String words() {
    return access.preset() == Preset.READ_ONLY ? "ReadOnly" : "ReadWrite";
  }

  List<String> tables() {
    return access.preset() == Preset.READ_ONLY ? List.of("SELECT") : List.of("SELECT", "INSERT", "UPDATE", "DELETE");
  }

  List<String> sequences() {
    return access.preset() == Preset.READ_ONLY ? List.of("SELECT") : List.of("USAGE", "SELECT", "UPDATE");
  }

  private List<String> grants(Found found, boolean enters, List<String> creators) {
    var to = " TO " + Quoting.identifier(role);
    var sql = new ArrayList<String>();
    if (!enters) {
      sql.add("GRANT CONNECT ON DATABASE " + Quoting.identifier(access.database()) + to);
    }
    for (var schema : found.schemas()) {
      sql.add("GRANT USAGE ON SCHEMA " + Quoting.identifier(schema) + to);
      sql.add(each("pg_class", "o.relkind IN ('r', 'p', 'v', 'm', 'f') AND o.relnamespace", schema, tables(), "TABLE %s", "o.oid::pg_catalog.regclass"));
      sql.add(each("pg_class", "o.relkind = 'S' AND o.relnamespace", schema, sequences(), "SEQUENCE %s", "o.oid::pg_catalog.regclass"));
      sql.add(each("pg_proc", "o.pronamespace", schema, List.of("EXECUTE"), "ROUTINE %s", "o.oid::pg_catalog.regprocedure"));
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

  /** What an extension brought along is left to it: some of that would make a superuser of anybody, and none of it is ours to grant. */
  private String each(String catalog, String in, String schema, List<String> privileges, String on, String name) {
    return Quoting.block("DECLARE t record; BEGIN FOR t IN SELECT " + name + " AS name FROM pg_catalog." + catalog + " o WHERE " + in
        + " = (SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname = " + Quoting.literal(schema) + ")"
        + EXTENSIONS.formatted(Quoting.literal("pg_catalog." + catalog)) + " LOOP EXECUTE pg_catalog.format('GRANT " + String.join(", ", privileges) + " ON " + on
        + " TO %I', t.name, " + Quoting.literal(role) + "); END LOOP; END");
  }

  private String protectBookkeeping() {
    return Quoting.block("DECLARE t record; BEGIN FOR t IN SELECT c.oid::pg_catalog.regclass AS name FROM pg_catalog.pg_class c"
        + " WHERE " + Bookkeeping.CONDITION + " LOOP EXECUTE pg_catalog.format('REVOKE INSERT, UPDATE, DELETE ON %s FROM %I', t.name, "
        + Quoting.literal(role) + "); END LOOP; END");
  }

  private List<String> scopes() {
    return access.schemas().isEmpty() ? List.of("") : access.schemas().stream().map(schema -> " IN SCHEMA " + Quoting.identifier(schema)).toList();
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
                        row.getBoolean(1), texts(row.getArray(2)), texts(row.getArray(3)), texts(row.getArray(4)), texts(row.getArray(5))))
                : Optional.empty());
  }

  private static List<String> texts(Array array) throws SQLException {
    return List.of((String[]) array.getArray());
  }
}
