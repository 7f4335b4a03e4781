package dev.sluice.controller.reference;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Names any object of the cluster.
 *
 * @param kind with its group where that is not the core's, such as {@code Secret} or {@code Database.db.m.sluice.dev}
 * @param namespace empty for cluster-scoped objects
 */
public record ObjectKey(String kind, Optional<String> namespace, String name) {
  public ObjectKey {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(name, "name");
  }

  /** The object itself, and what stands for it with those who wait for one that they can select. */
  public static Stream<ObjectKey> of(String kind, HasMetadata object) {
    var own = new ObjectKey(kind, Optional.ofNullable(object.getMetadata().getNamespace()), object.getMetadata().getName());
    return Stream.concat(Stream.of(own), Selection.marks(kind, object));
  }

  public static ObjectKey secret(String namespace, String name) {
    return new ObjectKey("Secret", Optional.of(namespace), name);
  }

  public static ObjectKey configMap(String namespace, String name) {
    return new ObjectKey("ConfigMap", Optional.of(namespace), name);
  }

  @Override
  public String toString() {
    return kind + " " + namespace.map(n -> n + "/").orElse("") + name;
  }
}
