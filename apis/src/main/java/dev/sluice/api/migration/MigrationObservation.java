package dev.sluice.api.migration;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What the history table says, and what goes on.
 *
 * @param waitingPods pods that wait at their gate for this Migration; written by the gate alone
 * @param appliedVersion the last applied version; never blank once set, never early
 * @param targetVersion what the source and target ask for
 * @param sourceDigest of the files as read
 * @param appliedDigest of the files as of the last complete run
 * @param lint what the rules found in the files that were pending last
 * @param appliedDigests of the last 20 complete runs, newest first
 * @param appliedGeneration of the manifest of which all was found applied by the last look at the database; absent where that found otherwise
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MigrationObservation(
    String engine,
    String database,
    Integer waitingPods,
    String appliedVersion,
    String appliedAt,
    String targetVersion,
    String sourceDigest,
    String appliedDigest,
    List<String> appliedDigests,
    Long appliedGeneration,
    Pending pending,
    Running running,
    List<Finding> lint,
    LastFailure lastFailure,
    List<Applied> history) {

  /** What a reconcile writes: the gate's count is the gate's. */
  public MigrationObservation withoutWaitingPods() {
    return waitingPods == null
        ? this
        : new MigrationObservation(
            engine, database, null, appliedVersion, appliedAt, targetVersion, sourceDigest, appliedDigest, appliedDigests, appliedGeneration, pending, running,
            lint, lastFailure, history);
  }

  /** What is still to run; {@code versions} holds repeatable migrations by description. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Pending(Integer count, List<String> versions) {}

  /** The file that runs now. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Running(String version, String file, String startedAt, Integer statement, Integer statements) {}

  /** What a rule found in a file. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Finding(String rule, String severity, String file, Integer line, String object, String message) {}

  /**
   * The last failure; gone once a run completes.
   *
   * @param inputs digest of the versions of what the run was made from beside the spec
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record LastFailure(
      String version,
      String file,
      Integer line,
      String statement,
      String sqlState,
      String message,
      Integer attempts,
      String at,
      String inputs) {}

  /** A row of the history table. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Applied(
      String version,
      String description,
      String type,
      Integer checksum,
      String installedBy,
      String installedOn,
      Integer executionMillis,
      Boolean success) {}
}
