package dev.sluice.controller.testbed;

import java.util.Optional;

/**
 * What kubectl, Helm and Flux make of a status.
 *
 * <p>Source: sigs.k8s.io/cli-utils, pkg/kstatus/status, the rules for kinds that it has no own rules for.
 */
public enum Kstatus {
  IN_PROGRESS,
  CURRENT,
  FAILED,
  TERMINATING;

  public static Kstatus of(Status status) {
    if (status.deleted()) {
      return TERMINATING;
    }
    if (!status.isCurrent()) {
      return IN_PROGRESS;
    }
    if (isTrue(status, "Reconciling")) {
      return IN_PROGRESS;
    }
    if (isTrue(status, "Stalled")) {
      return FAILED;
    }
    Optional<Status.Condition> ready = status.condition("Ready");
    return ready.isPresent() && !ready.get().is("True") ? IN_PROGRESS : CURRENT;
  }

  private static boolean isTrue(Status status, String type) {
    return status.condition(type).filter(c -> c.is("True")).isPresent();
  }
}
