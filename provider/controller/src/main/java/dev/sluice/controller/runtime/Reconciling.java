package dev.sluice.controller.runtime;

import dev.sluice.controller.credentials.CredentialSource;
import dev.sluice.controller.credentials.CredentialsModule;
import dev.sluice.controller.credentials.Usages;
import dev.sluice.controller.event.Events;
import dev.sluice.controller.gate.GateMetrics;
import dev.sluice.controller.gate.PodGate;
import dev.sluice.controller.managed.Backoff;
import dev.sluice.controller.managed.Parts;
import dev.sluice.controller.managed.PollInterval;
import dev.sluice.controller.run.Runs;
import dev.sluice.controller.reference.Caches;
import dev.sluice.controller.reference.WakeUps;
import dev.sluice.controller.reference.WatchedObjects;
import dev.sluice.engine.Engines;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All kinds at work, from the moment that this process may work to the moment that it must not any more. */
final class Reconciling implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Reconciling.class);

  private final KubernetesClient client;
  private final Caches caches = new Caches();
  private final Events events;
  private final WatchedObjects watched;
  private final CredentialsModule credentials;
  private final ControllerMetrics controllers;
  private final ManagedGauges gauges;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService housekeeping =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("housekeeping").factory());
  private final List<List<Kind<?>>> stages;
  private final ConcurrentHashMap<String, RunningKind<?>> running = new ConcurrentHashMap<>();
  private final Backoff starts = new Backoff(RandomGenerator.getDefault());
  /** Installed kinds that could not be started yet. */
  private final Set<String> missing = ConcurrentHashMap.newKeySet();
  private volatile boolean stagesAreBegun;
  private final List<CompletableFuture<Void>> waiting = new java.util.concurrent.CopyOnWriteArrayList<>();
  private final Usages usages;
  private final Optional<PodGate> gate;

  Reconciling(
      KubernetesClient client, Settings settings, Clock clock, Engines engines, ManagedMetrics metrics, ControllerMetrics controllers,
      ManagedGauges gauges, GateMetrics gateMetrics, Runs runs) {
    this.client = client;
    this.controllers = controllers;
    this.gauges = gauges;
    var wakeUps = new WakeUps();
    runs.tell(wakeUps::wake);
    this.events = new Events(client, clock);
    this.watched = new WatchedObjects(client, wakeUps);
    this.usages = new Usages(client);
    var poll = new PollInterval(settings.poll, settings.minPollInterval, RandomGenerator.getDefault());
    var local = new CredentialSource.LocalSources(settings.environmentPrefixes, settings.credentialFolders, settings.dataFolders);
    this.credentials = new CredentialsModule(client, caches, wakeUps, watched, events, poll, clock, engines, local);
    var parts =
        new Parts(client, clock, events, credentials.credentials(), usages, wakeUps, watched, poll, metrics, threads);
    this.stages = Wiring.stages(parts, credentials, caches, runs);
    this.gate = settings.podGate ? Optional.of(new PodGate(client, caches, events, clock, gateMetrics)) : Optional.empty();
  }

  /** Starts every kind that is installed, and each other one when it comes. Those that hold credentials come first. */
  void start() {
    usages.load();
    var definitions = new Definitions(client);
    for (var stage : stages) {
      var here = stage.stream().map(kind -> startWhenThere(definitions, kind)).flatMap(Optional::stream);
      CompletableFuture.allOf(here.toArray(CompletableFuture[]::new)).join();
    }
    stagesAreBegun = true;
    completeOnceAllAreHere();
    gauges.of(caches);
    gate.ifPresentOrElse(PodGate::start, () -> LOG.info("The pod gate is switched off by --pod-gate=false"));
    housekeeping.scheduleWithFixedDelay(watched::prune, 1, 1, TimeUnit.MINUTES);
  }

  /** @return the start, where the kind is installed already */
  private Optional<CompletableFuture<Void>> startWhenThere(Definitions definitions, Kind<?> kind) {
    var established = definitions.established(kind.crd());
    var started = established.thenRunAsync(() -> start(kind), threads);
    if (established.isDone()) {
      return Optional.of(started);
    }
    waiting.add(established);
    return Optional.empty();
  }

  /** Controllers whose watches are not there, sorted. */
  List<String> unhealthy() {
    return running.entrySet().stream().filter(e -> !e.getValue().isHealthy()).map(Map.Entry::getKey).sorted().toList();
  }

  /** A kind that can't be watched is begun anew, beside the others, for as long as it takes. */
  private void start(Kind<?> kind) {
    var started = new RunningKind<>(client, caches, controllers, kind);
    running.put(kind.controllerName(), started);
    try {
      started.start();
      starts.succeeded(kind.controllerName());
      missing.remove(kind.controllerName());
      completeOnceAllAreHere();
    } catch (RuntimeException e) {
      var pause = starts.next(kind.controllerName());
      LOG.warn("{} could not be started and is tried again in {} s: {}", kind.controllerName(), Math.ceilDiv(pause.toMillis(), 1000), e.getMessage());
      LOG.debug("{} could not be started", kind.controllerName(), e);
      missing.add(kind.controllerName());
      started.close();
      again(kind, pause);
    }
  }

  private void again(Kind<?> kind, Duration pause) {
    try {
      housekeeping.schedule(() -> threads.execute(() -> start(kind)), pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      LOG.debug("{} isn't started any more", kind.controllerName());
    }
  }

  private void completeOnceAllAreHere() {
    if (stagesAreBegun && missing.isEmpty()) {
      caches.complete();
    }
  }

  @Override
  public void close() {
    gate.ifPresent(PodGate::close);
    waiting.forEach(w -> w.cancel(true));
    housekeeping.shutdownNow();
    // Migrations before what they refer to, so that nothing is reconciled against a cache that is gone.
    stages.reversed().stream()
        .flatMap(List::stream)
        .map(k -> running.remove(k.controllerName()))
        .filter(java.util.Objects::nonNull)
        .forEach(RunningKind::close);
    watched.close();
    credentials.close();
    events.close();
    threads.shutdown();
  }
}
