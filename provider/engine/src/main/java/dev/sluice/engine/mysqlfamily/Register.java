package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.mysqlfamily.AccountRow.Found;
import dev.sluice.engine.mysqlfamily.AccountRow.Membership;
import dev.sluice.engine.mysqlfamily.Questions.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the server and our table of claims say of accounts, all of it asked at once; of the groups that these are in, if any, by
 * a second statement.
 *
 * @param login the user whom we logged in as
 * @param names how grants name databases
 */
record Register(String login, GrantNames names, Answers answers, Map<Account, AccountGrants> groups) {
  private static final List<String> GRANT = List.of("GRANTEE", "PRIVILEGE_TYPE", "IS_GRANTABLE");
  private static final List<String> GRANT_IN = List.of("GRANTEE", "PRIVILEGE_TYPE", "IS_GRANTABLE", "TABLE_SCHEMA");

  /** @param memberships of those asked about, and of the groups that these lead to */
  private record Answers(
      List<Row> users, List<Row> everywhere, List<Row> inDatabases, List<Row> claims, List<Row> memberships, List<Row> defaults) {}

  /** @param databases whose names are to be looked up */
  static Register read(Connection connection, AccountDialect dialect, Collection<Account> accounts, Collection<String> databases) throws SQLException {
    return read(connection, dialect, accounts, databases, new Questions());
  }

  /** @param questions what else to ask on this occasion */
  static Register read(Connection connection, AccountDialect dialect, Collection<Account> accounts, Collection<String> databases, Questions questions)
      throws SQLException {
    var users = new LinkedHashSet<>(accounts.stream().map(Account::user).toList());
    var held = "(WITH RECURSIVE edges AS (" + dialect.memberships() + "), held AS (SELECT * FROM edges WHERE u" + Questions.in(users)
        + " UNION SELECT e.* FROM held JOIN edges e ON e.u = held.g AND e.h = held.gh) SELECT * FROM held) m";
    var answers =
        new Answers(
            questions.add(
                List.of(
                    "CURRENT_USER()", "u.User", "u.Host", dialect.locked(), "u.max_user_connections", "u.plugin", "u.authentication_string", "u.ssl_type",
                    "u.max_questions", "u.max_updates", "u.max_connections", dialect.access()),
                "(SELECT 1) one LEFT JOIN mysql.user u ON u.User" + Questions.in(users), users),
            grants(questions, "USER", GRANT, accounts),
            grants(questions, "SCHEMA", GRANT_IN, accounts),
            questions.addIfThere(List.of("name", "host", "uid", "holder", "made", "turned"), RoleClaim.TABLE + " WHERE name" + Questions.in(users), users),
            questions.add(List.of("u", "h", "g", "gh", "adm"), held, users),
            questions.add(List.of("u", "h", "g", "gh"), "(" + dialect.defaults() + ") d WHERE u" + Questions.in(users), users));
    var names = GrantNames.asked(questions, databases, dialect);
    questions.ask(connection);
    var login = Account.of(answers.users().getFirst().text(0)).user();
    return new Register(login, names.get(), answers, groups(connection, dialect, answers));
  }

  private static List<Row> grants(Questions questions, String of, List<String> columns, Collection<Account> accounts) {
    var grantees = accounts.stream().map(Account::grantee).toList();
    return questions.add(columns, "information_schema." + of + "_PRIVILEGES WHERE GRANTEE" + Questions.in(grantees), grantees);
  }

  private static Map<Account, AccountGrants> groups(Connection connection, AccountDialect dialect, Answers answers) throws SQLException {
    var groups = answers.memberships().stream().map(Register::group).distinct().toList();
    if (groups.isEmpty()) {
      return Map.of();
    }
    var users = new LinkedHashSet<>(groups.stream().map(Account::user).toList());
    var questions = new Questions();
    var everywhere = grants(questions, "USER", GRANT, groups);
    var inDatabases = grants(questions, "SCHEMA", GRANT_IN, groups);
    var access = questions.add(List.of("u.User", "u.Host", dialect.access()), "mysql.user u WHERE u.User" + Questions.in(users), users);
    questions.ask(connection);
    return groups.stream().collect(Collectors.toMap(group -> group, group ->
        AccountGrants.of(
            group, everywhere, inDatabases, access.stream().filter(row -> group.is(row.text(0), row.text(1))).map(row -> row.text(2)).findFirst().orElse(""))));
  }

  private static Account group(Row membership) {
    return Account.kept(membership.text(2), membership.text(3));
  }

  AccountRow row(Account account) {
    var claim = answers.claims().stream().filter(row -> account.is(row.text(0), row.text(1))).findFirst().map(RoleClaim::of);
    var hosts = answers.users().stream()
        .filter(row -> row.text(1).equals(account.user()) && !row.text(2).isEmpty() && !account.is(row.text(1), row.text(2)))
        .map(row -> row.text(2)).toList();
    var found = answers.users().stream().filter(row -> account.is(row.text(1), row.text(2))).findFirst().map(row -> found(account, row));
    return new AccountRow(account, login, found, hosts, claim);
  }

  private Found found(Account account, Row row) {
    var options = new AccountOptions.Present(
        row.text(7), Map.of("MAX_QUERIES_PER_HOUR", row.number(8), "MAX_UPDATES_PER_HOUR", row.number(9), "MAX_CONNECTIONS_PER_HOUR", row.number(10)));
    return new Found(
        row.text(3).equals("1"), row.number(4), row.text(5), row.text(6),
        AccountGrants.of(account, answers.everywhere(), answers.inDatabases(), row.text(11)), options, memberships(account), defaults(account),
        mighty(account));
  }

  private List<Membership> memberships(Account account) {
    return answers.memberships().stream().filter(row -> account.is(row.text(0), row.text(1)))
        .map(row -> new Membership(group(row), row.text(4).equals("Y"))).distinct().toList();
  }

  private Set<Account> defaults(Account account) {
    return Set.copyOf(answers.defaults().stream().filter(row -> account.is(row.text(0), row.text(1))).map(Register::group).distinct().toList());
  }

  /** Those groups whose rights it has, also by way of others, and which nobody should get by a manifest. */
  private List<Account> mighty(Account account) {
    var reached = new LinkedHashSet<Account>();
    var next = new ArrayDeque<>(List.of(account));
    while (!next.isEmpty()) {
      for (var membership : memberships(next.remove())) {
        if (reached.add(membership.group())) {
          next.add(membership.group());
        }
      }
    }
    return new ArrayList<>(reached).stream().filter(group -> Optional.ofNullable(groups.get(group)).filter(AccountGrants::mighty).isPresent()).toList();
  }
}
