package dev.sluice.controller.testbed;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Keeps every version of the objects of one kind in a test's space, whole, in the order in which the API server made them. */
public final class ObjectHistory implements AutoCloseable {
  private final List<GenericKubernetesResource> versions = new CopyOnWriteArrayList<>();
  private final SharedIndexInformer<GenericKubernetesResource> informer;

  public ObjectHistory(Space space, Flavour flavour, String kind) {
    var all = space.client().genericKubernetesResources(flavour.apiVersion(), kind);
    this.informer = flavour == Flavour.NAMESPACED ? all.inNamespace(space.name()).inform(handler(space)) : all.inform(handler(space));
  }

  public Optional<GenericKubernetesResource> first(Predicate<GenericKubernetesResource> wanted) {
    return versions.stream().filter(wanted).findFirst();
  }

  /** Of one object. */
  public List<GenericKubernetesResource> of(String name) {
    return versions.stream().filter(v -> v.getMetadata().getName().equals(name)).toList();
  }

  @Override
  public void close() {
    informer.close();
  }

  private ResourceEventHandler<GenericKubernetesResource> handler(Space space) {
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

      private void saw(GenericKubernetesResource object) {
        if (object.getMetadata().getName().startsWith(space.name()) || space.name().equals(object.getMetadata().getNamespace())) {
          versions.add(object);
        }
      }
    };
  }
}
