package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.Reasons;
import dev.sluice.engine.grant.GrantTarget;
import dev.sluice.engine.grant.GrantTarget.Columns;
import dev.sluice.engine.grant.GrantTarget.Kind;
import dev.sluice.engine.grant.GrantTarget.Named;
import dev.sluice.engine.grant.GrantTarget.WholeDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where privileges of a database are kept, as the dictionary has them on record.
 *
 * @param names how grants name databases
 */
record GrantPlaces(Connection connection, Account account, String database, GrantNames names) {
  private static final Set<String> BOOKKEEPING = Set.of("flyway_schema_history", "sluice_migration_progress", ClaimTable.NAME);

  /** @param missing in words; what isn't there yet */
  record Found(List<GrantPlace> places, List<String> missing) {}

  Found of(GrantTarget on) throws SQLException {
    var found = new Found(new ArrayList<>(), new ArrayList<>());
    switch (on) {
      case WholeDatabase whole -> {
        var held = AccountGrants.read(connection, account).in(names.of(database));
        found.places().add(
            new GrantPlace(
                names.quoted(database) + ".*", "", "database " + database, Set.copyOf(held.stream().map(AccountGrants.Grant::privilege).toList()),
                held.stream().anyMatch(AccountGrants.Grant::grantable)));
      }
      case Named named when named.kind() == Kind.TABLE -> {
        for (var table : named.names()) {
          table(found, table);
        }
      }
      case Named named when named.kind() == Kind.ROUTINE -> {
        for (var routine : named.names()) {
          routine(found, routine);
        }
      }
      case Columns columns -> {
        for (var table : columns.byTable().entrySet()) {
          for (var column : table.getValue()) {
            column(found, table.getKey(), column);
          }
        }
      }
      default -> throw Admission.permanent(
          Reasons.INVALID_SPEC,
          "spec.forProvider.on has what isn't granted on these servers, where a database is its only schema: name database: true, tables, columns or routines.");
    }
    return found;
  }

  static boolean isBookkeeping(String table) {
    return BOOKKEEPING.contains(table.toLowerCase(Locale.ROOT));
  }

  private void table(Found found, String table) throws SQLException {
    if (ask("SELECT TABLE_NAME, '' FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?", database, table).isEmpty()) {
      found.missing().add("table " + table);
      return;
    }
    var held = ask(
        "SELECT PRIVILEGE_TYPE, IS_GRANTABLE FROM information_schema.TABLE_PRIVILEGES WHERE GRANTEE = ? AND TABLE_SCHEMA = ? AND TABLE_NAME = ?",
        account.grantee(), database, table);
    found.places().add(place(on(table), "", "table " + table, held));
  }

  private void column(Found found, String table, String column) throws SQLException {
    if (ask("SELECT COLUMN_NAME, '' FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND COLUMN_NAME = ?", database, table, column).isEmpty()) {
      found.missing().add("column " + table + "." + column);
      return;
    }
    var held = ask(
        "SELECT PRIVILEGE_TYPE, IS_GRANTABLE FROM information_schema.COLUMN_PRIVILEGES WHERE GRANTEE = ? AND TABLE_SCHEMA = ? AND TABLE_NAME = ? AND COLUMN_NAME = ?",
        account.grantee(), database, table, column);
    found.places().add(place(on(table), column, "column " + table + "." + column, held));
  }

  /** A function and a procedure of the name alike. */
  private void routine(Found found, String routine) throws SQLException {
    var kinds = ask("SELECT ROUTINE_TYPE, '' FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ? AND ROUTINE_NAME = ?", database, routine);
    if (kinds.isEmpty()) {
      found.missing().add("routine " + routine);
    }
    for (var kind : kinds) {
      // The dictionary has no view of these.
      var held = ask(
          "SELECT Proc_priv, '' FROM mysql.procs_priv WHERE User = ? AND Host = ? AND Db = ? AND Routine_name = ? AND Routine_type = ?",
          account.user(), account.host(), database, routine, kind[0]);
      var privileges = new TreeSet<String>();
      held.forEach(row -> Arrays.stream(row[0].toUpperCase(Locale.ROOT).split(",")).filter(word -> !word.isEmpty()).forEach(privileges::add));
      var grantable = privileges.remove("GRANT");
      found.places().add(new GrantPlace(kind[0] + " " + on(routine), "", kind[0].toLowerCase(Locale.ROOT) + " " + routine, privileges, grantable));
    }
  }

  private String on(String name) {
    return Quoting.identifier(database) + "." + Quoting.identifier(name);
  }

  private static GrantPlace place(String on, String column, String label, List<String[]> held) {
    return new GrantPlace(
        on, column, label, Set.copyOf(held.stream().map(row -> row[0]).distinct().toList()), held.stream().anyMatch(row -> row[1].equals("YES")));
  }

  private List<String[]> ask(String query, String... parameters) throws SQLException {
    try (var ask = connection.prepareStatement(query)) {
      for (var at = 0; at < parameters.length; at++) {
        ask.setString(at + 1, parameters[at]);
      }
      try (var rows = ask.executeQuery()) {
        var all = new ArrayList<String[]>();
        while (rows.next()) {
          all.add(new String[] {String.valueOf(rows.getString(1)), String.valueOf(rows.getString(2))});
        }
        return all;
      }
    }
  }
}
