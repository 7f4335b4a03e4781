package dev.sluice.engine.mysqlfamily;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What an account may do, in whole databases and beyond.
 *
 * @param everywhere on all databases at once
 */
record AccountGrants(List<Grant> everywhere, List<Grant> inDatabases) {
  /** With these alone nobody gets at other accounts or at the server's files, or changes what is in them. */
  private static final Set<String> HARMLESS =
      Set.of(
          "USAGE", "SELECT", "SHOW VIEW", "EXECUTE", "SHOW DATABASES", "PROCESS", "LOCK TABLES", "CREATE TEMPORARY TABLES", "REPLICATION SLAVE",
          "REPLICATION CLIENT", "BINLOG MONITOR", "SLAVE MONITOR", "REPLICA MONITOR", "SHOW_ROUTINE", "SHOW CREATE ROUTINE");
  private static final String SYSTEMS = "mysql";

  /** @param database as the server keeps it, a pattern */
  record Grant(String database, String privilege, boolean grantable) {}

  AccountGrants {
    everywhere = List.copyOf(everywhere);
    inDatabases = List.copyOf(inDatabases);
  }

  static AccountGrants read(Connection connection, Account account) throws SQLException {
    return new AccountGrants(
        read(connection, account, "SELECT '', PRIVILEGE_TYPE, IS_GRANTABLE, GRANTEE FROM information_schema.USER_PRIVILEGES WHERE GRANTEE = ?"),
        read(connection, account, "SELECT TABLE_SCHEMA, PRIVILEGE_TYPE, IS_GRANTABLE, GRANTEE FROM information_schema.SCHEMA_PRIVILEGES WHERE GRANTEE = ?"));
  }

  private static List<Grant> read(Connection connection, Account account, String query) throws SQLException {
    try (var ask = connection.prepareStatement(query)) {
      ask.setString(1, account.grantee());
      try (var rows = ask.executeQuery()) {
        var grants = new ArrayList<Grant>();
        while (rows.next()) {
          // Compared again, where case and accents count.
          if (rows.getString(4).equals(account.grantee())) {
            grants.add(new Grant(rows.getString(1), rows.getString(2), rows.getString(3).equals("YES")));
          }
        }
        return grants;
      }
    }
  }

  /** Whether it has rights that nobody should get by a manifest, or could give them to itself. */
  boolean mighty() {
    return everywhere.stream().anyMatch(grant -> grant.grantable() || !HARMLESS.contains(grant.privilege()))
        || inDatabases.stream()
            .filter(grant -> new LikePattern(grant.database()).matches(SYSTEMS))
            .anyMatch(grant -> grant.grantable() || !HARMLESS.contains(grant.privilege()));
  }

  /** Whether there is nothing beyond one database, and nothing that may be handed on. */
  boolean areWithin(String database) {
    return everywhere.stream().allMatch(grant -> grant.privilege().equals("USAGE") && !grant.grantable())
        && inDatabases.stream().allMatch(grant -> grant.database().equals(database) && !grant.grantable());
  }

  List<Grant> in(String database) {
    return inDatabases.stream().filter(grant -> grant.database().equals(database)).toList();
  }
}
