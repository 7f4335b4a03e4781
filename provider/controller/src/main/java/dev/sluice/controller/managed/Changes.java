package dev.sluice.controller.managed;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Which updates of a resource are worth a reconcile: all but our own, of the status and of the record of its creation. Were that
 * one of them, a creation that fails would be tried again at once and for ever.
 */
public final class Changes {
  private Changes() {}

  public static boolean matter(HasMetadata after, HasMetadata before) {
    var a = after.getMetadata();
    var b = before.getMetadata();
    return !Objects.equals(a.getGeneration(), b.getGeneration())
        || !others(a.getAnnotations()).equals(others(b.getAnnotations()))
        || !Objects.equals(a.getLabels(), b.getLabels())
        || !Objects.equals(a.getFinalizers(), b.getFinalizers())
        || !Objects.equals(a.getDeletionTimestamp(), b.getDeletionTimestamp())
        || !Objects.equals(a.getUid(), b.getUid());
  }

  private static Map<String, String> others(Map<String, String> annotations) {
    var others = annotations == null ? new HashMap<String, String>() : new HashMap<>(annotations);
    others.keySet().removeAll(Annotations.CREATION);
    return others;
  }
}
