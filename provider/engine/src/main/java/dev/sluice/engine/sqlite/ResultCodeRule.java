package dev.sluice.engine.sqlite;

import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What one of SQLite's result codes means for trying again. The rule with the longest matching prefix holds: extended codes
 * begin with the name of what they refine.
 *
 * @param remedy a sentence, or nothing where SQLite's own words are enough
 */
record ResultCodeRule(String prefix, Kind kind, String reason, String remedy) {

  enum Kind {
    TRANSIENT,
    PERMANENT,
    MISSING_RIGHT
  }

  private static final String AGAIN = "It will be tried again.";

  static final List<ResultCodeRule> TABLE =
      List.of(
          wait("SQLITE_BUSY", Reasons.LOCK_TIMEOUT, "It will be tried again; somebody else's transaction holds the file."),
          wait("SQLITE_BUSY_SNAPSHOT", Reasons.SERIALIZATION, AGAIN),
          wait("SQLITE_LOCKED", Reasons.LOCK_TIMEOUT, "It will be tried again; somebody else's transaction holds the file."),
          wait("SQLITE_PROTOCOL", Reasons.LOCK_TIMEOUT, AGAIN),
          wait("SQLITE_SCHEMA", Reasons.SERIALIZATION, AGAIN),
          wait("SQLITE_INTERRUPT", Reasons.CANCELLED, AGAIN),
          wait("SQLITE_ABORT_ROLLBACK", Reasons.CANCELLED, AGAIN),
          wait("SQLITE_FULL", Reasons.DISK_FULL, "Make room on the volume."),
          wait("SQLITE_IOERR", Reasons.RESOURCES, "Look whether the volume is well; it will be tried again."),
          wait("SQLITE_NOMEM", Reasons.RESOURCES, "Give the provider more memory; it will be tried again."),
          wait("SQLITE_READONLY_DBMOVED", Reasons.UNREACHABLE, "Its file was moved or removed meanwhile; it will be tried again."),
          act("SQLITE_READONLY", Reasons.READ_ONLY, "Allow the file and its folder to the provider's user, and mount the volume for writing."),
          act("SQLITE_CANTOPEN", Reasons.MISSING_RIGHT, "Allow the file and its folder to the provider's user, and mount the volume for writing."),
          act("SQLITE_CANTOPEN_SYMLINK", Reasons.NOT_SUPPORTED, "Its path leads over a symbolic link, which may lead out of the folder; remove that."),
          act("SQLITE_PERM", Reasons.MISSING_RIGHT, "Allow the file to the provider's user."),
          act("SQLITE_AUTH", Reasons.MISSING_RIGHT, "Allow the file to the provider's user."),
          stop("SQLITE_CORRUPT", Reasons.REFUSED, "Restore the file from a backup."),
          stop("SQLITE_NOTADB", Reasons.REFUSED, "It is left as it is: move it away, or choose another path."),
          stop("SQLITE_NOLFS", Reasons.NOT_SUPPORTED, ""),
          stop("", Reasons.REFUSED, ""));

  static ResultCodeRule of(String code) {
    return TABLE.stream()
        .filter(rule -> code.startsWith(rule.prefix))
        .max(Comparator.comparingInt(rule -> rule.prefix.length()))
        .orElseThrow();
  }

  Failure failure(String message, Optional<String> code) {
    return switch (kind) {
      case TRANSIENT -> new Failure.Transient(reason, message, code);
      case PERMANENT -> new Failure.Permanent(reason, message, code);
      case MISSING_RIGHT -> new Failure.MissingRight(reason, message, code);
    };
  }

  private static ResultCodeRule wait(String prefix, String reason, String remedy) {
    return new ResultCodeRule(prefix, Kind.TRANSIENT, reason, remedy);
  }

  /** Nobody tells us when a file may be written again: a person must act, and we look now and then. */
  private static ResultCodeRule act(String prefix, String reason, String remedy) {
    return new ResultCodeRule(prefix, Kind.MISSING_RIGHT, reason, remedy);
  }

  private static ResultCodeRule stop(String prefix, String reason, String remedy) {
    return new ResultCodeRule(prefix, Kind.PERMANENT, reason, remedy);
  }
}
