package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.benchmark.product.MeasuredProduct;
import dev.sluice.local.provider.ProviderProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * So many resources of one kind applied at once to a fresh provider, and deleted at once.
 */
final class BulkRun {
  private static final Duration REST = Duration.ofSeconds(30);
  private static final double P95 = 0.95;

  private final Servers servers;
  private final MeasuredProduct product;
  private final Kind kind;
  private final int count;
  private final Table table;
  private final Progress progress;
  private final String namespace;
  private final List<String> names;

  BulkRun(Servers servers, Kind kind, int count, Table table, Progress progress) {
    this.servers = requireNonNull(servers, "servers is null");
    this.product = servers.product();
    this.kind = requireNonNull(kind, "kind is null");
    this.table = requireNonNull(table, "table is null");
    this.progress = requireNonNull(progress, "progress is null");
    this.count = count;
    this.namespace = kind.plural() + "-" + count;
    this.names = IntStream.range(0, count).mapToObj(i -> kind.plural().charAt(0) + "" + count + "n" + i).toList();
  }

  void run() {
    Manifests manifests = servers.namespace(namespace);
    try {
      if (kind.needsDatabase()) {
        progress.say("bulk: making " + count + " databases for the " + kind.title());
        product.create(names);
      }
      product.checkpoint();
      measure(manifests);
    } finally {
      progress.say("bulk: tidying up");
      new Leftovers(servers).remove(namespace, List.of(kind));
      product.drop(names);
    }
  }

  private void measure(Manifests manifests) {
    try (ProviderProcess provider = servers.startProvider();
        SessionSampler sessions = SessionSampler.start(product.sessions());
        Sightings watch = Sightings.open(servers.api(), namespace, kind)) {
      Settling.afterStart();
      progress.say("bulk: applying " + count + " " + kind.title());
      Arrivals arrivals = new Arrivals(watch, names, progress);
      Instant from = Instant.now();
      sessions.forget();
      Effort before = Effort.now(provider, product);
      Map<String, Long> applied = Crowd.each(names, name ->
          servers.api().apply(Api.path(namespace, kind, name), manifest(manifests, name)));
      times(applied, arrivals.awaitAll("Ready", seen -> seen.readyAt(1)));
      OptionalInt peak = sessions.peak();
      boolean rested = sessions.awaitRest(provider, REST);
      if (peak.isEmpty() && !rested) {
        put("processor time stood still", "not within " + REST.toSeconds() + " s");
      }
      Settling.counters();
      costs(before, Effort.now(provider, product), servers.audit().between(from, Instant.now()));
      peak.ifPresent(most -> put("sessions at the peak, every 100 ms",
          most + (rested ? "" : "; some stayed open for " + REST.toSeconds() + " s")));
      Instant deleting = Instant.now();
      Map<String, Long> deleted = Crowd.each(names, name -> servers.api().delete(Api.path(namespace, kind, name)));
      Map<String, Sighting> gone = arrivals.awaitAll("gone", Sighting::gone);
      put("delete all", seconds(last(gone) - first(deleted)));
      Settling.counters();
      put("API requests per resource to delete", servers.audit().between(deleting, Instant.now()).per(count));
    }
  }

  private String manifest(Manifests manifests, String name) {
    return switch (kind) {
      case DATABASE -> manifests.database(name, product.applied().database());
      case MIGRATION -> manifests.migration(name, name, product.applied().three());
      case ROLE -> manifests.role(name, name);
      case SCHEMA -> manifests.schema(name, name, "");
    };
  }

  private void times(Map<String, Long> applied, Map<String, Sighting> ready) {
    Distribution latencies = new Distribution(names.stream()
        .map(name -> Duration.ofNanos(ready.get(name).nanoTime() - applied.get(name)))
        .toList());
    long total = last(ready) - first(applied);
    long sending = applied.values().stream().mapToLong(Long::longValue).max().orElseThrow() - first(applied);
    put("all Ready", seconds(total));
    put("per second", String.format(Locale.ROOT, "%.1f", count / Distribution.seconds(Duration.ofNanos(total))));
    put("latency of one, p50 / p95 / max", String.format(Locale.ROOT, "%.1f / %.1f / %.1f s",
        Distribution.seconds(latencies.median()), Distribution.seconds(latencies.percentile(P95)),
        Distribution.seconds(latencies.longest())));
    put("the last apply was sent after", seconds(sending));
    progress.say("bulk: " + count + " " + kind.title() + " Ready after " + seconds(total));
  }

  private void costs(Effort before, Effort after, Requests requests) {
    product.sessions().ifPresent(counted -> put("sessions opened (per resource)", after.sessionsPerResourceSince(before, count)));
    put("API requests per resource, without watches", requests.per(count));
    put("provider: processor time (per resource)", after.providerTimeSince(before, count));
    product.pid().ifPresent(server ->
        put(product.engine().id() + ": processor time (per resource)", after.serverTimeSince(before, count)));
    put("provider: memory before", before.memory());
    put("provider: memory at the peak", after.peakMemory());
    put("provider: memory when all were Ready", after.memory());
  }

  private void put(String row, String value) {
    table.put(row, BulkBlock.column(kind, count), value);
  }

  private static long first(Map<String, Long> started) {
    return started.values().stream().mapToLong(Long::longValue).min().orElseThrow();
  }

  private static long last(Map<String, Sighting> sightings) {
    return sightings.values().stream().mapToLong(Sighting::nanoTime).max().orElseThrow();
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f s", Distribution.seconds(Duration.ofNanos(nanos)));
  }
}
