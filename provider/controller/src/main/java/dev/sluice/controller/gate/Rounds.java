package dev.sluice.controller.gate;

import dev.sluice.controller.managed.Backoff;
import dev.sluice.controller.reference.Caches;
import dev.sluice.controller.reference.ObjectKey;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that looks at the pods that something happened to: each in turn, in rounds.
 *
 * <p>The cache tells which pods have a reason to go. Before one does, the API server is asked, once a round for each object:
 * what it answers is at least as new as the pod, however far our watch lags behind.
 */
final class Rounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

  private final KubernetesClient client;
  private final Caches caches;
  private final Judge judge;
  private final Interests interests = new Interests();
  private final Door door;
  private final Backoff backoff = new Backoff(RandomGenerator.getDefault());
  private final Thread thread;
  /** Pods to look at, and when ({@link System#nanoTime}) each was first told of. */
  private final Map<Ref, Long> due = new LinkedHashMap<>();

  Rounds(KubernetesClient client, Caches caches, Door door) {
    this.client = Objects.requireNonNull(client, "client");
    this.caches = Objects.requireNonNull(caches, "caches");
    this.judge = new Judge(caches);
    this.door = Objects.requireNonNull(door, "door");
    this.thread = Thread.ofVirtual().name("gate").unstarted(this::work);
  }

  void start() {
    thread.start();
  }

  void look(Ref pod) {
    look(pod, System.nanoTime());
  }

  /** All whose verdict may be another one now. */
  void changed(ObjectKey key) {
    interests.of(key).forEach(this::look);
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private synchronized void look(Ref pod, long since) {
    due.putIfAbsent(pod, since);
    notifyAll();
  }

  private synchronized Map<Ref, Long> take() throws InterruptedException {
    while (due.isEmpty()) {
      wait();
    }
    var all = new LinkedHashMap<>(due);
    due.clear();
    return all;
  }

  private void work() {
    try {
      while (true) {
        var pods = take();
        var cached = Lookup.cached(caches);
        var live = Lookup.live(client);
        pods.forEach((pod, since) -> consider(pod, since, cached, live));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void consider(Ref pod, long since, Lookup cached, Lookup live) {
    try {
      if (door.isBusy(pod, () -> look(pod, since))) {
        return;
      }
      var waiter = door.find(pod);
      if (waiter.isEmpty()) {
        interests.remove(pod);
        door.left(pod);
      } else {
        // Before the reading, so that no change falls in between.
        interests.put(pod, Judge.keys(waiter.get()));
        var verdict = judge.judge(waiter.get(), cached);
        door.answer(waiter.get(), verdict instanceof Verdict.Met ? judge.judge(waiter.get(), live) : verdict, since);
      }
      backoff.succeeded(pod.toString());
    } catch (RuntimeException e) {
      var pause = backoff.next(pod.toString());
      LOG.warn("Pod {}/{} could not be judged; tried again in {} ms: {}", pod.namespace(), pod.name(), pause.toMillis(), e.getMessage());
      LOG.debug("Pod {}/{} could not be judged", pod.namespace(), pod.name(), e);
      door.later(() -> look(pod, since), pause);
    }
  }

  /** Where pods wait, and what becomes of them. */
  interface Door {
    Optional<Waiter> find(Ref pod);

    /** It doesn't wait any more. */
    void left(Ref pod);

    /** Whether something is being written to it; {@code again} runs after that. */
    boolean isBusy(Ref pod, Runnable again);

    /** @param since when ({@link System#nanoTime}) there was news of it */
    void answer(Waiter waiter, Verdict verdict, long since);

    void later(Runnable look, Duration pause);
  }
}
