package dev.sluice.controller.reference;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** Nothing can be made in a namespace that is being deleted. */
public final class EndingNamespace {
  private EndingNamespace() {}

  /** Whether the API server refused for that reason. */
  public static boolean refused(KubernetesClientException e) {
    return e.getStatus() != null
        && e.getStatus().getDetails() != null
        && e.getStatus().getDetails().getCauses() != null
        && e.getStatus().getDetails().getCauses().stream().anyMatch(c -> "NamespaceTerminating".equals(c.getReason()));
  }
}
