package dev.sluice.controller.managed;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The Secret of {@code writeConnectionSecretToRef}: owned by the resource, so that it goes with it; keys of others in it
 * stay; a Secret that somebody else controls is left alone.
 *
 * <p>Source: crossplane-runtime, pkg/resource, connection secrets.
 */
final class ConnectionSecret {
  private static final String TYPE = "connection.crossplane.io/v1alpha1";

  private final KubernetesClient client;
  private final Map<String, Map<String, String>> published = new ConcurrentHashMap<>();

  ConnectionSecret(KubernetesClient client) {
    this.client = Objects.requireNonNull(client, "client");
  }

  /**
   * @param version of the Secret as watched, empty where there is none
   * @return whether something was written
   */
  boolean publish(Subject<?, ?> subject, String namespace, String name, Map<String, String> details, Optional<String> version) {
    var expected = new TreeMap<>(details);
    expected.put("", namespace + "/" + name);
    if (version.isPresent() && expected.equals(published.get(subject.uid()))) {
      return false;
    }
    var found = version.isEmpty() ? null : client.secrets().inNamespace(namespace).withName(name).get();
    if (found == null) {
      create(subject, namespace, name, details);
    } else if (!holds(found, details)) {
      check(subject, found);
      client.resource(found).patch(PatchContext.of(PatchType.JSON_MERGE), secret(subject, namespace, name, details));
    } else {
      check(subject, found);
      published.put(subject.uid(), expected);
      return false;
    }
    published.put(subject.uid(), expected);
    return true;
  }

  void forget(String uid) {
    published.remove(uid);
  }

  private void create(Subject<?, ?> subject, String namespace, String name, Map<String, String> details) {
    try {
      client.resource(secret(subject, namespace, name, details)).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      var found = client.secrets().inNamespace(namespace).withName(name).get();
      check(subject, found);
      client.resource(found).patch(PatchContext.of(PatchType.JSON_MERGE), secret(subject, namespace, name, details));
    }
  }

  private static void check(Subject<?, ?> subject, Secret found) {
    var ours =
        found.getMetadata().getOwnerReferences().stream()
            .anyMatch(o -> Boolean.TRUE.equals(o.getController()) && subject.uid().equals(o.getUid()));
    if (!ours) {
      throw new EngineException(
          new Failure.Permanent(
              "SecretNotOurs",
              "Secret %s/%s exists and does not belong to this resource; delete it or name another in spec.writeConnectionSecretToRef."
                  .formatted(found.getMetadata().getNamespace(), found.getMetadata().getName()),
              Optional.empty()));
    }
  }

  private static boolean holds(Secret found, Map<String, String> details) {
    var data = found.getData() == null ? Map.<String, String>of() : found.getData();
    return details.entrySet().stream().allMatch(e -> encoded(e.getValue()).equals(data.get(e.getKey())));
  }

  private static Secret secret(Subject<?, ?> subject, String namespace, String name, Map<String, String> details) {
    var data = new TreeMap<String, String>();
    details.forEach((k, v) -> data.put(k, encoded(v)));
    var owner = subject.object();
    return new SecretBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .withOwnerReferences(
            new OwnerReferenceBuilder()
                .withApiVersion(owner.getApiVersion())
                .withKind(owner.getKind())
                .withName(subject.name())
                .withUid(subject.uid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .build())
        .endMetadata()
        .withType(TYPE)
        .withData(data)
        .build();
  }

  private static String encoded(String value) {
    return Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
  }
}
