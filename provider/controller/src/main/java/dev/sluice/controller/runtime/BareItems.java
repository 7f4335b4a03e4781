package dev.sluice.controller.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** An informer's store without what nobody here reads: who wrote which field, and kubectl's copy of the manifest. */
final class BareItems<R extends HasMetadata> implements ItemStore<R> {
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private final Map<String, R> items = new ConcurrentHashMap<>();
  private final Consumer<R> changed;

  /** @param changed hears of each object that came, changed or went, once it shows here */
  BareItems(Consumer<R> changed) {
    this.changed = Objects.requireNonNull(changed, "changed");
  }

  @Override
  public String getKey(R object) {
    var namespace = object.getMetadata().getNamespace();
    return namespace == null ? object.getMetadata().getName() : namespace + "/" + object.getMetadata().getName();
  }

  @Override
  public R put(String key, R object) {
    object.getMetadata().setManagedFields(List.of());
    var annotations = object.getMetadata().getAnnotations();
    if (annotations != null && annotations.containsKey(LAST_APPLIED)) {
      var kept = new HashMap<>(annotations);
      kept.remove(LAST_APPLIED);
      object.getMetadata().setAnnotations(kept);
    }
    var before = items.put(key, object);
    changed.accept(object);
    return before;
  }

  @Override
  public R remove(String key) {
    var gone = items.remove(key);
    if (gone != null) {
      changed.accept(gone);
    }
    return gone;
  }

  @Override
  public Stream<String> keySet() {
    return items.keySet().stream();
  }

  @Override
  public Stream<R> values() {
    return items.values().stream();
  }

  @Override
  public int size() {
    return items.size();
  }

  @Override
  public R get(String key) {
    return items.get(key);
  }
}
