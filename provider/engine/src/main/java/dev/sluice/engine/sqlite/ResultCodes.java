package dev.sluice.engine.sqlite;

import static dev.sluice.engine.FailureRule.act;
import static dev.sluice.engine.FailureRule.retry;
import static dev.sluice.engine.FailureRule.stop;

import dev.sluice.engine.FailureTable;
import dev.sluice.engine.Reasons;
import java.util.Map;

/** What SQLite's result codes mean for trying again: extended ones begin with the name of what they refine. */
final class ResultCodes {
  private static final String AGAIN = "It will be tried again.";

  static final FailureTable TABLE =
      new FailureTable(
          Map.ofEntries(
              Map.entry("SQLITE_BUSY", retry(Reasons.LOCK_TIMEOUT, "It will be tried again; somebody else's transaction holds the file.")),
              Map.entry("SQLITE_BUSY_SNAPSHOT", retry(Reasons.SERIALIZATION, AGAIN)),
              Map.entry("SQLITE_LOCKED", retry(Reasons.LOCK_TIMEOUT, "It will be tried again; somebody else's transaction holds the file.")),
              Map.entry("SQLITE_PROTOCOL", retry(Reasons.LOCK_TIMEOUT, AGAIN)),
              Map.entry("SQLITE_SCHEMA", retry(Reasons.SERIALIZATION, AGAIN)),
              Map.entry("SQLITE_INTERRUPT", retry(Reasons.CANCELLED, AGAIN)),
              Map.entry("SQLITE_ABORT_ROLLBACK", retry(Reasons.CANCELLED, AGAIN)),
              Map.entry("SQLITE_FULL", retry(Reasons.DISK_FULL, "Make room on the volume.")),
              Map.entry("SQLITE_IOERR", retry(Reasons.RESOURCES, "Look whether the volume is well; it will be tried again.")),
              Map.entry("SQLITE_NOMEM", retry(Reasons.RESOURCES, "Give the provider more memory; it will be tried again.")),
              Map.entry("SQLITE_READONLY_DBMOVED", retry(Reasons.UNREACHABLE, "Its file was moved or removed meanwhile; it will be tried again.")),
              Map.entry("SQLITE_READONLY", act(Reasons.READ_ONLY, "Allow the file and its folder to the provider's user, and mount the volume for writing.")),
              Map.entry("SQLITE_CANTOPEN", act(Reasons.MISSING_RIGHT, "Allow the file and its folder to the provider's user, and mount the volume for writing.")),
              Map.entry("SQLITE_CANTOPEN_SYMLINK", act(Reasons.NOT_SUPPORTED, "Its path leads over a symbolic link, which may lead out of the folder; remove that.")),
              Map.entry("SQLITE_PERM", act(Reasons.MISSING_RIGHT, "Allow the file to the provider's user.")),
              Map.entry("SQLITE_AUTH", act(Reasons.MISSING_RIGHT, "Allow the file to the provider's user.")),
              Map.entry("SQLITE_CORRUPT", stop(Reasons.REFUSED, "Restore the file from a backup.")),
              Map.entry("SQLITE_NOTADB", stop(Reasons.REFUSED, "It is left as it is: move it away, or choose another path.")),
              Map.entry("SQLITE_NOLFS", stop(Reasons.NOT_SUPPORTED, "")),
              Map.entry("", stop(Reasons.REFUSED, ""))));

  private ResultCodes() {}
}
