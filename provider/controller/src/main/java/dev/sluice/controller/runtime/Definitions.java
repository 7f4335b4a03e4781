package dev.sluice.controller.runtime;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for CustomResourceDefinitions: under Crossplane's safe-start they come one by one, when somebody activates them.
 *
 * <p>Source: Crossplane's guide for implementing safe-start.
 */
final class Definitions {
  private static final Logger LOG = LoggerFactory.getLogger(Definitions.class);

  private final KubernetesClient client;

  Definitions(KubernetesClient client) {
    this.client = Objects.requireNonNull(client, "client");
  }

  /** Completes when the kind is served; cancel it to stop waiting. */
  CompletableFuture<Void> established(String name) {
    var definition = client.apiextensions().v1().customResourceDefinitions().withName(name);
    try {
      if (isEstablished(definition.get())) {
        return CompletableFuture.completedFuture(null);
      }
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        LOG.info("CustomResourceDefinitions can't be read; {} is taken to be there", name);
        return CompletableFuture.completedFuture(null);
      }
      throw e;
    }
    LOG.info("{} is not installed yet; its kind starts when it is", name);
    var waiting = definition.informOnCondition(found -> found.stream().anyMatch(Definitions::isEstablished));
    var result = waiting.<Void>thenApply(found -> null);
    result.whenComplete(
        (v, e) -> {
          waiting.cancel(true);
          if (e != null && !result.isCancelled()) {
            LOG.error("{} can't be waited for any more; restart the provider", name, e);
          }
        });
    return result;
  }

  private static boolean isEstablished(CustomResourceDefinition definition) {
    return definition != null
        && definition.getStatus() != null
        && definition.getStatus().getConditions() != null
        && definition.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
  }
}
