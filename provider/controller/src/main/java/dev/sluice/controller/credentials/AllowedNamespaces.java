package dev.sluice.controller.credentials;

import dev.sluice.api.config.ProviderConfigSpec;
import dev.sluice.controller.reference.ObjectKey;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Whether a ClusterProviderConfig serves a namespace: by name or by label; none, unless it says so. */
final class AllowedNamespaces {
  private final KubernetesClient client;

  AllowedNamespaces(KubernetesClient client) {
    this.client = Objects.requireNonNull(client, "client");
  }

  void check(ObjectKey config, ProviderConfigSpec.Namespaces allowed, String namespace) {
    if (allowed != null && allowed.names() != null && allowed.names().contains(namespace)) {
      return;
    }
    // An empty selector would be everybody, which nobody should get by leaving something out.
    if (allowed != null && !isEmpty(allowed.selector()) && matches(config, allowed.selector(), namespace)) {
      return;
    }
    var what = "namespace %s may not use it; whoever runs it can add the namespace to spec.allow.namespaces".formatted(namespace);
    // Nobody tells us of a label that a namespace gets.
    throw allowed == null || isEmpty(allowed.selector()) ? Problems.notAllowed(config, what) : Problems.notAllowedYet(config, what);
  }

  private boolean matches(ObjectKey config, LabelSelector selector, String namespace) {
    try {
      var found = client.namespaces().withName(namespace).get();
      var labels = found == null ? null : found.getMetadata().getLabels();
      return matches(selector, labels == null ? Map.of() : labels);
    } catch (KubernetesClientException e) {
      throw Problems.missing(
          "WaitingForNamespace",
          "%s: spec.allow.namespaces.selector needs the labels of namespace %s, which the provider can't read (%s); bind package/rbac, or use names."
              .formatted(config, namespace, e.getCode()));
    }
  }

  private static boolean isEmpty(LabelSelector selector) {
    return selector == null
        || (selector.getMatchLabels() == null || selector.getMatchLabels().isEmpty())
            && selector.getMatchExpressions().isEmpty();
  }

  private static boolean matches(LabelSelector selector, Map<String, String> labels) {
    var equal = selector.getMatchLabels() == null ? Map.<String, String>of() : selector.getMatchLabels();
    return labels.entrySet().containsAll(equal.entrySet())
        && selector.getMatchExpressions().stream()
            .allMatch(
                e -> {
                  var value = labels.get(e.getKey());
                  var values = e.getValues() == null ? List.<String>of() : e.getValues();
                  return switch (e.getOperator()) {
                    case "In" -> value != null && values.contains(value);
                    case "NotIn" -> value == null || !values.contains(value);
                    case "Exists" -> value != null;
                    case "DoesNotExist" -> value == null;
                    default -> false;
                  };
                });
  }
}
