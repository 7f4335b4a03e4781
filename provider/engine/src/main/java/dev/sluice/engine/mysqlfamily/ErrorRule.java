package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What an error means for trying again: by its number, which both products share but for a few, else by its SQLSTATE.
 *
 * @param remedy a sentence, or nothing where the server's own words are enough
 */
record ErrorRule(int code, Kind kind, String reason, String remedy) {
  private static final String AGAIN = "It will be tried again.";
  private static final String PRIMARY = "It will be tried again; the endpoint must lead to the primary.";
  private static final String LIMIT = "Raise the limit on the server or lower spec.maxSessions of the ProviderConfig.";
  private static final String CREDENTIALS = "Correct the ProviderConfig's credentials, or the user on the server.";
  private static final String GRANT = "Grant that right to the ProviderConfig's user.";
  private static final String FUNCTIONS =
      "Set log_bin_trust_function_creators on the server (it makes a binary log and trusts only SUPER with functions and"
          + " triggers), or grant SUPER to the ProviderConfig's user.";

  enum Kind {
    TRANSIENT,
    PERMANENT,
    MISSING_RIGHT
  }

  private static final Map<Integer, ErrorRule> BY_CODE =
      List.of(
              wait(1040, Reasons.TOO_MANY_CONNECTIONS, LIMIT),
              wait(1203, Reasons.TOO_MANY_CONNECTIONS, LIMIT),
              wait(1226, Reasons.TOO_MANY_CONNECTIONS, LIMIT),
              wait(1205, Reasons.LOCK_TIMEOUT, AGAIN + " Somebody else's transaction or statement holds the lock."),
              wait(3572, Reasons.LOCK_TIMEOUT, AGAIN),
              wait(1213, Reasons.DEADLOCK, AGAIN),
              wait(1614, Reasons.DEADLOCK, AGAIN),
              wait(3058, Reasons.DEADLOCK, AGAIN),
              wait(1020, Reasons.SERIALIZATION, AGAIN),
              wait(3101, Reasons.SERIALIZATION, AGAIN),
              wait(1792, Reasons.READ_ONLY, PRIMARY),
              wait(1836, Reasons.READ_ONLY, PRIMARY),
              wait(1021, Reasons.DISK_FULL, "Make room on the server."),
              wait(1114, Reasons.DISK_FULL, "Make room on the server."),
              wait(1037, Reasons.RESOURCES, "The server's log tells more."),
              wait(1038, Reasons.RESOURCES, "The server's log tells more."),
              wait(1041, Reasons.RESOURCES, "The server's log tells more."),
              wait(1135, Reasons.RESOURCES, "The server's log tells more."),
              wait(1053, Reasons.UNREACHABLE, AGAIN),
              wait(1079, Reasons.UNREACHABLE, AGAIN),
              wait(1927, Reasons.UNREACHABLE, AGAIN),
              wait(3169, Reasons.UNREACHABLE, AGAIN),
              wait(4031, Reasons.UNREACHABLE, AGAIN),
              wait(1317, Reasons.CANCELLED, AGAIN),
              stop(3024, Reasons.STATEMENT_TIMEOUT, "Allow more time, or make the statement faster."),
              stop(1969, Reasons.STATEMENT_TIMEOUT, "Allow more time, or make the statement faster."),
              act(1045, Reasons.AUTHENTICATION, CREDENTIALS),
              act(1129, Reasons.AUTHENTICATION, "Run FLUSH HOSTS on the server."),
              act(1130, Reasons.AUTHENTICATION, CREDENTIALS),
              act(1698, Reasons.AUTHENTICATION, CREDENTIALS),
              act(1820, Reasons.AUTHENTICATION, CREDENTIALS),
              act(1862, Reasons.AUTHENTICATION, CREDENTIALS),
              act(3118, Reasons.AUTHENTICATION, CREDENTIALS),
              act(4151, Reasons.AUTHENTICATION, CREDENTIALS),
              act(3159, Reasons.TLS, "Set spec.tls.mode of the ProviderConfig to require or better."),
              act(1044, Reasons.MISSING_RIGHT, GRANT),
              act(1142, Reasons.MISSING_RIGHT, GRANT),
              act(1143, Reasons.MISSING_RIGHT, GRANT),
              act(1227, Reasons.MISSING_RIGHT, GRANT),
              act(1370, Reasons.MISSING_RIGHT, GRANT),
              act(1095, Reasons.MISSING_RIGHT, "Grant CONNECTION_ADMIN (MariaDB: CONNECTION ADMIN) to the ProviderConfig's user."),
              act(1419, Reasons.MISSING_RIGHT, FUNCTIONS),
              stop(1049, Reasons.DATABASE_MISSING, "Create it first."),
              stop(1008, Reasons.DATABASE_MISSING, "Create it first."),
              stop(1007, Reasons.ALREADY_EXISTS, "Choose another name, or adopt it."),
              stop(1115, Reasons.INVALID_SPEC, "Name one that SHOW CHARACTER SET lists."),
              stop(1273, Reasons.INVALID_SPEC, "Name one that SHOW COLLATION lists."),
              stop(1253, Reasons.INVALID_SPEC, "Name a collation of that character set."),
              stop(1102, Reasons.INVALID_SPEC, "Choose another name."),
              stop(1235, Reasons.NOT_SUPPORTED, ""))
          .stream()
          .collect(Collectors.toUnmodifiableMap(ErrorRule::code, Function.identity()));

  private static final ErrorRule LOST = wait(0, Reasons.UNREACHABLE, AGAIN);
  private static final ErrorRule REJECTED = act(0, Reasons.AUTHENTICATION, CREDENTIALS);
  private static final ErrorRule ROLLED_BACK = wait(0, Reasons.SERIALIZATION, AGAIN);
  private static final ErrorRule UNKNOWN = stop(0, Reasons.REFUSED, "");
  private static final ErrorRule READ_ONLY = wait(1290, Reasons.READ_ONLY, PRIMARY);
  private static final int OPTION_PREVENTS = 1290;

  static ErrorRule of(int code, String sqlState, String words) {
    if (code == OPTION_PREVENTS) {
      // The same number for half a dozen options, of which only one has to do with replicas.
      return words.matches("(?s).*read[-_]only.*") ? READ_ONLY : UNKNOWN;
    }
    return Optional.ofNullable(BY_CODE.get(code)).orElseGet(() -> bySqlState(sqlState));
  }

  private static ErrorRule bySqlState(String sqlState) {
    if (sqlState.startsWith("08")) {
      return LOST;
    }
    if (sqlState.startsWith("28")) {
      return REJECTED;
    }
    return sqlState.startsWith("40") ? ROLLED_BACK : UNKNOWN;
  }

  Failure failure(String message, Optional<String> sqlState) {
    return switch (kind) {
      case TRANSIENT -> new Failure.Transient(reason, message, sqlState);
      case PERMANENT -> new Failure.Permanent(reason, message, sqlState);
      case MISSING_RIGHT -> new Failure.MissingRight(reason, message, sqlState);
    };
  }

  private static ErrorRule wait(int code, String reason, String remedy) {
    return new ErrorRule(code, Kind.TRANSIENT, reason, remedy);
  }

  /** Nobody tells us of a GRANT or a new password: a person must act, and we look again. */
  private static ErrorRule act(int code, String reason, String remedy) {
    return new ErrorRule(code, Kind.MISSING_RIGHT, reason, remedy);
  }

  private static ErrorRule stop(int code, String reason, String remedy) {
    return new ErrorRule(code, Kind.PERMANENT, reason, remedy);
  }
}
