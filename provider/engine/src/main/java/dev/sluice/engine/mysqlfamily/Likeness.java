package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.mysqlfamily.AccountRow.Found;
import dev.sluice.engine.mysqlfamily.Questions.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Gives an account all that another one may do, by whomever that was granted, and the limits and the TLS that it needs: with
 * each turn the one whose turn it is.
 */
record Likeness(AccountRow of, AccountRow to) {
  /** @param columns empty: the whole thing */
  private record Place(String on, String columns, boolean grantable) {}

  List<RoleStep> steps(Connection connection) throws SQLException {
    var sql = new ArrayList<BoundSql>();
    if (!options(of.found().orElseThrow()).equals(options(to.found().orElseThrow()))) {
      sql.add(BoundSql.of("ALTER USER " + to.account().sql() + options(of.found().get())));
    }
    var there = new HashMap<Place, List<String>>();
    var wanted = new LinkedHashMap<Place, List<String>>();
    inDatabases(of, wanted);
    inDatabases(to, there);
    objects(connection, wanted, there);
    wanted.forEach((place, privileges) -> {
      var lacking = privileges.stream().filter(privilege -> !there.getOrDefault(place, List.of()).contains(privilege)).toList();
      if (!lacking.isEmpty()) {
        var words = String.join(", ", lacking.stream().map(privilege -> privilege + place.columns()).toList());
        sql.add(BoundSql.of("GRANT " + words + " ON " + place.on() + " TO " + to.account().sql() + (place.grantable() ? " WITH GRANT OPTION" : "")));
      }
    });
    return sql.isEmpty() ? List.of() : List.of(new RoleStep(to.account() + ": given what " + of.account() + " has", sql));
  }

  private static void inDatabases(AccountRow row, Map<Place, List<String>> held) {
    var grants = row.found().orElseThrow().grants();
    grants.everywhere().forEach(grant -> put(held, "*.*", "", grant.grantable(), grant.privilege()));
    grants.inDatabases().forEach(grant -> put(held, Quoting.identifier(grant.database()) + ".*", "", grant.grantable(), grant.privilege()));
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
  private void objects(Connection connection, Map<Place, List<String>> wanted, Map<Place, List<String>> there) throws SQLException {
    var questions = new Questions();
    var both = List.of(of.account(), to.account());
    var grantees = both.stream().map(Account::grantee).toList();
    var users = both.stream().map(Account::user).toList();
    var tables = questions.add(
        List.of("p.GRANTEE", "p.PRIVILEGE_TYPE", "p.IS_GRANTABLE", "p.TABLE_SCHEMA", "p.TABLE_NAME"),
        "information_schema.TABLE_PRIVILEGES p JOIN information_schema.TABLES t ON t.TABLE_SCHEMA = p.TABLE_SCHEMA AND t.TABLE_NAME = p.TABLE_NAME WHERE p.GRANTEE"
            + Questions.in(grantees),
        grantees);
    var columns = questions.add(
        List.of("p.GRANTEE", "p.PRIVILEGE_TYPE", "p.IS_GRANTABLE", "p.TABLE_SCHEMA", "p.TABLE_NAME", "p.COLUMN_NAME"),
        "information_schema.COLUMN_PRIVILEGES p JOIN information_schema.COLUMNS c ON c.TABLE_SCHEMA = p.TABLE_SCHEMA AND c.TABLE_NAME = p.TABLE_NAME"
            + " AND c.COLUMN_NAME = p.COLUMN_NAME WHERE p.GRANTEE" + Questions.in(grantees),
        grantees);
    var routines = questions.add(
        List.of("p.User", "p.Host", "p.Proc_priv", "p.Db", "r.ROUTINE_NAME", "p.Routine_type"),
        "mysql.procs_priv p JOIN information_schema.ROUTINES r ON r.ROUTINE_SCHEMA = p.Db AND r.ROUTINE_NAME = p.Routine_name AND r.ROUTINE_TYPE = p.Routine_type"
            + " WHERE p.User" + Questions.in(users),
        users);
    questions.ask(connection);
    for (var account : both) {
      var held = account.equals(of.account()) ? wanted : there;
      tables.stream().filter(row -> account.isGrantee(row.text(0))).forEach(row -> put(held, on(row), "", isGrantable(row), row.text(1)));
      columns.stream().filter(row -> account.isGrantee(row.text(0)))
          .forEach(row -> put(held, on(row), " (" + Quoting.identifier(row.text(5)) + ")", isGrantable(row), row.text(1)));
      routines.stream().filter(row -> account.is(row.text(0), row.text(1))).forEach(row -> routine(held, row));
    }
  }

  private static void routine(Map<Place, List<String>> held, Row row) {
    var privileges = Arrays.stream(row.text(2).toUpperCase(Locale.ROOT).split(",")).filter(word -> !word.isEmpty()).toList();
    privileges.stream().filter(word -> !word.equals("GRANT")).forEach(word -> put(held, row.text(5) + " " + on(row), "", privileges.contains("GRANT"), word));
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
