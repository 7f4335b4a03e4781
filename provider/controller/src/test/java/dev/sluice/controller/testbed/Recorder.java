package dev.sluice.controller.testbed;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Keeps every version of every managed resource, in the order in which the API server made them. */
final class Recorder implements AutoCloseable {
  private final Map<String, List<Status>> histories = new ConcurrentHashMap<>();
  private final List<SharedIndexInformer<GenericKubernetesResource>> informers;

  Recorder(KubernetesClient client) {
    this.informers =
        Stream.of(Flavour.values())
            .flatMap(f -> Stream.of("Database", "Role", "Grant", "Migration", "Schema").map(kind -> client.genericKubernetesResources(f.apiVersion(), kind).inAnyNamespace().inform(handler())))
            .toList();
  }

  /** By object, those whose namespace or name begins so. */
  Map<String, List<Status>> of(String prefix) {
    var found = new java.util.TreeMap<String, List<Status>>();
    histories.forEach((name, seen) -> {
      if (name.contains(" " + prefix)) {
        found.put(name, List.copyOf(seen));
      }
    });
    return found;
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::close);
  }

  private ResourceEventHandler<GenericKubernetesResource> handler() {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(GenericKubernetesResource object) {
        saw(object);
      }

      @Override
      public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource after) {
        saw(after);
      }

      @Override
      public void onDelete(GenericKubernetesResource object, boolean stateUnknown) {}
    };
  }

  private void saw(GenericKubernetesResource object) {
    var meta = object.getMetadata();
    var place = meta.getNamespace() == null ? "" : meta.getNamespace() + "/";
    histories.computeIfAbsent(object.getKind() + " " + place + meta.getName() + " " + meta.getUid(), k -> new CopyOnWriteArrayList<>()).add(Status.of(object));
  }
}
