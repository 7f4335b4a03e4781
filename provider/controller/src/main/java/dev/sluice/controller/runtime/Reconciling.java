package dev.sluice.controller.runtime;

import dev.sluice.controller.credentials.CredentialSource;
import dev.sluice.controller.credentials.CredentialsModule;
import dev.sluice.controller.credentials.Usages;
import dev.sluice.controller.event.Events;
import dev.sluice.controller.managed.Parts;
import dev.sluice.controller.managed.PollInterval;
import dev.sluice.controller.migration.MigrationRuns;
import dev.sluice.controller.reference.Caches;
import dev.sluice.controller.reference.WakeUps;
import dev.sluice.controller.reference.WatchedObjects;
import dev.sluice.engine.Engines;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
  private final ManagedGauges gauges;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService housekeeping =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("housekeeping").factory());
  private final List<Kind<?>> kinds;
  private final ConcurrentHashMap<String, RunningKind<?>> running = new ConcurrentHashMap<>();
  private final List<CompletableFuture<Void>> waiting = new java.util.concurrent.CopyOnWriteArrayList<>();
  private final Usages usages;

  Reconciling(KubernetesClient client, Settings settings, Clock clock, Engines engines, ManagedMetrics metrics, ManagedGauges gauges, MigrationRuns runs) {
    this.client = client;
    this.gauges = gauges;
    var wakeUps = new WakeUps();
    runs.tell(wakeUps::wake);
    this.events = new Events(client, clock);
    this.watched = new WatchedObjects(client, wakeUps);
    this.usages = new Usages(client);
    var poll = new PollInterval(settings.poll, settings.minPollInterval, RandomGenerator.getDefault());
    var local = new CredentialSource.LocalSources(settings.environmentPrefixes, settings.credentialFolders);
    this.credentials = new CredentialsModule(client, caches, wakeUps, watched, events, poll, clock, engines, local);
    var parts =
        new Parts(client, clock, events, credentials.credentials(), usages, wakeUps, watched, poll, metrics, threads);
    this.kinds = Wiring.kinds(parts, credentials, caches, runs);
  }

  /** Starts every kind that is installed, and each other one when it comes. Those that hold credentials come first. */
  void start() {
    usages.load();
    var definitions = new Definitions(client);
    for (var kind : kinds) {
      var established = definitions.established(kind.crd());
      if (established.isDone() && !established.isCompletedExceptionally()) {
        start(kind);
      } else {
        waiting.add(established.thenRunAsync(() -> start(kind), threads));
      }
    }
    gauges.of(caches);
    housekeeping.scheduleWithFixedDelay(watched::prune, 1, 1, TimeUnit.MINUTES);
  }

  boolean isHealthy() {
    return running.values().stream().allMatch(RunningKind::isHealthy);
  }

  private void start(Kind<?> kind) {
    try {
      var started = new RunningKind<>(client, caches, kind);
      running.put(kind.controllerName(), started);
      started.start();
    } catch (RuntimeException e) {
      LOG.error("{} could not be started", kind.controllerName(), e);
      throw e;
    }
  }

  @Override
  public void close() {
    waiting.forEach(w -> w.cancel(true));
    housekeeping.shutdownNow();
    // Migrations before what they refer to, so that nothing is reconciled against a cache that is gone.
    kinds.reversed().stream()
        .map(k -> running.remove(k.controllerName()))
        .filter(java.util.Objects::nonNull)
        .forEach(RunningKind::close);
    watched.close();
    credentials.close();
    events.close();
    threads.shutdown();
  }
}
