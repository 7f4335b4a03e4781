package dev.sluice.controller.testbed;

import java.util.Map;

/** What Argo CD makes of an object, by the health script that Sluice documents for it. */
public enum HealthScript {
  PROGRESSING,
  HEALTHY,
  DEGRADED,
  SUSPENDED;

  /** @param lastHandledRetry null where there is none */
  public static HealthScript of(Status status, Map<String, String> annotations, String lastHandledRetry) {
    if ("true".equals(annotations.get("crossplane.io/paused"))) {
      return SUSPENDED;
    }
    var retry = annotations.get("sluice.dev/retry");
    if (!status.isCurrent() || retry != null && !retry.equals(lastHandledRetry)) {
      return PROGRESSING;
    }
    if (isCurrent(status, "Stalled")) {
      return DEGRADED;
    }
    if (isCurrent(status, "ApprovalRequired")) {
      return SUSPENDED;
    }
    if (status.says("Reconciling=True") || status.says("Synced=False")) {
      return PROGRESSING;
    }
    return isCurrent(status, "Ready") ? HEALTHY : PROGRESSING;
  }

  private static boolean isCurrent(Status status, String type) {
    return status
        .condition(type)
        .filter(c -> c.is("True") && (c.observedGeneration() == null || c.observedGeneration() == status.generation()))
        .isPresent();
  }
}
