package dev.sluice.engine.postgresql;

import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What an SQLSTATE means for trying again. The rule with the longest matching prefix holds.
 *
 * @param remedy a sentence, or nothing where the server's own words are enough
 */
record SqlStateRule(String prefix, Kind kind, String reason, String remedy) {

  enum Kind {
    TRANSIENT,
    PERMANENT,
    MISSING_RIGHT
  }

  static final List<SqlStateRule> TABLE =
      List.of(
          wait("08", Reasons.UNREACHABLE, "It will be tried again."),
          wait("57P01", Reasons.UNREACHABLE, "It will be tried again."),
          wait("57P02", Reasons.UNREACHABLE, "It will be tried again."),
          wait("57P03", Reasons.UNREACHABLE, "It will be tried again."),
          wait("57P05", Reasons.UNREACHABLE, "It will be tried again."),
          wait("25P03", Reasons.UNREACHABLE, "It will be tried again."),
          wait("53300", Reasons.TOO_MANY_CONNECTIONS, "Raise the limit on the server or lower spec.maxSessions of the ProviderConfig."),
          wait("53100", Reasons.DISK_FULL, "Make room on the server."),
          wait("53", Reasons.RESOURCES, "The server's log tells more."),
          wait("58030", Reasons.RESOURCES, "The server's log tells more."),
          wait("25006", Reasons.READ_ONLY, "It will be tried again; the endpoint must lead to the primary."),
          wait("40P01", Reasons.DEADLOCK, "It will be tried again."),
          wait("40", Reasons.SERIALIZATION, "It will be tried again."),
          wait("55P03", Reasons.LOCK_TIMEOUT, "It will be tried again; somebody else's transaction holds the lock."),
          wait("55006", Reasons.OBJECT_IN_USE, "It will be tried again."),
          act("28", Reasons.AUTHENTICATION, "Correct the ProviderConfig's credentials, or the role and pg_hba.conf on the server."),
          act("42501", Reasons.MISSING_RIGHT, "Grant that right to the ProviderConfig's user, or make it a member of the owner."),
          act("0L", Reasons.MISSING_RIGHT, "Grant it to the ProviderConfig's user, with admin option."),
          stop("57014", Reasons.STATEMENT_TIMEOUT, "Allow more time, or make the statement faster."),
          stop("25P04", Reasons.STATEMENT_TIMEOUT, "Allow more time, or make the transaction shorter."),
          stop("57P04", Reasons.DATABASE_MISSING, "Create it first."),
          stop("3D000", Reasons.DATABASE_MISSING, "Create it first."),
          stop("42P04", Reasons.ALREADY_EXISTS, "Choose another name, or adopt it."),
          stop("0A", Reasons.NOT_SUPPORTED, ""),
          stop("", Reasons.REFUSED, ""));

  static SqlStateRule of(String sqlState) {
    return TABLE.stream()
        .filter(rule -> sqlState.startsWith(rule.prefix))
        .max(Comparator.comparingInt(rule -> rule.prefix.length()))
        .orElseThrow();
  }

  Failure failure(String message, Optional<String> sqlState) {
    return switch (kind) {
      case TRANSIENT -> new Failure.Transient(reason, message, sqlState);
      case PERMANENT -> new Failure.Permanent(reason, message, sqlState);
      case MISSING_RIGHT -> new Failure.MissingRight(reason, message, sqlState);
    };
  }

  private static SqlStateRule wait(String prefix, String reason, String remedy) {
    return new SqlStateRule(prefix, Kind.TRANSIENT, reason, remedy);
  }

  /** Nobody tells us of a GRANT, a new password or a line in pg_hba.conf: a person must act, and we look again. */
  private static SqlStateRule act(String prefix, String reason, String remedy) {
    return new SqlStateRule(prefix, Kind.MISSING_RIGHT, reason, remedy);
  }

  private static SqlStateRule stop(String prefix, String reason, String remedy) {
    return new SqlStateRule(prefix, Kind.PERMANENT, reason, remedy);
  }
}
