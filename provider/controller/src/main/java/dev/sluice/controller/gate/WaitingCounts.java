package dev.sluice.controller.gate;

import dev.sluice.api.common.Managed;
import dev.sluice.controller.event.Events;
import dev.sluice.controller.managed.Backoff;
import dev.sluice.controller.reference.Caches;
import dev.sluice.controller.reference.ObjectKey;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many pods wait for an object, as its status and its events tell: {@code status.atProvider.waitingPods}, by a field manager
 * that owns this one field, so that neither the reconciler nor this writes over the other. However many pods come and go, one
 * object is written at most once a second.
 */
final class WaitingCounts {
  private static final Logger LOG = LoggerFactory.getLogger(WaitingCounts.class);
  private static final Duration GATHER = Duration.ofMillis(100);
  private static final Duration LEAST = Duration.ofSeconds(1);
  private static final PatchContext APPLY =
      new PatchContext.Builder().withPatchType(PatchType.SERVER_SIDE_APPLY).withFieldManager("sluice-gate").withForce(true).build();

  private final KubernetesClient client;
  private final Caches caches;
  private final Events events;
  private final Clock clock;
  private final BiConsumer<Runnable, Duration> later;
  private final Backoff backoff = new Backoff(RandomGenerator.getDefault());
  private final Map<ObjectKey, Queue> queues = new HashMap<>();
  private final Map<Ref, Set<ObjectKey>> objects = new HashMap<>();

  /** Who waits for one object, and what was told of it. */
  private static final class Queue {
    private final Map<Ref, Waiter> waiters = new HashMap<>();
    /** What was written last, and is not in the cache yet. */
    private Optional<Integer> written = Optional.empty();
    private Instant writtenAt = Instant.EPOCH;
    private boolean due;
    private boolean announced;
    private int released;
    private Duration longest = Duration.ZERO;
  }

  /** @param later runs something after a pause */
  WaitingCounts(KubernetesClient client, Caches caches, Events events, Clock clock, BiConsumer<Runnable, Duration> later) {
    this.client = Objects.requireNonNull(client, "client");
    this.caches = Objects.requireNonNull(caches, "caches");
    this.events = Objects.requireNonNull(events, "events");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.later = Objects.requireNonNull(later, "later");
  }

  /** The pod waits for these and no others. */
  synchronized void waits(Waiter waiter, Set<ObjectKey> keys) {
    var ref = waiter.ref();
    var before = keys.isEmpty() ? objects.remove(ref) : objects.put(ref, keys);
    for (var key : keys) {
      var queue = queues.computeIfAbsent(key, k -> new Queue());
      if (queue.waiters.put(ref, waiter) == null) {
        touch(key);
      }
    }
    if (before != null) {
      before.stream().filter(key -> !keys.contains(key)).forEach(key -> leave(ref, key));
    }
  }

  /** The pod waits for nothing any more. */
  synchronized void remove(Ref ref) {
    var before = objects.remove(ref);
    if (before != null) {
      before.forEach(key -> leave(ref, key));
    }
  }

  /** The pod, which waits, is about to go because all is applied. */
  synchronized void released(Waiter waiter) {
    var waited = Duration.between(waiter.since(), Instant.now(clock));
    for (var key : objects.getOrDefault(waiter.ref(), Set.of())) {
      var queue = queues.get(key);
      queue.released++;
      queue.longest = queue.longest.compareTo(waited) >= 0 ? queue.longest : waited;
    }
    remove(waiter.ref());
  }

  /** What the status says may have become wrong, or come to be known as written. */
  synchronized void changed(ObjectKey key) {
    if (queues.containsKey(key)) {
      touch(key);
    }
  }

  /** Counts that an earlier leader left are put right. */
  void sweep() {
    for (var kind : WaitedKinds.all()) {
      sweep(kind);
    }
  }

  private <R extends Managed<?, O>, O> void sweep(WaitedKind<R, O> kind) {
    caches.list(kind.kind(), Optional.empty(), kind.type())
        .filter(o -> kind.waiting(o) > 0)
        .map(o -> new ObjectKey(kind.kind(), Optional.ofNullable(o.getMetadata().getNamespace()), o.getMetadata().getName()))
        .forEach(this::look);
  }

  private synchronized void look(ObjectKey key) {
    queues.computeIfAbsent(key, k -> new Queue());
    touch(key);
  }

  private void leave(Ref ref, ObjectKey key) {
    if (queues.get(key).waiters.remove(ref) != null) {
      touch(key);
    }
  }

  /** Called with the lock. */
  private void touch(ObjectKey key) {
    var queue = queues.get(key);
    if (!queue.due) {
      queue.due = true;
      var rest = Duration.between(Instant.now(clock), queue.writtenAt.plus(LEAST));
      later.accept(() -> WaitedKinds.of(key.kind()).ifPresent(kind -> tell(kind, key)), rest.compareTo(GATHER) > 0 ? rest : GATHER);
    }
  }

  private <R extends Managed<?, O>, O> void tell(WaitedKind<R, O> kind, ObjectKey key) {
    var object = caches.get(key, kind.type());
    var write = prepare(kind, key, object);
    try {
      write.ifPresent(count -> write(kind, object.orElseThrow(), count));
      backoff.succeeded(key.toString());
    } catch (KubernetesClientException e) {
      failed(key, e);
    }
  }

  /** @return the number to be written, where it is another one than the status has */
  private synchronized <R extends Managed<?, O>, O> Optional<Integer> prepare(WaitedKind<R, O> kind, ObjectKey key, Optional<R> object) {
    var queue = queues.get(key);
    if (queue == null) {
      return Optional.empty();
    }
    queue.due = false;
    var count = queue.waiters.size();
    if (object.isEmpty()) {
      forgetIfIdle(key, queue);
      return Optional.empty();
    }
    var shown = kind.waiting(object.get());
    queue.written = queue.written.filter(w -> w != shown);
    announce(object.get(), queue);
    if (queue.written.orElse(shown) == count) {
      forgetIfIdle(key, queue);
      return Optional.empty();
    }
    queue.written = Optional.of(count);
    queue.writtenAt = Instant.now(clock);
    return Optional.of(count);
  }

  private void forgetIfIdle(ObjectKey key, Queue queue) {
    if (queue.waiters.isEmpty() && queue.written.isEmpty()) {
      queues.remove(key);
    }
  }

  private void announce(Managed<?, ?> object, Queue queue) {
    if (!queue.announced && !queue.waiters.isEmpty()) {
      queue.announced = true;
      var first = queue.waiters.values().stream().min(Comparator.comparing(Waiter::since)).orElseThrow();
      events.normal(
          object,
          "PodsWaiting",
          "Pods wait at their gate for it: %d now, the first since %s (%s/%s, which requires %s)."
              .formatted(queue.waiters.size(), first.since(), first.namespace(), first.ref().name(), first.required()));
    } else if (queue.announced && queue.waiters.isEmpty()) {
      queue.announced = false;
      events.normal(
          object,
          "PodsReleased",
          queue.released == 0
              ? "No pod waits at its gate for it any more; those that did are gone."
              : "No pod waits at its gate for it any more: %d let go, the longest after %d s.".formatted(queue.released, queue.longest.toSeconds()));
      queue.released = 0;
      queue.longest = Duration.ZERO;
    }
  }

  private <R extends Managed<?, O>, O> void write(WaitedKind<R, O> kind, R object, int count) {
    var meta = object.getMetadata();
    var identity = new HashMap<>(Map.of("name", meta.getName(), "uid", meta.getUid()));
    Optional.ofNullable(meta.getNamespace()).ifPresent(n -> identity.put("namespace", n));
    var patch =
        Map.of(
            "apiVersion", object.getApiVersion(), "kind", object.getKind(), "metadata", identity, "status", Map.of("atProvider", Map.of("waitingPods", count)));
    var all = client.resources(kind.type());
    var one = meta.getNamespace() == null ? all.withName(meta.getName()) : all.inNamespace(meta.getNamespace()).withName(meta.getName());
    one.subresource("status").patch(APPLY, client.getKubernetesSerialization().asJson(patch));
  }

  private synchronized void failed(ObjectKey key, KubernetesClientException e) {
    var queue = queues.get(key);
    if (queue == null) {
      return;
    }
    queue.written = Optional.empty();
    if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND && e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
      LOG.warn("The number of pods that wait for {} could not be written and is tried again: {}", key, e.getMessage());
    }
    if (!queue.due) {
      queue.due = true;
      later.accept(() -> WaitedKinds.of(key.kind()).ifPresent(kind -> tell(kind, key)), backoff.next(key.toString()));
    }
  }
}
