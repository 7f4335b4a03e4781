package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.mysqlfamily.AccountRow.Found;
import dev.sluice.engine.mysqlfamily.Questions.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Gives an account all that another one may do, by whomever that was granted, and the limits and the TLS that it needs: with
 * each turn the one whose turn it is.
 */
record Likeness(AccountRow of, Account to) {
  /** @param columns empty: the whole thing */
  private record Place(String on, String columns, boolean grantable) {}

  RoleStep step(Connection connection) throws SQLException {
    var found = of.found().orElseThrow();
    var held = new LinkedHashMap<Place, List<String>>();
    found.grants().everywhere().forEach(grant -> put(held, "*.*", "", grant.grantable(), grant.privilege()));
    found.grants().inDatabases().forEach(grant -> put(held, Quoting.identifier(grant.database()) + ".*", "", grant.grantable(), grant.privilege()));
    objects(connection, held);
    var sql = new ArrayList<>(List.of(BoundSql.of("ALTER USER " + to.sql() + options(found))));
    held.forEach((place, privileges) -> {
      var words = String.join(", ", privileges.stream().map(privilege -> privilege + place.columns()).toList());
      sql.add(BoundSql.of("GRANT " + words + " ON " + place.on() + " TO " + to.sql() + (place.grantable() ? " WITH GRANT OPTION" : "")));
    });
    return new RoleStep(to + ": given what " + of.account() + " has", sql);
  }

  private static String options(Found found) {
    var limits = new ArrayList<>(List.of("MAX_USER_CONNECTIONS " + found.connectionLimit()));
    found.options().limits().forEach((word, most) -> limits.add(word + " " + most));
    var tls = switch (found.options().tls()) {
      case "" -> "NONE";
      case "ANY" -> "SSL";
      default -> "X509";
    };
    return " REQUIRE " + tls + " WITH " + String.join(" ", limits);
  }

  /** As far as what they are on is still there. */
  private void objects(Connection connection, Map<Place, List<String>> held) throws SQLException {
    var questions = new Questions();
    var grantee = List.of(of.account().grantee());
    var tables = questions.add(
        List.of("p.GRANTEE", "p.PRIVILEGE_TYPE", "p.IS_GRANTABLE", "p.TABLE_SCHEMA", "p.TABLE_NAME"),
        "information_schema.TABLE_PRIVILEGES p JOIN information_schema.TABLES t ON t.TABLE_SCHEMA = p.TABLE_SCHEMA AND t.TABLE_NAME = p.TABLE_NAME WHERE p.GRANTEE = ?",
        grantee);
    var columns = questions.add(
        List.of("p.GRANTEE", "p.PRIVILEGE_TYPE", "p.IS_GRANTABLE", "p.TABLE_SCHEMA", "p.TABLE_NAME", "p.COLUMN_NAME"),
        "information_schema.COLUMN_PRIVILEGES p JOIN information_schema.COLUMNS c ON c.TABLE_SCHEMA = p.TABLE_SCHEMA AND c.TABLE_NAME = p.TABLE_NAME"
            + " AND c.COLUMN_NAME = p.COLUMN_NAME WHERE p.GRANTEE = ?",
        grantee);
    var routines = questions.add(
        List.of("p.User", "p.Host", "p.Proc_priv", "p.Db", "r.ROUTINE_NAME", "p.Routine_type"),
        "mysql.procs_priv p JOIN information_schema.ROUTINES r ON r.ROUTINE_SCHEMA = p.Db AND r.ROUTINE_NAME = p.Routine_name AND r.ROUTINE_TYPE = p.Routine_type"
            + " WHERE p.User = ?",
        List.of(of.account().user()));
    questions.ask(connection);
    tables.stream().filter(row -> of.account().isGrantee(row.text(0))).forEach(row -> put(held, on(row), "", isGrantable(row), row.text(1)));
    columns.stream().filter(row -> of.account().isGrantee(row.text(0))).forEach(row -> put(held, on(row), " (" + Quoting.identifier(row.text(5)) + ")", isGrantable(row), row.text(1)));
    routines.stream().filter(row -> of.account().is(row.text(0), row.text(1))).forEach(row -> {
      var privileges = Arrays.stream(row.text(2).toUpperCase(Locale.ROOT).split(",")).filter(word -> !word.isEmpty()).toList();
      privileges.stream().filter(word -> !word.equals("GRANT")).forEach(word -> put(held, row.text(5) + " " + on(row), "", privileges.contains("GRANT"), word));
    });
  }

  private static void put(Map<Place, List<String>> held, String on, String columns, boolean grantable, String privilege) {
    if (!privilege.equals("USAGE")) {
      held.computeIfAbsent(new Place(on, columns, grantable), place -> new ArrayList<>()).add(privilege);
    }
  }

  private static boolean isGrantable(Row row) {
    return row.text(2).equals("YES");
  }

  private static String on(Row row) {
    return Quoting.identifier(row.text(3)) + "." + Quoting.identifier(row.text(4));
  }
}
