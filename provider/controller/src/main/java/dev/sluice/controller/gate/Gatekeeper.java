package dev.sluice.controller.gate;

import dev.sluice.controller.event.Events;
import dev.sluice.controller.reference.Caches;
import dev.sluice.controller.reference.ObjectKey;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The gate at work, for as long as it may: watches, looks, lets go. */
final class Gatekeeper implements Rounds.Door, Writes.Surroundings, Caches.Listener, AutoCloseable {
  /** Before the pods were counted once, no count is taken for wrong. */
  private static final Duration SETTLED = Duration.ofSeconds(3);
  /** Nothing depends on it: troubles that last are told again. */
  private static final Duration ALL_AGAIN = Duration.ofMinutes(10);

  private final KubernetesClient client;
  private final Caches caches;
  private final Events events;
  private final Clock clock;
  private final GateMetrics metrics;
  private final Runnable doubt;
  private final ScheduledExecutorService delays =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("gate-delays").factory());
  private final Map<Variant, WaitingPods> pods = new EnumMap<>(Variant.class);
  private final List<SharedIndexInformer<Pod>> informers = new ArrayList<>();
  private final PodWriter writer;
  private final Writes writes;
  private final PodEvents podEvents;
  private final WaitingCounts counts;
  private final Rounds rounds;

  /** @param doubt called where the API server refuses what the gate needs */
  Gatekeeper(KubernetesClient client, Caches caches, Events events, Clock clock, GateMetrics metrics, Runnable doubt) {
    this.client = Objects.requireNonNull(client, "client");
    this.caches = Objects.requireNonNull(caches, "caches");
    this.events = Objects.requireNonNull(events, "events");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.metrics = Objects.requireNonNull(metrics, "metrics");
    this.doubt = Objects.requireNonNull(doubt, "doubt");
    this.writer = new PodWriter(client, clock);
    this.writes = new Writes(writer, this);
    this.podEvents = new PodEvents(events, clock);
    this.counts = new WaitingCounts(client, caches, events, clock, this::later);
    this.rounds = new Rounds(client, caches, this);
    for (var variant : Variant.values()) {
      pods.put(variant, new WaitingPods(variant, w -> rounds.look(w.ref()), this::gone, variant == Variant.SCHEDULING ? this::passing : pod -> {}));
    }
  }

  void start() {
    rounds.start();
    caches.listen(this);
    pods.forEach((variant, store) -> informers.add(started(variant.informer(client), store)));
    metrics.waiting(variant -> (int) pods.get(variant).all().filter(w -> !w.isTrue()).count());
    later(counts::sweep, SETTLED);
    delays.scheduleWithFixedDelay(this::changed, ALL_AGAIN.toMillis(), ALL_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    caches.ignore(this);
    informers.forEach(SharedIndexInformer::close);
    delays.shutdownNow();
    rounds.close();
    writes.close();
    metrics.waiting(variant -> 0);
  }

  private SharedIndexInformer<Pod> started(SharedIndexInformer<Pod> informer, WaitingPods store) {
    // By default an index keeps the names of all pods that ever passed.
    informer.removeNamespaceIndex();
    informer.itemStore(store);
    informer.exceptionHandler(
        (begun, e) -> {
          if (e instanceof KubernetesClientException k && k.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
            doubt.run();
          }
          return true;
        });
    informer.start();
    return informer;
  }

  private void gone(Waiter waiter) {
    writes.forget(waiter.uid());
    rounds.look(waiter.ref());
  }

  private void passing(Pod pod) {
    if (Variant.lacksLabel(pod)) {
      events.warning(
          pod,
          GateReason.LabelMissing.name(),
          "The pod has the readiness gate %s without the label by which it is found, and will never be ready: add %s: \"true\" to the labels of the pod template."
              .formatted(Variant.MIGRATED, Variant.LABEL));
    }
  }

  @Override
  public void changed(ObjectKey key) {
    rounds.changed(key);
    counts.changed(key);
  }

  @Override
  public void changed() {
    pods.values().forEach(store -> store.all().forEach(w -> rounds.look(w.ref())));
    later(counts::sweep, SETTLED);
  }

  @Override
  public Optional<Waiter> find(Ref pod) {
    return pods.get(pod.variant()).find(pod.namespace(), pod.name());
  }

  @Override
  public void left(Ref pod) {
    counts.remove(pod);
    podEvents.forget(pod);
  }

  @Override
  public boolean isBusy(Ref pod, Runnable again) {
    return writes.isBusy(pod, again);
  }

  @Override
  public void answer(Waiter waiter, Verdict verdict, long since) {
    switch (verdict) {
      case Verdict.Met met -> letGo(waiter, met, since);
      case Verdict.Waits waits -> hold(waiter, waits);
    }
  }

  private void letGo(Waiter waiter, Verdict.Met met, long since) {
    if (waiter.variant() == Variant.SCHEDULING) {
      writes.begin(waiter, () -> writer.lift(waiter), answer -> {
        released(waiter, met, since);
        forget(waiter);
      });
    } else if (!waiter.isTrue()) {
      writes.begin(waiter, () -> writer.say(waiter, true, GateReason.Applied, met.message()), answer -> {
        released(waiter, met, since);
        learn(waiter, answer);
      });
    } else {
      counts.remove(waiter.ref());
    }
  }

  private void released(Waiter waiter, Verdict.Met met, long since) {
    metrics.released(waiter.variant(), Duration.ofNanos(System.nanoTime() - since));
    podEvents.released(waiter, met.message());
    counts.released(waiter);
  }

  private void hold(Waiter waiter, Verdict.Waits waits) {
    if (waiter.isTrue()) {
      // Only facts take a running pod out of service, not that there are none.
      if (waits.asked()) {
        podEvents.heldAgain(waiter, waits);
        sayFalse(waiter, waits);
      }
      return;
    }
    if (waiter.variant() == Variant.READINESS && !PodWriter.says(waiter, false, waits.reason(), waits.message())) {
      sayFalse(waiter, waits);
    }
    // A pod that waits in both ways is told of, and counted, once.
    if (waiter.variant() == Variant.SCHEDULING || !waiter.isGatedToo()) {
      counts.waits(waiter, waits.lacking());
      podEvents.waits(waiter, waits).ifPresent(pause -> later(waiter.ref(), pause));
    }
  }

  private void sayFalse(Waiter waiter, Verdict.Waits waits) {
    writes.begin(waiter, () -> writer.say(waiter, false, waits.reason(), waits.message()), answer -> learn(waiter, answer));
  }

  @Override
  public void learn(Waiter waiter, Pod pod) {
    pods.get(waiter.variant()).learn(pod);
  }

  @Override
  public void forget(Waiter waiter) {
    pods.get(waiter.variant()).forget(waiter);
  }

  @Override
  public void later(Ref pod, Duration pause) {
    later(() -> rounds.look(pod), pause);
  }

  @Override
  public void later(Runnable look, Duration pause) {
    try {
      delays.schedule(look, pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      // Whoever works next begins anew.
    }
  }

  @Override
  public void forbidden() {
    doubt.run();
  }
}
