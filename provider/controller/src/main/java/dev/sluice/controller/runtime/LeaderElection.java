package dev.sluice.controller.runtime;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Of several replicas one works. Who loses the lease stops working and stands for it again; the process goes on, since a
 * migration may be running in it that nobody else could finish.
 */
final class LeaderElection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderElection.class);
  private static final String LEASE = "crossplane-leader-election-provider-sluice";

  private final KubernetesClient client;
  private final String namespace;
  private final String identity;
  private final Duration lease;
  private final Runnable lead;
  private final Runnable stopLeading;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("leader-election-", 0).factory());
  private volatile boolean closed;
  private volatile CompletableFuture<?> term = CompletableFuture.completedFuture(null);

  LeaderElection(
      KubernetesClient client, String namespace, String identity, Duration lease, Runnable lead, Runnable stopLeading) {
    this.client = Objects.requireNonNull(client, "client");
    this.namespace = Objects.requireNonNull(namespace, "namespace");
    this.identity = Objects.requireNonNull(identity, "identity");
    this.lease = Objects.requireNonNull(lease, "lease");
    this.lead = Objects.requireNonNull(lead, "lead");
    this.stopLeading = Objects.requireNonNull(stopLeading, "stopLeading");
  }

  /** Stands for the lease, and again after each loss, until closed. */
  void start() {
    threads.execute(
        () -> {
          while (!closed) {
            var elector = new LeaderElector(client, config(), threads);
            term = elector.start();
            try {
              term.handle((v, e) -> null).join();
            } finally {
              stopLeading.run();
            }
            if (!closed) {
              LOG.warn("The lease {}/{} was lost; nothing is reconciled here until it is won again", namespace, LEASE);
            }
          }
        });
  }

  /** Gives the lease back, so that another replica need not wait for it to run out. */
  @Override
  public void close() {
    closed = true;
    term.cancel(true);
    threads.shutdown();
  }

  private void say(String leader) {
    if (leader != null) {
      LOG.info("The leader is {}", leader);
    }
  }

  /** A leader that can't work must not keep others from it. */
  private void beginTerm() {
    try {
      lead.run();
    } catch (RuntimeException e) {
      LOG.error("The work could not be begun ({}); the lease is given back", e.getMessage(), e);
      term.cancel(true);
    }
  }

  private LeaderElectionConfig config() {
    return new LeaderElectionConfigBuilder()
        .withName(LEASE)
        .withLock(new LeaseLock(namespace, LEASE, identity))
        .withLeaseDuration(lease)
        .withRenewDeadline(lease.multipliedBy(2).dividedBy(3))
        .withRetryPeriod(lease.dividedBy(7))
        .withReleaseOnCancel(true)
        .withLeaderCallbacks(
            new LeaderCallbacks(
                () -> threads.execute(this::beginTerm), () -> {}, this::say))
        .build();
  }
}
