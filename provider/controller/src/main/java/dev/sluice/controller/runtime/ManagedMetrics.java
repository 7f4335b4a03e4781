package dev.sluice.controller.runtime;

import dev.sluice.controller.managed.Subject;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What Crossplane's dashboards show of managed resources: times to the first reconcile and to readiness, of
 * deletions, and for how long at most something else than asked for stood outside.
 * Told apart by UID: by name, resources of two namespaces would be mixed up.
 *
 * <p>Names: crossplane-runtime, pkg/reconciler/managed/metrics.go.
 */
public final class ManagedMetrics {
  private static final String PREFIX = "crossplane.managed.resource.";

  private final MeterRegistry registry;
  private final Clock clock;
  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private final Set<String> ready = ConcurrentHashMap.newKeySet();
  private final Map<String, Deleting> deleting = new ConcurrentHashMap<>();

  /** When each was last found to be as it is asked for. */
  private final Map<String, Instant> settled = new ConcurrentHashMap<>();

  private record Deleting(String kind, Instant since) {}

  public ManagedMetrics(MeterRegistry registry, Clock clock) {
    this.registry = Objects.requireNonNull(registry, "registry");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** A reconcile of the resource begins. */
  public void seen(Subject<?, ?> subject) {
    if (seen.add(subject.uid()) && subject.status().conditions().isEmpty()) {
      timer("first.time.to.reconcile", kind(subject)).record(since(subject.created()));
    }
    if (subject.deleted()) {
      deleting.putIfAbsent(
          subject.uid(), new Deleting(kind(subject), Instant.parse(subject.meta().getDeletionTimestamp())));
    }
    if (subject.status().conditions().stream().anyMatch(c -> c.type().equals("Ready") && c.isTrue())) {
      ready.add(subject.uid());
    }
  }

  /** The resource was found to be ready. */
  public void ready(Subject<?, ?> subject) {
    if (ready.add(subject.uid())) {
      timer("first.time.to.readiness", kind(subject)).record(since(subject.created()));
    }
  }

  /** Nothing differed from what is asked for. */
  public void settled(Subject<?, ?> subject) {
    settled.put(subject.uid(), Instant.now(clock));
  }

  /** Something differed, whoever changed it, and was made right. Since when, nobody knows: not before it was last looked at. */
  public void corrected(Subject<?, ?> subject) {
    var before = settled.get(subject.uid());
    if (before != null) {
      timer("drift", kind(subject)).record(since(before));
    }
  }

  /** The resource is gone. */
  public void forget(String uid) {
    seen.remove(uid);
    ready.remove(uid);
    settled.remove(uid);
    var gone = deleting.remove(uid);
    if (gone != null) {
      timer("deletion", gone.kind).record(since(gone.since));
    }
  }

  private Timer timer(String name, String kind) {
    return Timer.builder(PREFIX + name).tag("gvk", kind).publishPercentileHistogram().register(registry);
  }

  private Duration since(Instant start) {
    var age = Duration.between(start, Instant.now(clock));
    return age.isNegative() ? Duration.ZERO : age;
  }

  private static String kind(Subject<?, ?> subject) {
    return subject.object().getApiVersion() + ", Kind=" + subject.object().getKind();
  }
}
