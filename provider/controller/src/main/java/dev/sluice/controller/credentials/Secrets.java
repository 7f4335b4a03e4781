package dev.sluice.controller.credentials;

import dev.sluice.controller.reference.ObjectKey;
import dev.sluice.controller.reference.WakeUps;
import dev.sluice.controller.reference.WatchedObjects;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Reads Secrets when they are used, and wakes the reader up when they change. */
public final class Secrets {
  private final KubernetesClient client;
  private final WatchedObjects watched;

  public Secrets(KubernetesClient client, WatchedObjects watched) {
    this.client = Objects.requireNonNull(client, "client");
    this.watched = Objects.requireNonNull(watched, "watched");
  }

  /** Its version without its values, empty where there is none. */
  public Optional<String> version(String namespace, String name, WakeUps.Reads reads) {
    return watched.version(ObjectKey.secret(namespace, name), reads);
  }

  /** Its values as text, empty where there is none. */
  public Optional<Map<String, String>> values(String namespace, String name, WakeUps.Reads reads) {
    reads.add(ObjectKey.secret(namespace, name));
    return Optional.ofNullable(client.secrets().inNamespace(namespace).withName(name).get()).map(Secrets::decoded);
  }

  private static Map<String, String> decoded(Secret secret) {
    var values = new HashMap<String, String>();
    if (secret.getData() != null) {
      secret
          .getData()
          .forEach((k, v) -> values.put(k, new String(Base64.getDecoder().decode(v), StandardCharsets.UTF_8)));
    }
    return values;
  }
}
