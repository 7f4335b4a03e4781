package dev.sluice.controller.gate;

import dev.sluice.controller.reference.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which pods are to be looked at again when an object changes. */
final class Interests {
  private final Map<ObjectKey, Set<Ref>> pods = new ConcurrentHashMap<>();
  private final Map<Ref, List<ObjectKey>> objects = new ConcurrentHashMap<>();

  /** Instead of what the pod named before. */
  void put(Ref pod, List<ObjectKey> keys) {
    var before = objects.put(pod, List.copyOf(keys));
    keys.forEach(key -> pods.compute(key, (k, set) -> with(set, pod)));
    if (before != null) {
      before.stream().filter(key -> !keys.contains(key)).forEach(key -> drop(pod, key));
    }
  }

  void remove(Ref pod) {
    var before = objects.remove(pod);
    if (before != null) {
      before.forEach(key -> drop(pod, key));
    }
  }

  Set<Ref> of(ObjectKey key) {
    return Set.copyOf(pods.getOrDefault(key, Set.of()));
  }

  private static Set<Ref> with(Set<Ref> set, Ref pod) {
    var all = set == null ? ConcurrentHashMap.<Ref>newKeySet() : set;
    all.add(pod);
    return all;
  }

  private void drop(Ref pod, ObjectKey key) {
    pods.computeIfPresent(
        key,
        (k, set) -> {
          set.remove(pod);
          return set.isEmpty() ? null : set;
        });
  }
}
