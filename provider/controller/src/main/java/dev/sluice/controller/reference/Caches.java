package dev.sluice.controller.reference;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** The controllers' own caches, for what one kind must know of another. */
public final class Caches {
  private final Map<String, IndexerResourceCache<? extends HasMetadata>> byKind = new ConcurrentHashMap<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private volatile boolean complete;

  /** Hears of every change, a status' too, once the cache has it. Called by the threads that fill the caches: must not block. */
  public interface Listener {
    void changed(ObjectKey key);

    /** Much may be different: a kind came, or it is known now that none is missing. */
    void changed();
  }

  public void listen(Listener listener) {
    listeners.add(listener);
  }

  public void ignore(Listener listener) {
    listeners.remove(listener);
  }

  /** @param kind as in {@link ObjectKey#kind()} */
  public void register(String kind, IndexerResourceCache<? extends HasMetadata> cache) {
    byKind.put(kind, cache);
    listeners.forEach(Listener::changed);
  }

  public void unregister(String kind) {
    byKind.remove(kind);
  }

  /** Whether there are objects of that kind to be asked for. */
  public boolean has(String kind) {
    return byKind.containsKey(kind);
  }

  /** The cache of that kind has something new about the object. */
  public void changed(String kind, HasMetadata object) {
    if (!listeners.isEmpty()) {
      var key = new ObjectKey(kind, Optional.ofNullable(object.getMetadata().getNamespace()), object.getMetadata().getName());
      listeners.forEach(l -> l.changed(key));
    }
  }

  /** From now on every kind that is installed is here. */
  public void complete() {
    complete = true;
    listeners.forEach(Listener::changed);
  }

  /** Whether what is not here does not exist, rather than not having been read yet. */
  public boolean isComplete() {
    return complete;
  }

  public <T extends HasMetadata> Optional<T> get(ObjectKey key, Class<T> type) {
    var cache = byKind.get(key.kind());
    return cache == null
        ? Optional.empty()
        : cache.get(new ResourceID(key.name(), key.namespace().orElse(null))).map(type::cast);
  }

  /** All of a kind, in one namespace where one is given. */
  public <T extends HasMetadata> Stream<T> list(String kind, Optional<String> namespace, Class<T> type) {
    var cache = byKind.get(kind);
    if (cache == null) {
      return Stream.empty();
    }
    return cache
        .list(o -> namespace.isEmpty() || namespace.get().equals(o.getMetadata().getNamespace()))
        .map(type::cast);
  }
}
