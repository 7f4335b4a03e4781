package dev.sluice.controller.source;

import dev.sluice.api.migration.MigrationParameters;
import dev.sluice.controller.credentials.Secrets;
import dev.sluice.controller.reference.ObjectKey;
import dev.sluice.controller.reference.WakeUps;
import dev.sluice.controller.reference.WatchedObjects;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads the values of a Migration's placeholders. */
public final class PlaceholderValues {
  private final KubernetesClient client;
  private final WatchedObjects watched;
  private final Secrets secrets;

  public PlaceholderValues(KubernetesClient client, WatchedObjects watched, Secrets secrets) {
    this.client = Objects.requireNonNull(client, "client");
    this.watched = Objects.requireNonNull(watched, "watched");
    this.secrets = Objects.requireNonNull(secrets, "secrets");
  }

  /** @param confidential the names whose values came from Secrets */
  public record Values(Optional<Map<String, String>> byName, Set<String> confidential) {}

  /** The versions of all objects that values come from, without reading them; empty for what isn't there. */
  public Map<ObjectKey, Optional<String>> versions(
      Optional<MigrationParameters.Placeholders> placeholders, Optional<String> namespace, WakeUps.Reads reads) {
    return placeholders.stream()
        .flatMap(p -> p.valuesFrom().stream())
        .map(v -> v.secretKeyRef() != null
            ? ObjectKey.secret(namespace.orElse(v.secretKeyRef().namespace()), v.secretKeyRef().name())
            : ObjectKey.configMap(namespace.orElse(v.configMapKeyRef().namespace()), v.configMapKeyRef().name()))
        .distinct()
        .collect(Collectors.toMap(Function.identity(), key -> watched.version(key, reads)));
  }

  /** Without a section no placeholder is replaced at all, which is another thing than none being known. */
  public Values read(
      Optional<MigrationParameters.Placeholders> placeholders, Optional<String> namespace, WakeUps.Reads reads) {
    if (placeholders.isEmpty()) {
      return new Values(Optional.empty(), Set.of());
    }
    var values = new HashMap<>(placeholders.get().values());
    var confidential = new HashSet<String>();
    for (var from : placeholders.get().valuesFrom()) {
      if (from.secretKeyRef() != null) {
        var reference = from.secretKeyRef();
        var place = namespace.orElse(reference.namespace());
        secrets.version(place, reference.name(), reads);
        var found = secrets.values(place, reference.name(), reads);
        values.put(from.name(), key(found, "Secret", place, reference.name(), reference.key()));
        confidential.add(from.name());
      } else {
        var reference = from.configMapKeyRef();
        var place = namespace.orElse(reference.namespace());
        watched.version(ObjectKey.configMap(place, reference.name()), reads);
        var found = Optional.ofNullable(client.configMaps().inNamespace(place).withName(reference.name()).get());
        values.put(
            from.name(), key(found.map(c -> c.getData()), "ConfigMap", place, reference.name(), reference.key()));
      }
    }
    return new Values(Optional.of(values), confidential);
  }

  private static String key(
      Optional<Map<String, String>> values, String kind, String namespace, String name, String key) {
    return values
        .map(v -> v.get(key))
        .orElseThrow(
            () ->
                new EngineException(
                    new Failure.Transient(
                        "WaitingForSource",
                        "%s %s/%s with key %s is not there yet; a placeholder takes its value from it."
                            .formatted(kind, namespace, name, key),
                        Optional.empty())));
  }
}
