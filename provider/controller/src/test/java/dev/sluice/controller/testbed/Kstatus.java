package dev.sluice.controller.testbed;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;

/**
 * What Flux ({@code wait: true}) and Helm 4 ({@code --wait}) make of an object.
 *
 * <p>Source: sigs.k8s.io/cli-utils, pkg/kstatus/status (generic.go, status.go), the rules for kinds that it has no own rules for.
 */
public enum Kstatus {
  IN_PROGRESS,
  CURRENT,
  FAILED,
  TERMINATING;

  /** An object that has no observed generation at all is judged by its conditions alone. */
  public static Kstatus of(GenericKubernetesResource object) {
    var status = Status.of(object);
    var fields = (Map<?, ?>) object.getAdditionalProperties().getOrDefault("status", Map.of());
    return of(status, fields.get("observedGeneration") == null || status.isCurrent());
  }

  public static Kstatus of(Status status) {
    return of(status, status.isCurrent());
  }

  private static Kstatus of(Status status, boolean current) {
    if (status.deleted()) {
      return TERMINATING;
    }
    return current ? of(status.conditions()) : IN_PROGRESS;
  }

  /** The first of Reconciling and Stalled that is true decides; without a word of readiness it is taken for done. */
  private static Kstatus of(List<Status.Condition> conditions) {
    for (var condition : conditions) {
      if (condition.is("True") && condition.type().equals("Reconciling")) {
        return IN_PROGRESS;
      }
      if (condition.is("True") && condition.type().equals("Stalled")) {
        return FAILED;
      }
    }
    var notReady = conditions.stream().anyMatch(c -> c.type().equals("Ready") && !c.is("True"));
    return notReady ? IN_PROGRESS : CURRENT;
  }
}
