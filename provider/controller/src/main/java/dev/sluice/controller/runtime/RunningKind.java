package dev.sluice.controller.runtime;

import dev.sluice.controller.managed.Changes;
import dev.sluice.controller.reference.Caches;
import dev.sluice.controller.reference.Kinds;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ResolvedControllerConfiguration;
import io.javaoperatorsdk.operator.api.config.informer.InformerConfiguration;
import io.javaoperatorsdk.operator.processing.Controller;
import io.javaoperatorsdk.operator.processing.event.rate.LinearRateLimiter;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The framework, running one kind. Each kind has an operator of its own, because the framework takes no more controllers once
 * it runs, and a kind can only start when its definition is there.
 *
 * <p>Reconciles run on virtual threads, one a resource at most: one that waits for its turn on a busy or dead database server
 * holds up nobody else. What is scarce is bounded where it is: sessions by server, writes by kind.
 */
final class RunningKind<R extends HasMetadata> implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration FIRST_LIST = Duration.ofSeconds(20);

  private final AtomicBoolean closed = new AtomicBoolean();
  private final Kind<R> kind;
  private final Caches caches;
  private final Operator operator;
  private final Controller<R> controller;
  private final CountDownLatch started = new CountDownLatch(1);

  RunningKind(KubernetesClient client, Caches caches, ControllerMetrics metrics, Kind<R> kind) {
    this.kind = kind;
    this.caches = caches;
    this.operator =
        new Operator(
            o ->
                o.withKubernetesClient(client)
                    .withMetrics(metrics)
                    .withCloseClientOnStop(false)
                    .checkingCRDAndValidateLocalModel(false)
                    .withStopOnInformerErrorDuringStartup(false)
                    .withCacheSyncTimeout(FIRST_LIST)
                    .withReconciliationTerminationTimeout(GRACE)
                    .withExecutorService(reconciles()));
    this.controller = (Controller<R>) operator.register(kind.reconciler().apply(kind.controllerName()), configuration());
  }

  /** @throws IllegalStateException where the kind can't be listed and watched in time */
  void start() {
    operator.start();
    if (!isHealthy()) {
      throw new IllegalStateException(
          "%ss could not be listed and watched within %d s; does the service account have the rights of package/standalone/rbac.yaml?"
              .formatted(kind.controllerName(), FIRST_LIST.toSeconds()));
    }
    caches.register(
        Kinds.of(kind.kind(), kind.group()), controller.getEventSourceManager().getControllerEventSource());
    started.countDown();
  }

  /** None begins before the cache can be asked: a reconcile may ask for others of its own kind. */
  private ExecutorService reconciles() {
    var threads = Thread.ofVirtual().name(kind.controllerName() + "-", 0).factory();
    return Executors.newThreadPerTaskExecutor(
        reconcile ->
            threads.newThread(
                () -> {
                  try {
                    started.await();
                    reconcile.run();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }));
  }

  boolean isHealthy() {
    return operator.getRuntimeInfo().isStarted() && operator.getRuntimeInfo().allEventSourcesAreHealthy();
  }

  @Override
  public void close() {
    // A start that failed and a shutdown may both close it; the framework takes a second stop for an error.
    if (closed.compareAndSet(false, true)) {
      caches.unregister(Kinds.of(kind.kind(), kind.group()));
      operator.stop();
    }
  }

  // The reconciler decides itself when to try again; the framework's retry is for what escapes it.
  private ResolvedControllerConfiguration<R> configuration() {
    var informer =
        InformerConfiguration.builder(kind.type())
            .withWatchAllNamespaces()
            .withOnUpdateFilter(Changes::matter)
            .withItemStore(new BareItems<>(object -> caches.changed(Kinds.of(kind.kind(), kind.group()), object)))
            .buildForController();
    return new ResolvedControllerConfiguration<>(
        kind.controllerName(),
        false,
        kind.reconciler().getClass().getName(),
        new GenericRetry().setMaxAttempts(-1).setInitialInterval(500).setMaxInterval(30_000),
        LinearRateLimiter.deactivatedRateLimiter(),
        null,
        null,
        null,
        "sluice",
        operator.getConfigurationService(),
        informer,
        true,
        null);
  }
}
