package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.Reasons;
import dev.sluice.engine.grant.GrantTarget;
import dev.sluice.engine.grant.GrantTarget.Columns;
import dev.sluice.engine.grant.GrantTarget.Kind;
import dev.sluice.engine.grant.GrantTarget.Named;
import dev.sluice.engine.grant.GrantTarget.WholeDatabase;
import dev.sluice.engine.mysqlfamily.Questions.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Where privileges of a database are kept, as the dictionary has them on record: asked about first, told for each account then. */
final class GrantPlaces {
  private static final Set<String> BOOKKEEPING = Set.of("flyway_schema_history", "sluice_migration_progress", ClaimTable.NAME);

  private final String database;
  private final List<Asked> objects;

  private sealed interface Asked {}

  /**
   * @param label in words
   * @param there a row for each of the name
   * @param held grantee, privilege and whether it may be handed on, by whomever
   */
  private record TableOrColumn(String on, String column, String label, List<Row> there, List<Row> held) implements Asked {}

  /** @param held user, host, privileges and kind */
  private record Routine(String name, List<Row> there, List<Row> held) implements Asked {}

  private record Whole() implements Asked {}

  /** @param missing in words; what isn't there yet */
  record Found(List<GrantPlace> places, List<String> missing) {}

  private GrantPlaces(String database, List<Asked> objects) {
    this.database = database;
    this.objects = objects;
  }

  static GrantPlaces asked(Questions questions, Collection<Account> accounts, String database, GrantTarget on) {
    var grantees = accounts.stream().map(Account::grantee).toList();
    var places = new GrantPlaces(database, new ArrayList<>());
    switch (on) {
      case WholeDatabase whole -> places.objects.add(new Whole());
      case Named named when named.kind() == Kind.TABLE -> named.names().forEach(table -> places.table(questions, grantees, table));
      case Named named when named.kind() == Kind.ROUTINE -> named.names().forEach(routine -> places.routine(questions, accounts, routine));
      case Columns columns -> columns.byTable().forEach((table, names) -> names.forEach(column -> places.column(questions, grantees, table, column)));
      default -> throw Admission.permanent(
          Reasons.INVALID_SPEC,
          "spec.forProvider.on has what isn't granted on these servers, where a database is its only schema: name database: true, tables, columns,"
              + " routines or memberOf.");
    }
    return places;
  }

  static boolean isBookkeeping(String table) {
    return BOOKKEEPING.contains(table.toLowerCase(Locale.ROOT));
  }

  private void table(Questions questions, List<String> grantees, String table) {
    var at = List.of(database, table);
    objects.add(
        new TableOrColumn(
            on(table), "", "table " + table,
            questions.add(List.of("TABLE_NAME"), "information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?", at),
            questions.add(
                List.of("GRANTEE", "PRIVILEGE_TYPE", "IS_GRANTABLE"),
                "information_schema.TABLE_PRIVILEGES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND GRANTEE" + Questions.in(grantees), and(at, grantees))));
  }

  private void column(Questions questions, List<String> grantees, String table, String column) {
    var at = List.of(database, table, column);
    objects.add(
        new TableOrColumn(
            on(table), column, "column " + table + "." + column,
            questions.add(List.of("COLUMN_NAME"), "information_schema.COLUMNS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND COLUMN_NAME = ?", at),
            questions.add(
                List.of("GRANTEE", "PRIVILEGE_TYPE", "IS_GRANTABLE"),
                "information_schema.COLUMN_PRIVILEGES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND COLUMN_NAME = ? AND GRANTEE" + Questions.in(grantees),
                and(at, grantees))));
  }

  private void routine(Questions questions, Collection<Account> accounts, String routine) {
    var at = List.of(database, routine);
    var users = accounts.stream().map(Account::user).distinct().toList();
    objects.add(
        new Routine(
            routine,
            questions.add(List.of("ROUTINE_TYPE"), "information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ? AND ROUTINE_NAME = ?", at),
            // The dictionary has no view of these.
            questions.add(
                List.of("User", "Host", "Proc_priv", "Routine_type"), "mysql.procs_priv WHERE Db = ? AND Routine_name = ? AND User" + Questions.in(users),
                and(at, users))));
  }

  private static List<String> and(List<String> some, List<String> more) {
    var all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }

  /** Once the questions are answered. */
  Found of(AccountRow account, GrantNames names) {
    var found = new Found(new ArrayList<>(), new ArrayList<>());
    for (var object : objects) {
      switch (object) {
        case TableOrColumn one -> one(found, one, account.account());
        case Routine routine -> routines(found, routine, account.account());
        case Whole whole -> found.places().add(whole(account, names));
      }
    }
    return found;
  }

  private GrantPlace whole(AccountRow account, GrantNames names) {
    var held = account.found().map(there -> there.grants().in(names.of(database))).orElse(List.of());
    return new GrantPlace(
        names.quoted(database) + ".*", "", "database " + database, Set.copyOf(held.stream().map(AccountGrants.Grant::privilege).toList()),
        held.stream().anyMatch(AccountGrants.Grant::grantable));
  }

  private static void one(Found found, TableOrColumn one, Account account) {
    if (one.there().isEmpty()) {
      found.missing().add(one.label());
      return;
    }
    var held = one.held().stream().filter(row -> account.isGrantee(row.text(0))).toList();
    found.places().add(
        new GrantPlace(
            one.on(), one.column(), one.label(), Set.copyOf(held.stream().map(row -> row.text(1)).distinct().toList()),
            held.stream().anyMatch(row -> row.text(2).equals("YES"))));
  }

  /** A function and a procedure of the name alike. */
  private void routines(Found found, Routine routine, Account account) {
    if (routine.there().isEmpty()) {
      found.missing().add("routine " + routine.name());
    }
    for (var row : routine.there()) {
      var kind = row.text(0);
      var privileges = new TreeSet<String>();
      routine.held().stream()
          .filter(held -> account.is(held.text(0), held.text(1)) && held.text(3).equals(kind))
          .forEach(held -> Arrays.stream(held.text(2).toUpperCase(Locale.ROOT).split(",")).filter(word -> !word.isEmpty()).forEach(privileges::add));
      var grantable = privileges.remove("GRANT");
      found.places().add(new GrantPlace(kind + " " + on(routine.name()), "", kind.toLowerCase(Locale.ROOT) + " " + routine.name(), privileges, grantable));
    }
  }

  /** Whether a target of the same database takes in a place. */
  boolean isWithin(GrantPlace place, GrantTarget on) {
    return switch (on) {
      case WholeDatabase whole -> place.on().endsWith(".*");
      case Named named when named.kind() == Kind.TABLE -> place.column().isEmpty() && named.names().stream().map(this::on).anyMatch(place.on()::equals);
      case Named named when named.kind() == Kind.ROUTINE -> named.names().stream().map(this::on).anyMatch(name -> place.on().endsWith(" " + name));
      case Columns columns ->
          columns.byTable().entrySet().stream().anyMatch(table -> on(table.getKey()).equals(place.on()) && table.getValue().contains(place.column()));
      default -> false;
    };
  }

  private String on(String name) {
    return Quoting.identifier(database) + "." + Quoting.identifier(name);
  }
}
