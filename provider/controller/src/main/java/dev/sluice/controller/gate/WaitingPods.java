package dev.sluice.controller.gate;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * An informer's store that keeps of all pods that pass by those alone that wait, and of these what is needed: memory must not
 * grow with the cluster's pods.
 */
final class WaitingPods implements ItemStore<Pod> {
  private final Variant variant;
  private final Consumer<Waiter> changed;
  private final Consumer<Waiter> gone;
  private final Consumer<Pod> passing;
  private final Map<String, Waiter> waiters = new ConcurrentHashMap<>();

  /**
   * @param changed hears of each that came or changed
   * @param gone hears of each that doesn't wait any more, for whatever reason
   * @param passing hears of all, those that are not kept too
   */
  WaitingPods(Variant variant, Consumer<Waiter> changed, Consumer<Waiter> gone, Consumer<Pod> passing) {
    this.variant = Objects.requireNonNull(variant, "variant");
    this.changed = Objects.requireNonNull(changed, "changed");
    this.gone = Objects.requireNonNull(gone, "gone");
    this.passing = Objects.requireNonNull(passing, "passing");
  }

  Optional<Waiter> find(String namespace, String name) {
    return Optional.ofNullable(waiters.get(namespace + "/" + name));
  }

  Stream<Waiter> all() {
    return waiters.values().stream();
  }

  /** As {@link #put}, for what was learnt beside the watch. */
  void learn(Pod pod) {
    put(getKey(pod), pod);
  }

  /** It doesn't wait any more, which the watch will say too. */
  void forget(Waiter waiter) {
    var key = getKey(waiter.pod());
    var known = waiters.get(key);
    if (known != null && known.uid().equals(waiter.uid()) && waiters.remove(key, known)) {
      gone.accept(known);
    }
  }

  @Override
  public String getKey(Pod pod) {
    return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
  }

  @Override
  public Pod put(String key, Pod pod) {
    passing.accept(pod);
    if (!variant.keeps(pod)) {
      return remove(key);
    }
    var waiter = Waiter.of(variant, pod);
    var before = waiters.put(key, waiter);
    if (before != null && !before.uid().equals(waiter.uid())) {
      gone.accept(before);
    }
    changed.accept(waiter);
    return before == null ? null : before.pod();
  }

  @Override
  public Pod remove(String key) {
    var before = waiters.remove(key);
    if (before == null) {
      return null;
    }
    gone.accept(before);
    return before.pod();
  }

  @Override
  public Stream<String> keySet() {
    return waiters.keySet().stream();
  }

  @Override
  public Stream<Pod> values() {
    return all().map(Waiter::pod);
  }

  @Override
  public int size() {
    return waiters.size();
  }

  @Override
  public Pod get(String key) {
    return Optional.ofNullable(waiters.get(key)).map(Waiter::pod).orElse(null);
  }

  @Override
  public boolean isFullState() {
    return false;
  }
}
