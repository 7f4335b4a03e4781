package dev.sluice.controller.gate;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What happened to a rollout, for the one that fails: no two runs of a seed are quite alike. */
final class Diary implements AutoCloseable {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final List<SharedIndexInformer<?>> informers;

  Diary(KubernetesClient client, String namespace) {
    this.informers =
        List.of(
            client.pods().inNamespace(namespace).inform(noting(Diary::pod)),
            client.apps().replicaSets().inNamespace(namespace).inform(noting(Diary::replicaSet)),
            client.discovery().v1().endpointSlices().inNamespace(namespace).inform(noting(Diary::slice)));
  }

  @Override
  public String toString() {
    return lines.stream().collect(Collectors.joining("\n", "\n", "\n"));
  }

  private <T extends HasMetadata> ResourceEventHandler<T> noting(Function<T, String> words) {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(T object) {
        note("new", object, words);
      }

      @Override
      public void onUpdate(T before, T after) {
        note("now", after, words);
      }

      @Override
      public void onDelete(T object, boolean stateUnknown) {
        note("gone", object, words);
      }
    };
  }

  private <T extends HasMetadata> void note(String what, T object, Function<T, String> words) {
    var meta = object.getMetadata();
    lines.add("%s %s %s %s %s %s".formatted(Instant.now(), meta.getResourceVersion(), what, object.getKind(), meta.getName(), words.apply(object)));
  }

  private static String pod(Pod pod) {
    var gates = Variant.gates(pod).toList();
    return (gates.isEmpty() ? "" : "gated ") + (ServingPods.isReady(pod) ? "ready " : "") + (pod.getMetadata().getDeletionTimestamp() == null ? "" : "ending");
  }

  private static String replicaSet(ReplicaSet set) {
    return "spec %s status %s available %s".formatted(set.getSpec().getReplicas(), set.getStatus().getReplicas(), set.getStatus().getAvailableReplicas());
  }

  private static String slice(EndpointSlice slice) {
    return ServingPods.count(slice) + " ready";
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::close);
  }
}
