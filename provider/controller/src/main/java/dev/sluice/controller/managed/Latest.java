package dev.sluice.controller.managed;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The newest version of each resource that we know, be it from the watch or from the answer to our own write: the watch lags
 * behind our writes, and a reconcile that believed it would write again what is there already.
 *
 * <p>Resource versions are compared as numbers; the API's conventions allow it since Kubernetes 1.35, and every API server
 * before it numbers them alike.
 */
public final class Latest<R extends HasMetadata> {
  private final Map<String, R> written = new ConcurrentHashMap<>();

  public R of(R watched) {
    var uid = watched.getMetadata().getUid();
    var ours = written.get(uid);
    if (ours == null) {
      return watched;
    }
    if (version(watched) >= version(ours)) {
      written.remove(uid, ours);
      return watched;
    }
    return ours;
  }

  public void wrote(R answer) {
    answer.getMetadata().setManagedFields(List.of());
    written.merge(answer.getMetadata().getUid(), answer, (a, b) -> version(a) > version(b) ? a : b);
  }

  public void forget(String uid) {
    written.remove(uid);
  }

  private static long version(HasMetadata object) {
    var version = object.getMetadata().getResourceVersion();
    return version == null ? 0 : Long.parseLong(version);
  }
}
