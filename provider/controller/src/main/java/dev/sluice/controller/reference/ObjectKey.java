package dev.sluice.controller.reference;

import java.util.Objects;
import java.util.Optional;

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

  /** Stands for all of a kind in a namespace, for those who choose by labels. */
  public static ObjectKey any(String kind, Optional<String> namespace) {
    return new ObjectKey(kind, namespace, "*");
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
