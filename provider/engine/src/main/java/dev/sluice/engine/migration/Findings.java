package dev.sluice.engine.migration;

import dev.sluice.engine.migration.MigrationState.Problem;
import java.util.List;
import org.flywaydb.core.api.FlywayException;

/** The problems that a run would not get over, in words. */
final class Findings {
  private static final String NO_PLACEHOLDER = "No value provided for placeholder: ";

  private Findings() {}

  static Problem invalidSource(String what) {
    return new Problem("InvalidSource", what.endsWith(".") ? what : what + ".");
  }

  /** Flyway quotes the text that it stumbles over, so that only its first sentence may be shown. */
  static Problem unreadable(String file, FlywayException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      var message = String.valueOf(cause.getMessage());
      var at = message.indexOf(NO_PLACEHOLDER);
      if (at >= 0) {
        var name = message.substring(at + NO_PLACEHOLDER.length()).replaceFirst("(?s)\\s.*", "").replaceFirst("\\.$", "");
        return invalidSource(file + " uses the placeholder " + name + ", which has no value: give it one in spec.forProvider.placeholders");
      }
    }
    var flat = flat(e).replaceFirst("\\. See .*", "");
    return invalidSource(flat.contains(file) ? flat : file + ": " + flat);
  }

  static Problem targetMissing(String target) {
    return new Problem(
        "TargetMissing",
        "The target " + target + " is neither among the files nor applied: add its file to the source, or correct spec.forProvider.target.");
  }

  static Problem baselineNeeded(String database, List<String> schemas) {
    return new Problem(
        "BaselineNeeded",
        "Database " + database + " has objects in " + named("schema", schemas)
            + " but no history: set spec.forProvider.baseline to the version at which it stands, or start from an empty database.");
  }

  static Problem failed(List<String> files, String table) {
    return new Problem(
        "FailedMigration",
        "The history records a failed run of " + String.join(", ", files)
            + ": undo what it left half done, then delete its rows with success = false from " + table + ".");
  }

  static Problem checksumMismatch(List<String> files, String digest) {
    return new Problem(
        "ChecksumMismatch",
        named("file", files) + " changed since being applied: restore the text and put the change into a new file,"
            + " or accept it as it is with the annotation sluice.dev/repair: " + digest + ".");
  }

  static Problem missingVersions(List<String> missing, List<String> pending) {
    return new Problem(
        "MissingVersions",
        "The source lacks " + named("version", missing) + ", which the database has, while " + String.join(", ", pending)
            + " would be applied: add the missing files to the source, or set spec.forProvider.outOfOrder.");
  }

  static Problem outOfOrder(List<String> pending, String applied) {
    return new Problem(
        "OutOfOrder",
        named("version", pending) + " would come after " + applied + ", which is applied already: give the files higher versions,"
            + " or set spec.forProvider.outOfOrder.");
  }

  /** @param reached the number of the last statement that took effect */
  static Problem edited(String file, List<Integer> statements, int reached, String digest) {
    var numbers = statements.stream().map(String::valueOf).toList();
    return new Problem(
        "AppliedStatementEdited",
        file + " is half done, and its " + named("statement", numbers) + ", which took effect, changed since: restore "
            + (statements.size() == 1 ? "it" : "them") + ", and correct only what follows statement " + reached + "; or accept the text as it is"
            + " with the annotation sluice.dev/repair: " + digest + ": nothing up to statement " + reached + " is executed then.");
  }

  static Problem sessionLost(String file, StatementRules.Lost lost, int reached) {
    return new Problem(
        "SessionLost",
        file + " is half done, and the session that it ran in is gone: " + lost.what() + ". " + lost.remedy()
            + "; or move what follows statement " + reached + " into a file of its own.");
  }

  /** A file that is half done, and isn't among those to be run, while others are. */
  static Problem halfDoneElsewhere(String leftover, List<String> pending) {
    return new Problem("HalfDoneElsewhere", leftover + " Until then " + String.join(", ", pending) + " can't be applied.");
  }

  /** @param why the file isn't run */
  static String leftover(String file, int reached, Absence why, HistoryPlace place) {
    var done = reached == 0 ? "a part of it may have taken effect" : (reached == 1 ? "statement 1" : "statements 1 to " + reached) + " took effect";
    return file + " is half done (" + done + "), "
        + switch (why) {
          case MISSING -> "and the source no longer has it: put it back to finish it";
          case ABOVE_TARGET -> "and the target is below it: raise spec.forProvider.target to finish it";
          case NOT_DUE -> "and is not due as it is now: restore its text to finish it";
        }
        + ", or undo what it did and delete its rows from " + place.schema() + "." + ProgressTable.NAME + " and the one with success = false from "
        + place.schema() + "." + place.table() + ".";
  }

  /** Why a file that is half done is not among those to be run. */
  enum Absence {
    MISSING,
    ABOVE_TARGET,
    NOT_DUE
  }

  static Problem outcomeUnknown(String file, int statement, String digest) {
    return new Problem(
        "OutcomeUnknown",
        "The session that ran statement " + statement + " of " + file + " was lost, and the catalog can't tell whether it took effect. "
            + decide(file, digest));
  }

  static Problem partlyApplied(String file, int statement, String digest) {
    return new Problem(
        "OutcomeUnknown", "Statement " + statement + " of " + file + " failed, and a part of it may have taken effect. " + decide(file, digest));
  }

  static String decide(String file, String digest) {
    return "Look in the database, then annotate with sluice.dev/repair: applied:" + file + ":" + digest
        + " to go on behind it, or, where nothing of it is there any more, sluice.dev/repair: not-applied:" + file + ":" + digest + " to run it again.";
  }

  /** Flyway's message on one line. */
  static String flat(FlywayException e) {
    return e.getMessage().replaceAll("\\s*\\R\\s*", " ").replaceAll("Offenders: -> ", "Files: ").replaceAll(" -> ", ", ").strip();
  }

  private static String named(String what, List<String> names) {
    return what + (names.size() == 1 ? " " : "s ") + String.join(", ", names);
  }
}
