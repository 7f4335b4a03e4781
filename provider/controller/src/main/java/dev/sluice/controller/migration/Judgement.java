package dev.sluice.controller.migration;

import dev.sluice.controller.managed.Reason;
import dev.sluice.controller.managed.Standing;
import dev.sluice.controller.run.Patience;
import dev.sluice.engine.migration.MigrationState;
import dev.sluice.engine.schema.lint.FileFinding;
import java.util.List;
import java.util.stream.Collectors;

/** How a Migration stands, given where its database does. */
final class Judgement {
  static final String UP_TO_DATE = "UpToDate";
  static final String SCHEMA_AHEAD = "SchemaAhead";
  static final String PENDING = "Pending";
  private static final String MIGRATING = "Migrating";
  private static final String TARGET_MISSING = "TargetMissing";
  private static final String LINT_FAILED = "LintFailed";
  private static final int SAID = 5;

  private Judgement() {}

  /** Whether all that was asked for is applied. */
  static boolean isComplete(MigrationState state) {
    return state.problems().isEmpty() && state.pending().isEmpty() && state.ahead().isEmpty() && state.remains().isEmpty();
  }

  static Standing of(MigrationState state) {
    if (!state.problems().isEmpty()) {
      var first = state.problems().getFirst();
      var message = state.problems().stream().map(MigrationState.Problem::message).collect(Collectors.joining(" "));
      return first.reason().equals(TARGET_MISSING)
          ? Standing.waiting(Patience.WAITING_FOR_SOURCE, message)
          : Standing.stalled(first.reason(), message);
    }
    if (!state.pending().isEmpty()) {
      return Standing.withheld(
          PENDING,
          "%s pending, and managementPolicies don't allow applying: %s. Add %s to apply them."
              .formatted(
                  count(state), names(state), state.started() ? "Update" : "Create"));
    }
    var at = state.appliedVersion().orElse("none");
    if (!state.ahead().isEmpty()) {
      return Standing.available(
          SCHEMA_AHEAD,
          "The database is at version %s, ahead of the source, which lacks %s; nothing is done, so that an older application can run on it.%s"
              .formatted(at, String.join(", ", state.ahead()), remains(state)));
    }
    if (!state.remains().isEmpty()) {
      return Standing.available(SCHEMA_AHEAD, "The database is at version %s, and has a part of what comes after.%s".formatted(at, remains(state)));
    }
    return Standing.available(
        UP_TO_DATE, state.appliedVersion().map("The database is at version %s."::formatted).orElse("All files are applied."));
  }

  /** Nothing has run. */
  static Standing forbidden(List<FileFinding> errors) {
    var first = errors.stream().limit(SAID).map(e -> "%s line %d, %s: %s".formatted(e.file(), e.line(), e.finding().rule().id(), e.finding().message()));
    return Standing.stalled(
        LINT_FAILED,
        first.collect(Collectors.joining(" ")) + (errors.size() > SAID ? " And %d more, in status.atProvider.lint.".formatted(errors.size() - SAID) : "")
            + " Change the file, or give the rule another severity in policy.lint.");
  }

  private static String remains(MigrationState state) {
    return state.remains().stream().map(" "::concat).collect(Collectors.joining());
  }

  static Standing working(Run run) {
    if (run.waitsFor().isPresent()) {
      return Standing.waiting(
          "WaitingForLock",
          "Another session migrates this database: %s. It is waited for, up to timeouts.deadline.".formatted(run.waitsFor().get()));
    }
    return run.step()
        .map(s -> Standing.working(MIGRATING, "%s is running, statement %d.".formatted(s.progress().file(), s.progress().statement())))
        .or(() -> run.before().filter(b -> !b.pending().isEmpty()).map(Judgement::goesOn))
        .orElseGet(() -> Standing.working(MIGRATING, "The database is being looked at."));
  }

  static Standing goesOn(MigrationState state) {
    return Standing.working(MIGRATING, "%s to apply: %s.".formatted(count(state), names(state)));
  }

  static Standing conflict(String older, String database) {
    return Standing.stalled(
        Reason.Conflict.name(),
        "%s has the same database %s and history table, and is older. Give this one another historyTable, or delete one of them."
            .formatted(older, database));
  }

  private static String count(MigrationState state) {
    return state.pending().size() == 1 ? "1 file" : state.pending().size() + " files";
  }

  private static String names(MigrationState state) {
    var shown = state.pending().stream().limit(5).map(MigrationState.Pending::file).collect(Collectors.joining(", "));
    return state.pending().size() > 5 ? shown + ", ..." : shown;
  }
}
