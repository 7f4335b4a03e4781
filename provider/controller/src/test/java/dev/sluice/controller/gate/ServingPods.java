package dev.sluice.controller.gate;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many pods the Service has ready, at the least, from a moment on. */
final class ServingPods implements AutoCloseable {
  private final SharedIndexInformer<EndpointSlice> informer;
  private final Map<String, Integer> ready = new ConcurrentHashMap<>();
  private volatile int least = Integer.MAX_VALUE;

  ServingPods(KubernetesClient client, String namespace) {
    this.informer = client.discovery().v1().endpointSlices().inNamespace(namespace).inform(new ResourceEventHandler<>() {
      @Override
      public void onAdd(EndpointSlice slice) {
        saw(slice, count(slice));
      }

      @Override
      public void onUpdate(EndpointSlice before, EndpointSlice after) {
        saw(after, count(after));
      }

      @Override
      public void onDelete(EndpointSlice slice, boolean stateUnknown) {
        saw(slice, 0);
      }
    });
  }

  static boolean isReady(Pod pod) {
    return pod.getStatus() != null && pod.getStatus().getConditions().stream().anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }

  int now() {
    return ready.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** From now on the least is kept. */
  void watch() {
    least = now();
  }

  int least() {
    return least;
  }

  private void saw(EndpointSlice slice, int count) {
    ready.put(slice.getMetadata().getName(), count);
    if (least != Integer.MAX_VALUE && now() < least) {
      least = now();
    }
  }

  static int count(EndpointSlice slice) {
    return slice.getEndpoints() == null
        ? 0
        : (int) slice.getEndpoints().stream().filter(e -> Boolean.TRUE.equals(e.getConditions().getReady())).count();
  }

  @Override
  public void close() {
    informer.close();
  }
}
