package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.mysqlfamily.Questions.Row;
import java.util.ArrayList;
import java.util.Arrays;
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
  /** The same as MariaDB has them on record for roles, of which its dictionary lists nothing (sql/privilege.h of MariaDB). */
  private static final long HARMLESS_BITS = bits(0, 8, 14, 16, 17, 18, 19, 20, 22, 38, 39);
  private static final String SYSTEMS = "mysql";

  /** @param database as the server keeps it, a pattern */
  record Grant(String database, String privilege, boolean grantable) {}

  AccountGrants {
    everywhere = List.copyOf(everywhere);
    inDatabases = List.copyOf(inDatabases);
  }

  /**
   * @param everywhere grantee, privilege and whether it may be handed on, of whomever; {@code inDatabases} likewise, and the database
   * @param access what an account may do everywhere, where the server doesn't list that for all; as bits
   */
  static AccountGrants of(Account account, List<Row> everywhere, List<Row> inDatabases, String access) {
    var global = new ArrayList<>(everywhere.stream().filter(row -> account.isGrantee(row.text(0))).map(row -> new Grant("", row.text(1), row.text(2).equals("YES"))).toList());
    if (!access.isEmpty() && (Long.parseLong(access) & ~HARMLESS_BITS) != 0) {
      global.add(new Grant("", "more than to read", false));
    }
    return new AccountGrants(
        global, inDatabases.stream().filter(row -> account.isGrantee(row.text(0))).map(row -> new Grant(row.text(3), row.text(1), row.text(2).equals("YES"))).toList());
  }

  private static long bits(int... numbers) {
    return Arrays.stream(numbers).mapToLong(number -> 1L << number).reduce(0, (one, other) -> one | other);
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
