package dev.sluice.controller.runtime;

import dev.sluice.api.common.Group;
import dev.sluice.api.common.Managed;
import dev.sluice.controller.reference.Caches;
import dev.sluice.controller.reference.Kinds;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * How many managed resources exist, are ready and are synced, counted when somebody asks.
 *
 * <p>Names: crossplane-runtime, pkg/statemetrics.
 */
final class ManagedGauges {
  private final AtomicReference<Caches> caches = new AtomicReference<>(new Caches());

  ManagedGauges(MeterRegistry registry) {
    Objects.requireNonNull(registry, "registry");
    for (var group : List.of(Group.NAMESPACED, Group.CLUSTER)) {
      for (var kind : List.of("Database", "Role", "Grant", "Migration", "Schema")) {
        gauge(registry, "exists", group, kind, m -> true);
        gauge(registry, "ready", group, kind, m -> isTrue(m, "Ready"));
        gauge(registry, "synced", group, kind, m -> isTrue(m, "Synced"));
      }
    }
  }

  /** From now on these are counted. */
  void of(Caches current) {
    caches.set(current);
  }

  private void gauge(MeterRegistry registry, String what, String group, String kind, Predicate<Managed<?, ?>> counts) {
    Gauge.builder("crossplane.managed.resource." + what, () -> count(group, kind, counts))
        .tag("gvk", "%s/%s, Kind=%s".formatted(group, Group.VERSION, kind))
        .register(registry);
  }

  private long count(String group, String kind, Predicate<Managed<?, ?>> counts) {
    return caches
        .get()
        .list(Kinds.of(kind, group), Optional.empty(), Managed.class)
        .map(m -> (Managed<?, ?>) m)
        .filter(counts)
        .count();
  }

  private static boolean isTrue(Managed<?, ?> resource, String condition) {
    return resource.getStatus() != null
        && resource.getStatus().condition(condition).filter(c -> c.isTrue()).isPresent();
  }
}
