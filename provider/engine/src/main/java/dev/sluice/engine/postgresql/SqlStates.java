package dev.sluice.engine.postgresql;

import static dev.sluice.engine.FailureRule.act;
import static dev.sluice.engine.FailureRule.retry;
import static dev.sluice.engine.FailureRule.stop;

import dev.sluice.engine.FailureTable;
import dev.sluice.engine.Reasons;
import java.util.Map;

/** What PostgreSQL's SQLSTATEs and their classes mean for trying again. */
final class SqlStates {
  static final FailureTable TABLE =
      new FailureTable(
          Map.ofEntries(
              Map.entry("08", retry(Reasons.UNREACHABLE, "It will be tried again.")),
              Map.entry("57P01", retry(Reasons.UNREACHABLE, "It will be tried again.")),
              Map.entry("57P02", retry(Reasons.UNREACHABLE, "It will be tried again.")),
              Map.entry("57P03", retry(Reasons.UNREACHABLE, "It will be tried again.")),
              Map.entry("57P05", retry(Reasons.UNREACHABLE, "It will be tried again.")),
              Map.entry("25P03", retry(Reasons.UNREACHABLE, "It will be tried again.")),
              Map.entry("53300", retry(Reasons.TOO_MANY_CONNECTIONS, "Raise the limit on the server or lower spec.maxSessions of the ProviderConfig.")),
              Map.entry("53100", retry(Reasons.DISK_FULL, "Make room on the server.")),
              Map.entry("53", retry(Reasons.RESOURCES, "The server's log tells more.")),
              Map.entry("58030", retry(Reasons.RESOURCES, "The server's log tells more.")),
              Map.entry("25006", retry(Reasons.READ_ONLY, "It will be tried again; the endpoint must lead to the primary.")),
              Map.entry("40P01", retry(Reasons.DEADLOCK, "It will be tried again.")),
              Map.entry("40", retry(Reasons.SERIALIZATION, "It will be tried again.")),
              Map.entry("55P03", retry(Reasons.LOCK_TIMEOUT, "It will be tried again; somebody else's transaction holds the lock.")),
              Map.entry("55006", retry(Reasons.OBJECT_IN_USE, "It will be tried again.")),
              Map.entry("28", act(Reasons.AUTHENTICATION, "Correct the ProviderConfig's credentials, or the role and pg_hba.conf on the server.")),
              Map.entry("42501", act(Reasons.MISSING_RIGHT, "Grant that right to the ProviderConfig's user, or make it a member of the owner.")),
              Map.entry("0L", act(Reasons.MISSING_RIGHT, "Grant it to the ProviderConfig's user, with admin option.")),
              Map.entry("57014", stop(Reasons.STATEMENT_TIMEOUT, "Allow more time, or make the statement faster.")),
              Map.entry("25P04", stop(Reasons.STATEMENT_TIMEOUT, "Allow more time, or make the transaction shorter.")),
              Map.entry("57P04", stop(Reasons.DATABASE_MISSING, "Create it first.")),
              Map.entry("3D000", stop(Reasons.DATABASE_MISSING, "Create it first.")),
              Map.entry("42P04", stop(Reasons.ALREADY_EXISTS, "Choose another name, or adopt it.")),
              Map.entry("0A", stop(Reasons.NOT_SUPPORTED, "")),
              Map.entry("", stop(Reasons.REFUSED, ""))));

  private SqlStates() {}
}
