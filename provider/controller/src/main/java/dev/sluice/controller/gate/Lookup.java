package dev.sluice.controller.gate;

import dev.sluice.api.common.Managed;
import dev.sluice.controller.reference.Caches;
import dev.sluice.controller.reference.ObjectKey;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Finds objects, each once. Used by one thread, for as long as the answers may be reused. */
final class Lookup {

  /** Where objects are looked for. */
  interface Source {
    <R extends Managed<?, O>, O> Optional<R> find(WaitedKind<R, O> kind, ObjectKey key);
  }

  private final Source source;
  private final Map<ObjectKey, Optional<? extends Managed<?, ?>>> found = new HashMap<>();

  private Lookup(Source source) {
    this.source = source;
  }

  /** What we were told last: costs nothing, and may be old. */
  static Lookup cached(Caches caches) {
    return new Lookup(
        new Source() {
          @Override
          public <R extends Managed<?, O>, O> Optional<R> find(WaitedKind<R, O> kind, ObjectKey key) {
            return caches.get(key, kind.type());
          }
        });
  }

  /** What the API server says now. */
  static Lookup live(KubernetesClient client) {
    return new Lookup(
        new Source() {
          @Override
          public <R extends Managed<?, O>, O> Optional<R> find(WaitedKind<R, O> kind, ObjectKey key) {
            var all = client.resources(kind.type());
            return Optional.ofNullable(key.namespace().map(n -> all.inNamespace(n).withName(key.name())).orElseGet(() -> all.withName(key.name())).get());
          }
        });
  }

  <R extends Managed<?, O>, O> Optional<R> find(WaitedKind<R, O> kind, ObjectKey key) {
    return found.computeIfAbsent(key, k -> source.find(kind, k)).map(kind.type()::cast);
  }
}
