package dev.sluice.controller.runtime;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.controller.gate.GateMetrics;
import dev.sluice.controller.run.Runs;
import dev.sluice.engine.Engines;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operator as a whole: pages for probes and metrics, the election, and the work itself while it may be done. */
final class Provider implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Provider.class);
  private static final int JSON_BUFFERS = 32;

  private final KubernetesClient client;
  private final Settings settings;
  private final Clock clock = Clock.systemUTC();
  private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ManagedMetrics metrics = new ManagedMetrics(registry, clock);
  private final ManagedGauges gauges = new ManagedGauges(registry);
  private final GateMetrics gateMetrics = new GateMetrics(registry);
  private final ControllerMetrics controllers = new ControllerMetrics(registry);
  private final Engines engines = Engines.load();
  private final Runs runs;
  private final List<Probes> pages = new ArrayList<>();
  private final AtomicReference<Optional<Reconciling>> work = new AtomicReference<>(Optional.empty());
  private volatile Optional<LeaderElection> election = Optional.empty();
  private volatile boolean ready;
  private volatile boolean closing;

  Provider(KubernetesClientBuilder clients, Settings settings) {
    var requests = new ApiRequests(registry);
    this.client =
        clients
            .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("requests", requests))
            .withKubernetesSerialization(serialization())
            .build();
    this.settings = Objects.requireNonNull(settings, "settings");
    this.runs = new Runs(clock, Executors.newVirtualThreadPerTaskExecutor(), settings.deletionGrace);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
  }

  /** By default each thread keeps buffers of its own, and a thousand threads that wait for their turn fill the memory with them. */
  private static KubernetesSerialization serialization() {
    var json = JsonFactory.builder().recyclerPool(JsonRecyclerPools.newBoundedPool(JSON_BUFFERS)).build();
    return new KubernetesSerialization(new ObjectMapper(json), true);
  }

  void start() {
    if (settings.train) {
      engines.warmUp();
    }
    Probes.serve("--health-probe-bind-address", settings.healthProbeBindAddress, Map.of("/healthz", this::health, "/readyz", this::readiness))
        .ifPresent(pages::add);
    Probes.serve("--metrics-bind-address", settings.metricsBindAddress, Map.of("/metrics", () -> new Probes.Page(true, registry.scrape())))
        .ifPresent(pages::add);
    if (settings.leaderElection) {
      var identity = Optional.ofNullable(System.getenv("HOSTNAME")).orElse("provider-sluice") + "-" + ProcessHandle.current().pid();
      var standing =
          new LeaderElection(client, settings.leaderElectionNamespace, identity, settings.leaseDuration, this::lead, this::stopLeading);
      election = Optional.of(standing);
      standing.start();
      // A replica that waits for its turn is as ready as it can be.
      ready = true;
    } else {
      lead();
    }
  }

  /** SIGTERM: nothing new is begun, running files are finished or rolled back, and the lease is given back. */
  @Override
  public void close() {
    closing = true;
    ready = false;
    // First of all: what follows may take seconds.
    runs.beginNone();
    LOG.info("Shutting down");
    stopLeading();
    runs.shutDown(settings.shutdownGrace);
    election.ifPresent(LeaderElection::close);
    pages.forEach(Probes::close);
    client.close();
  }

  private synchronized void lead() {
    if (closing || work.get().isPresent()) {
      return;
    }
    var reconciling = new Reconciling(client, settings, clock, engines, metrics, controllers, gauges, gateMetrics, runs);
    work.set(Optional.of(reconciling));
    reconciling.start();
    ready = true;
    var uptime = ManagementFactory.getRuntimeMXBean().getUptime();
    LOG.info("Reconciling, {} ms after the start; engines: {}", uptime, String.join(", ", engines.ids()));
  }

  private synchronized void stopLeading() {
    work.getAndSet(Optional.empty()).ifPresent(Reconciling::close);
  }

  private Probes.Page health() {
    // A watch that broke mends itself; only a process that can't answer at all is better restarted.
    return new Probes.Page(true, "ok\n");
  }

  private Probes.Page readiness() {
    var unhealthy = work.get().map(Reconciling::unhealthy).orElse(List.of());
    if (ready && unhealthy.isEmpty()) {
      return new Probes.Page(true, "ok\n");
    }
    return new Probes.Page(
        false, (ready ? "working" : "starting") + "; not watched: " + (unhealthy.isEmpty() ? "none" : String.join(", ", unhealthy)) + "\n");
  }
}
