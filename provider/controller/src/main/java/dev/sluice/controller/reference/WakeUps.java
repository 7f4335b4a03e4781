package dev.sluice.controller.reference;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Who must be reconciled when some other object changes. A reconcile tells what it is about to read; a change of any of it
 * wakes it up. What it read last time and no longer reads is forgotten.
 */
public final class WakeUps {
  private final Map<ObjectKey, Set<Primary>> readers = new ConcurrentHashMap<>();
  private final Map<Primary, Set<ObjectKey>> lastRead = new ConcurrentHashMap<>();
  private final Map<String, Consumer<ResourceID>> controllers = new ConcurrentHashMap<>();

  /** @param wake asks a controller to reconcile one of its resources */
  public void register(String controller, Consumer<ResourceID> wake) {
    controllers.put(controller, wake);
  }

  public void unregister(String controller) {
    controllers.remove(controller);
  }

  /** Starts the list of what one reconcile reads; closing it ends the list. */
  public Reads begin(Primary reader) {
    return new Reads(reader);
  }

  public void forget(Primary reader) {
    var known = lastRead.remove(reader);
    if (known != null) {
      known.forEach(key -> drop(reader, key));
    }
  }

  /** The object appeared, changed or went. */
  public void changed(ObjectKey key) {
    readers.getOrDefault(key, Set.of()).forEach(this::wake);
  }

  public void wake(Primary primary) {
    var controller = controllers.get(primary.controller());
    if (controller != null) {
      controller.accept(primary.id());
    }
  }

  /** Whether anybody reads an object of that kind in that namespace. */
  boolean readsAny(String kind, String namespace) {
    return readers.keySet().stream()
        .anyMatch(k -> k.kind().equals(kind) && k.namespace().filter(namespace::equals).isPresent());
  }

  private void add(Primary reader, ObjectKey key) {
    readers.compute(
        key,
        (k, set) -> {
          var all = set == null ? ConcurrentHashMap.<Primary>newKeySet() : set;
          all.add(reader);
          return all;
        });
  }

  private void drop(Primary reader, ObjectKey key) {
    readers.computeIfPresent(
        key,
        (k, set) -> {
          set.remove(reader);
          return set.isEmpty() ? null : set;
        });
  }

  /** What one reconcile reads. Used by one thread. */
  public final class Reads implements AutoCloseable {
    private final Primary reader;
    private final Set<ObjectKey> keys = new HashSet<>();

    private Reads(Primary reader) {
      this.reader = reader;
    }

    /** To be called before the reading, so that no change falls in between. */
    public void add(ObjectKey key) {
      if (keys.add(key)) {
        WakeUps.this.add(reader, key);
      }
    }

    @Override
    public void close() {
      var before = lastRead.put(reader, Set.copyOf(keys));
      if (before != null) {
        before.stream().filter(key -> !keys.contains(key)).forEach(key -> drop(reader, key));
      }
    }
  }
}
