package dev.sluice.controller.source;

import dev.sluice.api.common.LocalReference;
import dev.sluice.api.common.Source;
import dev.sluice.controller.credentials.Secrets;
import dev.sluice.controller.reference.ObjectKey;
import dev.sluice.controller.reference.WakeUps;
import dev.sluice.controller.reference.WatchedObjects;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads SQL files from wherever they are, into one set. */
public final class Sources {
  private final KubernetesClient client;
  private final WatchedObjects watched;
  private final Secrets secrets;

  public Sources(KubernetesClient client, WatchedObjects watched, Secrets secrets) {
    this.client = Objects.requireNonNull(client, "client");
    this.watched = Objects.requireNonNull(watched, "watched");
    this.secrets = Objects.requireNonNull(secrets, "secrets");
  }

  /** Files as read. @param confidential whether any of them came from a Secret */
  public record Files(Map<String, String> texts, boolean confidential) {}

  /** The versions of all objects that files come from, without reading them; empty for what isn't there. */
  public Map<ObjectKey, Optional<String>> versions(Source source, Optional<String> namespace, WakeUps.Reads reads) {
    return Stream.concat(
            source.configMapRefs().stream().map(r -> ObjectKey.configMap(namespace.orElse(r.namespace()), r.name())),
            source.secretRefs().stream().map(r -> ObjectKey.secret(namespace.orElse(r.namespace()), r.name())))
        .distinct()
        .collect(Collectors.toMap(Function.identity(), key -> watched.version(key, reads)));
  }

  /**
   * @param field of {@code spec.forProvider}, for messages
   * @param namespace the only one that is read for a namespaced resource; empty: references name theirs
   * @throws EngineException Transient WaitingForSource where something is not there yet, Permanent InvalidSource where two
   *     sources hold the same file
   */
  public Files read(String field, Source source, Optional<String> namespace, WakeUps.Reads reads) {
    var files = new Merged();
    files.add("spec.forProvider." + field + ".inline", source.inline());
    for (var reference : source.configMapRefs()) {
      var place = namespace.orElse(reference.namespace());
      files.add("ConfigMap " + place + "/" + reference.name(), configMap(place, reference, reads));
    }
    for (var reference : source.secretRefs()) {
      var place = namespace.orElse(reference.namespace());
      files.add("Secret " + place + "/" + reference.name(), secret(place, reference, reads));
    }
    return new Files(files.texts, !source.secretRefs().isEmpty());
  }

  /** @throws EngineException Transient WaitingForSource where the manifest expects files of another digest */
  public static void expect(String field, Source source, String digest) {
    if (source.digest() != null && !source.digest().equals(digest)) {
      throw waiting(
          "The files have the digest %s, and %s.digest expects %s; apply the matching files, or mend the digest."
              .formatted(digest, field, source.digest()));
    }
  }

  private Map<String, String> configMap(String namespace, LocalReference reference, WakeUps.Reads reads) {
    watched.version(ObjectKey.configMap(namespace, reference.name()), reads);
    var found = client.configMaps().inNamespace(namespace).withName(reference.name()).get();
    if (found == null) {
      throw waiting("ConfigMap %s/%s is not there yet.".formatted(namespace, reference.name()));
    }
    return found.getData() == null ? Map.of() : found.getData();
  }

  private Map<String, String> secret(String namespace, LocalReference reference, WakeUps.Reads reads) {
    secrets.version(namespace, reference.name(), reads);
    return secrets
        .values(namespace, reference.name(), reads)
        .orElseThrow(() -> waiting("Secret %s/%s is not there yet.".formatted(namespace, reference.name())));
  }

  static EngineException waiting(String message) {
    return new EngineException(new Failure.Transient("WaitingForSource", message, Optional.empty()));
  }

  /** Files by name, each from one place. */
  private static final class Merged {
    private final Map<String, String> texts = new TreeMap<>();
    private final Map<String, String> places = new TreeMap<>();

    void add(String place, Map<String, String> files) {
      files.forEach(
          (name, text) -> {
            var other = places.put(name, place);
            if (other != null) {
              throw new EngineException(
                  new Failure.Permanent(
                      "InvalidSource",
                      "File %s is in %s and in %s; keep one of them.".formatted(name, other, place),
                      Optional.empty()));
            }
            texts.put(name, text);
          });
    }
  }
}
