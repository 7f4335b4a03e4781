package dev.sluice.engine.mysqlfamily;

import static dev.sluice.engine.FailureRule.act;
import static dev.sluice.engine.FailureRule.retry;
import static dev.sluice.engine.FailureRule.stop;

import dev.sluice.engine.FailureRule;
import dev.sluice.engine.FailureTable;
import dev.sluice.engine.Reasons;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What an error means for trying again: by its number, which both products share but for a few, else by its SQLSTATE. */
final class ErrorCodes {
  private static final String AGAIN = "It will be tried again.";
  private static final String PRIMARY = "It will be tried again; the endpoint must lead to the primary.";
  private static final String LIMIT = "Raise the limit on the server or lower spec.maxSessions of the ProviderConfig.";
  static final String CREDENTIALS = "Correct the ProviderConfig's credentials, or the user on the server.";
  private static final String GRANT =
      "Grant that right to the ProviderConfig's user; a migration that needs more than its own database takes runAs: ProviderConfig.";
  private static final String FUNCTIONS =
      "Set log_bin_trust_function_creators on the server (it makes a binary log and trusts only SUPER with functions and"
          + " triggers); or, where a migration makes them, let it run as one who has SUPER, the ProviderConfig's user, by runAs: ProviderConfig.";

  private static final Map<Integer, FailureRule> BY_CODE =
      Map.ofEntries(
          Map.entry(1040, retry(Reasons.TOO_MANY_CONNECTIONS, LIMIT)),
          Map.entry(1203, retry(Reasons.TOO_MANY_CONNECTIONS, LIMIT)),
          Map.entry(1226, retry(Reasons.TOO_MANY_CONNECTIONS, LIMIT)),
          Map.entry(1205, retry(Reasons.LOCK_TIMEOUT, AGAIN + " Somebody else's transaction or statement holds the lock.")),
          Map.entry(3572, retry(Reasons.LOCK_TIMEOUT, AGAIN)),
          // The accounts, which other statements about accounts hold.
          Map.entry(3547, retry(Reasons.LOCK_TIMEOUT, AGAIN)),
          Map.entry(1213, retry(Reasons.DEADLOCK, AGAIN)),
          Map.entry(1614, retry(Reasons.DEADLOCK, AGAIN)),
          Map.entry(3058, retry(Reasons.DEADLOCK, AGAIN)),
          Map.entry(1020, retry(Reasons.SERIALIZATION, AGAIN)),
          Map.entry(1412, retry(Reasons.SERIALIZATION, AGAIN)),
          Map.entry(3101, retry(Reasons.SERIALIZATION, AGAIN)),
          Map.entry(1792, retry(Reasons.READ_ONLY, PRIMARY)),
          Map.entry(1836, retry(Reasons.READ_ONLY, PRIMARY)),
          Map.entry(1021, retry(Reasons.DISK_FULL, "Make room on the server.")),
          Map.entry(1114, retry(Reasons.DISK_FULL, "Make room on the server.")),
          Map.entry(1037, retry(Reasons.RESOURCES, "The server's log tells more.")),
          Map.entry(1038, retry(Reasons.RESOURCES, "The server's log tells more.")),
          Map.entry(1041, retry(Reasons.RESOURCES, "The server's log tells more.")),
          Map.entry(1135, retry(Reasons.RESOURCES, "The server's log tells more.")),
          Map.entry(1206, retry(Reasons.RESOURCES, "The server's log tells more.")),
          Map.entry(1637, retry(Reasons.RESOURCES, "The server's log tells more.")),
          Map.entry(1047, retry(Reasons.UNREACHABLE, AGAIN)),
          Map.entry(1053, retry(Reasons.UNREACHABLE, AGAIN)),
          Map.entry(1079, retry(Reasons.UNREACHABLE, AGAIN)),
          Map.entry(1158, retry(Reasons.UNREACHABLE, AGAIN)),
          Map.entry(1159, retry(Reasons.UNREACHABLE, AGAIN)),
          Map.entry(1160, retry(Reasons.UNREACHABLE, AGAIN)),
          Map.entry(1161, retry(Reasons.UNREACHABLE, AGAIN)),
          Map.entry(1927, retry(Reasons.UNREACHABLE, AGAIN)),
          Map.entry(3032, retry(Reasons.UNREACHABLE, AGAIN)),
          Map.entry(3169, retry(Reasons.UNREACHABLE, AGAIN)),
          Map.entry(4031, retry(Reasons.UNREACHABLE, AGAIN)),
          Map.entry(1317, retry(Reasons.CANCELLED, AGAIN)),
          Map.entry(3024, stop(Reasons.STATEMENT_TIMEOUT, "Allow more time, or make the statement faster.")),
          Map.entry(1969, stop(Reasons.STATEMENT_TIMEOUT, "Allow more time, or make the statement faster.")),
          Map.entry(1045, act(Reasons.AUTHENTICATION, CREDENTIALS)),
          Map.entry(1129, act(Reasons.AUTHENTICATION, "Run FLUSH HOSTS on the server.")),
          Map.entry(1130, act(Reasons.AUTHENTICATION, CREDENTIALS)),
          Map.entry(1698, act(Reasons.AUTHENTICATION, CREDENTIALS)),
          Map.entry(1820, act(Reasons.AUTHENTICATION, CREDENTIALS)),
          Map.entry(1862, act(Reasons.AUTHENTICATION, CREDENTIALS)),
          Map.entry(3118, act(Reasons.AUTHENTICATION, CREDENTIALS)),
          Map.entry(3955, act(Reasons.AUTHENTICATION, CREDENTIALS)),
          Map.entry(4151, act(Reasons.AUTHENTICATION, CREDENTIALS)),
          Map.entry(3159, act(Reasons.TLS, "Set spec.tls.mode of the ProviderConfig to require or better.")),
          Map.entry(1044, act(Reasons.MISSING_RIGHT, GRANT)),
          Map.entry(1142, act(Reasons.MISSING_RIGHT, GRANT)),
          Map.entry(1143, act(Reasons.MISSING_RIGHT, GRANT)),
          Map.entry(1227, act(Reasons.MISSING_RIGHT, GRANT)),
          Map.entry(1370, act(Reasons.MISSING_RIGHT, GRANT)),
          Map.entry(1095, act(Reasons.MISSING_RIGHT, "Grant CONNECTION_ADMIN (MariaDB: CONNECTION ADMIN) to the ProviderConfig's user.")),
          Map.entry(1419, act(Reasons.MISSING_RIGHT, FUNCTIONS)),
          Map.entry(1049, stop(Reasons.DATABASE_MISSING, "Create it first.")),
          Map.entry(1008, stop(Reasons.DATABASE_MISSING, "Create it first.")),
          Map.entry(1007, stop(Reasons.ALREADY_EXISTS, "Choose another name, or adopt it.")),
          Map.entry(1115, stop(Reasons.INVALID_SPEC, "Name one that SHOW CHARACTER SET lists.")),
          Map.entry(1273, stop(Reasons.INVALID_SPEC, "Name one that SHOW COLLATION lists.")),
          Map.entry(1253, stop(Reasons.INVALID_SPEC, "Name a collation of that character set.")),
          Map.entry(1102, stop(Reasons.INVALID_SPEC, "Choose another name.")),
          Map.entry(1235, stop(Reasons.NOT_SUPPORTED, "")));

  private static final FailureTable BY_SQL_STATE =
      new FailureTable(
          Map.of(
              "08", retry(Reasons.UNREACHABLE, AGAIN),
              "28", act(Reasons.AUTHENTICATION, CREDENTIALS),
              "40", retry(Reasons.SERIALIZATION, AGAIN),
              "", stop(Reasons.REFUSED, "")));

  private static final FailureRule READ_ONLY = retry(Reasons.READ_ONLY, PRIMARY);
  private static final int OPTION_PREVENTS = 1290;
  private static final FailureRule DISK_FULL = retry(Reasons.DISK_FULL, "Make room on the server.");
  /** What the system has against a file, or a storage engine against a row: the system's own number stands in the words. */
  private static final Set<Integer> FILE_TROUBLE = Set.of(1, 3, 20, 1004, 1005, 1006, 1025, 1026, 1030);
  private static final Pattern NO_SPACE = Pattern.compile("\\b(?:errno|errcode|error):? 28\\b", Pattern.CASE_INSENSITIVE);

  private ErrorCodes() {}

  static FailureRule of(int code, String sqlState, String words) {
    if (code == OPTION_PREVENTS) {
      // The same number for half a dozen options, of which only one has to do with replicas.
      return words.matches("(?s).*read[-_]only.*") ? READ_ONLY : BY_SQL_STATE.of("");
    }
    if (FILE_TROUBLE.contains(code) && NO_SPACE.matcher(words).find()) {
      return DISK_FULL;
    }
    return Optional.ofNullable(BY_CODE.get(code)).orElseGet(() -> BY_SQL_STATE.of(sqlState));
  }
}
