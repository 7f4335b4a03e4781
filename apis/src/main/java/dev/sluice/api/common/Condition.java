package dev.sluice.api.common;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * One row of {@code status.conditions}, in Crossplane's shape.
 *
 * @param status True, False or Unknown
 * @param lastTransitionTime RFC 3339, seconds
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Condition(
    String type, String status, String reason, String message, String lastTransitionTime, Long observedGeneration) {

  @JsonIgnore
  public boolean isTrue() {
    return "True".equals(status);
  }

  @JsonIgnore
  public boolean isFalse() {
    return "False".equals(status);
  }

  /** Whether both say the same, whenever they were written. */
  public boolean saysTheSameAs(Condition other) {
    return equals(
        new Condition(other.type, other.status, other.reason, other.message, lastTransitionTime, other.observedGeneration));
  }
}
