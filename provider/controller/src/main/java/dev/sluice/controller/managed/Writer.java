package dev.sluice.controller.managed;

import dev.sluice.api.common.Managed;
import dev.sluice.api.common.ManagedStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * The only one that writes a managed resource. The status goes by server-side apply, so that conditions of others stay; the
 * finalizer and annotations by a merge patch that fails where somebody else wrote in between. So many writes at once and no
 * more: the API server is not there for us alone.
 */
final class Writer<R extends Managed<P, O>, P, O> {
  static final String FINALIZER = "finalizer.managedresource.crossplane.io";
  private static final PatchContext APPLY_STATUS =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager("sluice")
          .withForce(true)
          .build();

  private final KubernetesClient client;
  private final Class<R> type;
  private final Supplier<R> blank;
  private final Latest<R> latest;
  private final Semaphore places = new Semaphore(16, true);

  Writer(KubernetesClient client, Class<R> type, Supplier<R> blank, Latest<R> latest) {
    this.client = Objects.requireNonNull(client, "client");
    this.type = Objects.requireNonNull(type, "type");
    this.blank = Objects.requireNonNull(blank, "blank");
    this.latest = Objects.requireNonNull(latest, "latest");
  }

  R status(R current, ManagedStatus<O> status) {
    var patch = bare(current);
    // The UID keeps a status meant for an object that was deleted from landing on its successor of the same name.
    patch.getMetadata().setUid(current.getMetadata().getUid());
    patch.setStatus(status);
    return kept(limited(() -> client.resource(patch).subresource("status").patch(APPLY_STATUS)));
  }

  /** Adds our finalizer and the annotations in one write; nothing is written where all of it stands already. */
  R claim(R current, Map<String, String> annotations) {
    var finalizers = new ArrayList<>(current.getMetadata().getFinalizers());
    var known = current.getMetadata().getAnnotations();
    if (finalizers.contains(FINALIZER) && (known == null ? Map.of() : known).entrySet().containsAll(annotations.entrySet())) {
      return current;
    }
    if (!finalizers.contains(FINALIZER)) {
      finalizers.add(FINALIZER);
    }
    return metadata(current, finalizers, annotations);
  }

  /** Lets the object go. */
  R release(R current) {
    var finalizers = new ArrayList<>(current.getMetadata().getFinalizers());
    return finalizers.remove(FINALIZER) ? metadata(current, finalizers, Map.of()) : current;
  }

  /** Annotations that must not be lost to somebody else's write in between, so without regard to its version. */
  R annotate(R current, Map<String, String> annotations) {
    return metadata(current, Map.of("uid", current.getMetadata().getUid(), "annotations", annotations));
  }

  private R metadata(R current, List<String> finalizers, Map<String, String> annotations) {
    return metadata(
        current,
        Map.of(
            "resourceVersion",
            current.getMetadata().getResourceVersion(),
            "finalizers",
            finalizers,
            "annotations",
            annotations));
  }

  // As text: the model would leave an empty list of finalizers out, and the last one could never be removed.
  private R metadata(R current, Map<String, Object> metadata) {
    var patch = client.getKubernetesSerialization().asJson(Map.of("metadata", metadata));
    return kept(limited(() -> client.resource(bare(current)).patch(PatchContext.of(PatchType.JSON_MERGE), patch)));
  }

  private R bare(R current) {
    var object = blank.get();
    object.setMetadata(
        new ObjectMetaBuilder()
            .withName(current.getMetadata().getName())
            .withNamespace(current.getMetadata().getNamespace())
            .build());
    return object;
  }

  private R kept(R answer) {
    latest.wrote(type.cast(answer));
    return answer;
  }

  private R limited(Supplier<R> write) {
    places.acquireUninterruptibly();
    try {
      return write.get();
    } finally {
      places.release();
    }
  }
}
