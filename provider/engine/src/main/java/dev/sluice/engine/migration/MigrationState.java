package dev.sluice.engine.migration;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where a database stands, from its history table and the set of files.
 *
 * @param appliedVersion the highest version applied, the baseline's included
 * @param targetVersion what the set and the target ask for; empty for a set without versions
 * @param pending in the order in which they are to run; where there is a problem, also what can't run for it
 * @param ahead applied versions that the set lacks, while nothing is pending: somebody reverted the source
 * @param remains files that were begun and failed, and are not asked for any more, in words; nobody goes on with them
 * @param started whether there is any row of history
 * @param history newest last, at most 20
 */
public record MigrationState(
    Optional<String> appliedVersion,
    Optional<Instant> appliedAt,
    Optional<String> targetVersion,
    List<Pending> pending,
    List<String> ahead,
    List<Problem> problems,
    List<String> remains,
    boolean started,
    List<Applied> history) {
  public MigrationState {
    pending = List.copyOf(pending);
    ahead = List.copyOf(ahead);
    problems = List.copyOf(problems);
    remains = List.copyOf(remains);
    history = List.copyOf(history);
  }

  /**
   * @param version empty for a repeatable file
   * @param file empty for the baseline, which is recorded first where it is due
   */
  public record Pending(Optional<String> version, String description, String file) {}

  /**
   * Something that a run would not get over.
   *
   * @param reason one of InvalidSource, TargetMissing (the file may be on its way: wait), BaselineNeeded, FailedMigration,
   *     ChecksumMismatch, MissingVersions, OutOfOrder, AppliedStatementEdited, HalfDoneElsewhere, SessionLost, OutcomeUnknown
   * @param message the thing, the cause, the remedy
   */
  public record Problem(String reason, String message) {}

  /** A row of the history table. */
  public record Applied(
      Optional<String> version,
      String description,
      String type,
      Optional<Integer> checksum,
      String installedBy,
      Instant installedOn,
      int executionMillis,
      boolean success) {}
}
