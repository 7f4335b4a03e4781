package dev.sluice.controller.gate;

import dev.sluice.controller.event.Events;
import dev.sluice.controller.managed.Backoff;
import dev.sluice.controller.reference.Caches;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pod gate: on where RBAC allows it, off where it doesn't, and on again when it is granted. Crossplane grants providers
 * nothing on pods.
 */
public final class PodGate implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PodGate.class);
  private static final String RIGHTS = "rights";
  private static final Duration END = Duration.ofSeconds(5);

  private final KubernetesClient client;
  private final Caches caches;
  private final Events events;
  private final Clock clock;
  private final GateMetrics metrics;
  private final Rights rights;
  private final Backoff backoff = new Backoff(RandomGenerator.getDefault());
  private final BlockingQueue<Boolean> doubts = new ArrayBlockingQueue<>(1);
  private final Thread thread;
  private volatile boolean works;
  private String said = "";

  public PodGate(KubernetesClient client, Caches caches, Events events, Clock clock, GateMetrics metrics) {
    this.client = Objects.requireNonNull(client, "client");
    this.caches = Objects.requireNonNull(caches, "caches");
    this.events = Objects.requireNonNull(events, "events");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.metrics = Objects.requireNonNull(metrics, "metrics");
    this.rights = new Rights(client);
    this.thread = Thread.ofVirtual().name("pod-gate").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (true) {
        if (isAllowed()) {
          work();
        } else {
          Thread.sleep(backoff.next(RIGHTS));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns when a right was taken away. */
  private void work() throws InterruptedException {
    try (var working = new Gatekeeper(client, caches, events, clock, metrics, () -> doubts.offer(true))) {
      doubts.clear();
      working.start();
      works = true;
      do {
        doubts.take();
        Thread.sleep(backoff.next(RIGHTS));
      } while (isAllowed());
    } finally {
      works = false;
    }
  }

  /** Says what changed in that, and no more. */
  private boolean isAllowed() {
    try {
      var missing = rights.missing();
      if (missing.isEmpty()) {
        backoff.succeeded(RIGHTS);
      }
      say(
          missing
              .map(
                  ("The pod gate is off: the service account may not %s. Pods with the gate " + Variant.MIGRATED
                          + " wait until the ClusterRole of package/rbac/pod-gate.yaml is bound to it; whether it is, is asked again and again")::formatted)
              .orElse("The pod gate is on"));
      return missing.isEmpty();
    } catch (KubernetesClientException e) {
      LOG.warn("Whether pods may be watched could not be asked, and is asked again: {}", e.getMessage());
      return works;
    }
  }

  private void say(String state) {
    if (!state.equals(said)) {
      LOG.info(state);
      said = state;
    }
  }
}
