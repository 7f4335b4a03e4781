package dev.sluice.controller.managed;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The Secret of {@code writeConnectionSecretToRef}: owned by the resource, so that it goes with it; keys of others in it
 * stay; a Secret that somebody else controls, or of another type, is left alone.
 *
 * <p>Source: crossplane-runtime, pkg/resource, connection secrets.
 */
final class ConnectionSecret {
  private static final String TYPE = "connection.crossplane.io/v1alpha1";

  private final KubernetesClient client;
  private final Map<String, Published> published = new ConcurrentHashMap<>();

  /** @param version of the Secret that was seen to hold the details; anybody may have edited a newer one */
  private record Published(String namespace, String name, Map<String, String> details, String version) {}

  ConnectionSecret(KubernetesClient client) {
    this.client = Objects.requireNonNull(client, "client");
  }

  /**
   * @param version of the Secret as watched, empty where there is none
   * @return whether something was written
   */
  boolean publish(Subject<?, ?> subject, String namespace, String name, Map<String, String> details, Optional<String> version) {
    var seen = version.map(v -> new Published(namespace, name, Map.copyOf(details), v));
    if (seen.isPresent() && seen.get().equals(published.get(subject.uid()))) {
      return false;
    }
    var found = Optional.ofNullable(version.isEmpty() ? null : client.secrets().inNamespace(namespace).withName(name).get());
    var written = found.isEmpty() ? create(subject, namespace, name, details) : amend(subject, found.get(), details);
    var now = written.or(() -> found).orElseThrow().getMetadata().getResourceVersion();
    published.put(subject.uid(), new Published(namespace, name, Map.copyOf(details), now));
    return written.isPresent();
  }

  void forget(String uid) {
    published.remove(uid);
  }

  private Optional<Secret> create(Subject<?, ?> subject, String namespace, String name, Map<String, String> details) {
    try {
      return Optional.of(client.resource(secret(subject, namespace, name, details)).create());
    } catch (KubernetesClientException e) {
      // There already: ours, and the watch lags behind, or somebody else's.
      var found = e.getCode() == HttpURLConnection.HTTP_CONFLICT ? client.secrets().inNamespace(namespace).withName(name).get() : null;
      if (found == null) {
        throw e;
      }
      return Optional.of(amend(subject, found, details).orElse(found));
    }
  }

  /** Empty where there is nothing to amend. */
  private Optional<Secret> amend(Subject<?, ?> subject, Secret found, Map<String, String> details) {
    var ours = isOurs(subject, found);
    if (!ours && !isNobodys(found)) {
      throw notOurs(found);
    }
    if (ours && holds(found, details)) {
      return Optional.empty();
    }
    var data = new TreeMap<String, String>();
    details.forEach((k, v) -> data.put(k, encoded(v)));
    var patch = client.getKubernetesSerialization().asJson(ours ? Map.of("data", data) : Map.of("data", data, "metadata", taken(subject, found)));
    return Optional.of(client.resource(found).patch(PatchContext.of(PatchType.JSON_MERGE), patch));
  }

  private static boolean isOurs(Subject<?, ?> subject, Secret found) {
    return controller(found).filter(o -> subject.uid().equals(o.getUid())).isPresent();
  }

  /** Made for connection details and controlled by nobody: a backup restores Secrets without their owners. */
  private static boolean isNobodys(Secret found) {
    return TYPE.equals(found.getType()) && controller(found).isEmpty();
  }

  private static Optional<OwnerReference> controller(Secret found) {
    return found.getMetadata().getOwnerReferences().stream().filter(o -> Boolean.TRUE.equals(o.getController())).findFirst();
  }

  /** Fails where somebody else takes it in between. */
  private static Map<String, Object> taken(Subject<?, ?> subject, Secret found) {
    var owners = new ArrayList<>(found.getMetadata().getOwnerReferences());
    owners.removeIf(o -> subject.uid().equals(o.getUid()));
    owners.add(subject.asController());
    return Map.of("resourceVersion", found.getMetadata().getResourceVersion(), "ownerReferences", owners);
  }

  private static EngineException notOurs(Secret found) {
    return new EngineException(
        new Failure.Permanent(
            "SecretNotOurs",
            "Secret %s/%s exists and does not belong to this resource; delete it or name another in spec.writeConnectionSecretToRef."
                .formatted(found.getMetadata().getNamespace(), found.getMetadata().getName()),
            Optional.empty()));
  }

  private static boolean holds(Secret found, Map<String, String> details) {
    var data = found.getData() == null ? Map.<String, String>of() : found.getData();
    return details.entrySet().stream().allMatch(e -> encoded(e.getValue()).equals(data.get(e.getKey())));
  }

  private static Secret secret(Subject<?, ?> subject, String namespace, String name, Map<String, String> details) {
    var data = new TreeMap<String, String>();
    details.forEach((k, v) -> data.put(k, encoded(v)));
    return new SecretBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .withOwnerReferences(subject.asController())
        .endMetadata()
        .withType(TYPE)
        .withData(data)
        .build();
  }

  private static String encoded(String value) {
    return Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
  }
}
