package dev.sluice.engine.sqlserver;

import static dev.sluice.engine.FailureRule.Kind.MISSING_RIGHT;
import static dev.sluice.engine.FailureRule.Kind.PERMANENT;
import static dev.sluice.engine.FailureRule.Kind.TRANSIENT;
import static dev.sluice.engine.sqlserver.ErrorRule.Scope.DATABASE;
import static dev.sluice.engine.sqlserver.ErrorRule.Scope.SERVER;
import static dev.sluice.engine.sqlserver.ErrorRule.Scope.UNCLEAR;

import dev.sluice.engine.FailureRule;
import dev.sluice.engine.Reasons;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the server's error numbers mean for trying again.
 *
 * @param scope who is refused where a login fails with it
 */
record ErrorRule(Set<Integer> numbers, Scope scope, FailureRule rule) {
  private static final String AGAIN = "It will be tried again.";
  private static final String LATER = "It will be tried again when their work has ended.";
  private static final String CANCELLED = "HY008";

  enum Scope {
    SERVER,
    DATABASE,
    /** Everybody, or this database alone: the login to the usual database tells. */
    UNCLEAR
  }

  static final List<ErrorRule> TABLE =
      List.of(
          // Failovers, restarts and Azure's moves of databases.
          rule(TRANSIENT, SERVER, Reasons.UNREACHABLE, AGAIN,
              40197, 40501, 40540, 4221, 233, 10053, 10054, 10060, 64, 596, 6001, 6002, 6005, 17142, 17187, 18401, 18451, 18461, 40143, 40166),
          rule(TRANSIENT, DATABASE, Reasons.UNREACHABLE, AGAIN,
              40613, 921, 922, 927, 942, 945, 952, 976, 978, 979, 981, 982, 983, 988),
          rule(TRANSIENT, SERVER, Reasons.TOO_MANY_CONNECTIONS,
              "Raise the limit on the server or lower spec.maxSessions of the ProviderConfig.", 17300, 17809, 17810),
          rule(TRANSIENT, UNCLEAR, Reasons.TOO_MANY_CONNECTIONS,
              "Raise the database's size or lower spec.maxSessions of the ProviderConfig.", 10928, 10929, 10936),
          rule(TRANSIENT, SERVER, Reasons.RESOURCES, "The server's log tells more.",
              49918, 49919, 49920, 701, 802, 1204, 8628, 8645, 8651, 9001, 40549, 40550, 40551, 40552, 40553),
          rule(TRANSIENT, SERVER, Reasons.DISK_FULL, "Make room on the server.", 1101, 1105, 3257, 5149, 9002, 40544),
          rule(TRANSIENT, SERVER, Reasons.READ_ONLY, "It will be tried again; the endpoint must lead to the primary.", 3906, 3908, 5004),
          rule(TRANSIENT, SERVER, Reasons.DEADLOCK, AGAIN, 1205),
          rule(TRANSIENT, SERVER, Reasons.SERIALIZATION, AGAIN, 3960, 3961, 3951, 41301, 41302, 41305, 41325),
          rule(TRANSIENT, SERVER, Reasons.LOCK_TIMEOUT, "It will be tried again; somebody else's transaction holds the lock.", 1222, 1807, 5061),
          rule(TRANSIENT, DATABASE, Reasons.OBJECT_IN_USE, LATER, 924, 3702, 5030, 5064, 5070),

          rule(MISSING_RIGHT, UNCLEAR, Reasons.AUTHENTICATION, "Correct the ProviderConfig's credentials, or the login on the server.",
              18456, 18452, 18470, 18486, 18487, 18488, 40532),
          rule(MISSING_RIGHT, SERVER, Reasons.AUTHENTICATION, "Let the provider's address in, in the server's firewall rules.", 40615, 40914),
          rule(MISSING_RIGHT, SERVER, Reasons.AUTHENTICATION, "Allow access from public networks, or name the server's private endpoint.", 47073),
          rule(MISSING_RIGHT, DATABASE, Reasons.MISSING_RIGHT, "Grant that right to the ProviderConfig's login.",
              229, 230, 262, 297, 300, 916, 5011, 6102, 15247),
          rule(MISSING_RIGHT, DATABASE, Reasons.MISSING_RIGHT,
              "Have an administrator run: EXEC sp_configure 'contained database authentication', 1; RECONFIGURE.", 12824),
          rule(MISSING_RIGHT, DATABASE, Reasons.MISSING_RIGHT,
              "Let the ProviderConfig's login own the database or be in its db_owner; if its owner is gone, give it another one.", 15517),
          rule(MISSING_RIGHT, DATABASE, Reasons.OWNER_NOT_ALLOWED, "Drop that user from the database, or name another owner.", 15110),

          rule(PERMANENT, DATABASE, Reasons.DATABASE_MISSING, "Create it first, or let the ProviderConfig's login into it.", 911, 4060, 4064),
          rule(PERMANENT, DATABASE, Reasons.REFUSED, "A page is damaged, which no further attempt mends: run DBCC CHECKDB, and restore it.", 823, 824, 832),
          rule(PERMANENT, SERVER, Reasons.ALREADY_EXISTS, "Choose another name, or adopt it.", 1801),
          rule(PERMANENT, SERVER, Reasons.DELETION_BLOCKED, "Take it out of there first.", 3724, 3743, 3752),
          rule(PERMANENT, DATABASE, Reasons.NOT_SUPPORTED, "Set sqlserver.containment of the Database to Partial, or have the role log in to the"
              + " server.", 33233),
          rule(PERMANENT, SERVER, Reasons.NOT_SUPPORTED, "", 40508, 40510, 40517, 40518, 41918, 5008));

  private static final ErrorRule UNREACHABLE = rule(TRANSIENT, SERVER, Reasons.UNREACHABLE, AGAIN);
  private static final ErrorRule CANCEL = rule(TRANSIENT, SERVER, Reasons.CANCELLED, AGAIN);
  private static final ErrorRule TIMEOUT =
      rule(PERMANENT, SERVER, Reasons.STATEMENT_TIMEOUT, "Allow more time, or make the statement faster.");
  private static final ErrorRule REFUSED = rule(PERMANENT, SERVER, Reasons.REFUSED, "");

  static ErrorRule of(SQLException e) {
    // The server may complain in general first, and only then of what is the matter.
    return Stream.iterate(e, one -> one != null, SQLException::getNextException)
        .limit(10)
        .flatMap(one -> TABLE.stream().filter(rule -> rule.numbers.contains(one.getErrorCode())))
        .findFirst()
        .orElseGet(() -> byDriver(e));
  }

  /** What driver and line have to say, without a number. */
  private static ErrorRule byDriver(SQLException e) {
    String state = Optional.ofNullable(e.getSQLState()).orElse("");
    if (state.startsWith("08")) {
      return UNREACHABLE;
    }
    if (e instanceof SQLTimeoutException) {
      return TIMEOUT;
    }
    return state.equals(CANCELLED) ? CANCEL : REFUSED;
  }

  private static ErrorRule rule(FailureRule.Kind kind, Scope scope, String reason, String remedy, Integer... numbers) {
    return new ErrorRule(Set.of(numbers), scope, new FailureRule(kind, reason, remedy));
  }
}
