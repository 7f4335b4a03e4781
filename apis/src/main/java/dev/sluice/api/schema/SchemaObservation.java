package dev.sluice.api.schema;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.api.common.LocalReference;
import java.util.List;
import java.util.Map;

/**
 * What is to do, what was done, and what the database has beside it.
 *
 * @param waitingPods pods that wait at their gate for this Schema; written by the gate alone
 * @param appliedDigest of the files as of the last time that the database was what they say
 * @param appliedDigests its last 20 values, newest first
 * @param appliedGeneration of the manifest that the database was found to be as, by the last look at it; absent where that found otherwise
 * @param fingerprint of the structure when it was last found to be as desired
 * @param inputs digest of what it was compared with then
 * @param unmanaged what is there and no plan touches or compares, {@code kind:schema.name}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SchemaObservation(
    String engine,
    String database,
    Integer waitingPods,
    String desiredDigest,
    String appliedDigest,
    List<String> appliedDigests,
    Long appliedGeneration,
    String lastAppliedAt,
    String fingerprint,
    String inputs,
    Plan plan,
    Running running,
    LastFailure lastFailure,
    List<String> unmanaged,
    Drift drift,
    List<Applied> history) {

  /** What a reconcile writes: the gate's count is the gate's. */
  public SchemaObservation withoutWaitingPods() {
    return waitingPods == null
        ? this
        : new SchemaObservation(
            engine, database, null, desiredDigest, appliedDigest, appliedDigests, appliedGeneration, lastAppliedAt, fingerprint, inputs, plan, running, lastFailure,
            unmanaged, drift, history);
  }

  /** What is to do. {@code sql} is absent where the ConfigMap alone has room for it. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Plan(
      String hash, Integer statements, Integer destructive, List<Statement> sql, LocalReference configMapRef, List<Finding> lint) {}

  /**
   * Statements with the same {@code transaction} commit together; one without commits by itself.
   *
   * @param facts counts and sizes in bytes of the object, as far as rules asked for them
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Statement(String statement, String object, Boolean destructive, Integer transaction, List<String> hazards, Map<String, Long> facts) {}

  /** What a rule found; {@code facts} are counts and sizes in bytes. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Finding(String rule, String severity, String object, String message, Map<String, Long> facts) {}

  /** The statement that runs now. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Running(Integer statement, Integer statements, String sql, String startedAt) {}

  /** The last failure; gone once a run completes. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record LastFailure(
      String file, Integer line, String statement, String sqlState, String message, Integer attempts, String at, String inputs) {}

  /** Where the database differs from what was applied. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Drift(List<String> objects, String since) {}

  /** A plan that was applied; {@code approval} is {@code NotNeeded}, {@code Spec} or {@code Annotation}. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Applied(String at, String plan, String digest, Integer statements, String approval) {}
}
