package dev.sluice.engine.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A {@link MigrationState} with what a run needs to go on from it.
 *
 * @param pending in the order in which they are to run
 * @param baseline the row to begin the history with
 * @param mismatched rows with another checksum, type or description than their file, as they would be if accepted
 */
record Standing(
    MigrationState state, List<MigrationFile> pending, Optional<HistoryRow> baseline, List<HistoryRow> mismatched) {
  Standing {
    pending = List.copyOf(pending);
    mismatched = List.copyOf(mismatched);
  }

  /** @param remains as in {@link MigrationState} */
  Standing with(List<MigrationState.Problem> more, List<String> remains) {
    if (more.isEmpty() && remains.isEmpty()) {
      return this;
    }
    var problems = new ArrayList<>(state.problems());
    problems.addAll(more);
    var troubled =
        new MigrationState(
            state.appliedVersion(), state.appliedAt(), state.targetVersion(), state.pending(), state.ahead(), problems, remains, state.started(),
            state.history());
    return new Standing(troubled, pending, baseline, mismatched);
  }

  boolean nothingToDo() {
    return !state.problems().isEmpty() || state.pending().isEmpty();
  }
}
