package dev.sluice.controller.gate;

import dev.sluice.controller.migration.TestDatabase;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/**
 * Holds every pod that has no gate against the history table, the moment that it is seen so: not against our status, which
 * the gate goes by.
 */
final class ReleasedPods implements AutoCloseable {
  private final TestDatabase database;
  private final SharedIndexInformer<Pod> informer;
  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> required = new ConcurrentHashMap<>();
  private final List<String> violations = new CopyOnWriteArrayList<>();

  ReleasedPods(KubernetesClient client, String namespace, TestDatabase database) {
    this.database = database;
    this.informer = client.pods().inNamespace(namespace).inform(new ResourceEventHandler<>() {
      @Override
      public void onAdd(Pod pod) {
        saw(pod);
      }

      @Override
      public void onUpdate(Pod before, Pod after) {
        saw(after);
      }

      @Override
      public void onDelete(Pod pod, boolean stateUnknown) {}
    });
  }

  static int required(Pod pod) {
    return Integer.parseInt(Variant.annotation(pod, GatedPod.REQUIRES).orElseThrow().substring("m>=".length()));
  }

  /** Pods that were let go while less was applied than they require, in words. */
  List<String> violations() {
    return violations;
  }

  /** What each that was let go requires, by name. */
  Map<String, Integer> required() {
    return required;
  }

  private void saw(Pod pod) {
    if (Variant.gates(pod).anyMatch(Variant.MIGRATED::equals) || !seen.add(pod.getMetadata().getUid())) {
      return;
    }
    var wanted = required(pod);
    required.put(pod.getMetadata().getName(), wanted);
    var applied = database.has("flyway_schema_history")
        ? database.column("SELECT version FROM flyway_schema_history WHERE success AND version IS NOT NULL")
        : List.<String>of();
    if (IntStream.rangeClosed(1, wanted).anyMatch(v -> !applied.contains(String.valueOf(v)))) {
      violations.add("%s requires %d and was let go with %s".formatted(pod.getMetadata().getName(), wanted, applied));
    }
  }

  @Override
  public void close() {
    informer.close();
  }
}
