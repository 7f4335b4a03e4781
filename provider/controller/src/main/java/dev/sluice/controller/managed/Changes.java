package dev.sluice.controller.managed;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Objects;

/** Which updates of a resource are worth a reconcile: all but those of the status, which are our own. */
public final class Changes {
  private Changes() {}

  public static boolean matter(HasMetadata after, HasMetadata before) {
    var a = after.getMetadata();
    var b = before.getMetadata();
    return !Objects.equals(a.getGeneration(), b.getGeneration())
        || !Objects.equals(a.getAnnotations(), b.getAnnotations())
        || !Objects.equals(a.getLabels(), b.getLabels())
        || !Objects.equals(a.getFinalizers(), b.getFinalizers())
        || !Objects.equals(a.getDeletionTimestamp(), b.getDeletionTimestamp())
        || !Objects.equals(a.getUid(), b.getUid());
  }
}
