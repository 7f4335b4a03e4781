package dev.sluice.controller.gate;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToIntFunction;

/** What the gate shows: pods that wait now, pods let go, and for how long a gate stood that nothing held any more. */
public final class GateMetrics {
  private static final String PREFIX = "sluice.gate.";
  private static final String VARIANT = "variant";

  private final AtomicReference<ToIntFunction<Variant>> waiting = new AtomicReference<>(variant -> 0);
  private final Map<Variant, Counter> released = new EnumMap<>(Variant.class);
  private final Map<Variant, Timer> lift = new EnumMap<>(Variant.class);

  public GateMetrics(MeterRegistry registry) {
    Objects.requireNonNull(registry, "registry");
    for (var variant : Variant.values()) {
      Gauge.builder(PREFIX + "waiting.pods", () -> waiting.get().applyAsInt(variant)).tag(VARIANT, variant.word()).register(registry);
      released.put(variant, Counter.builder(PREFIX + "released").tag(VARIANT, variant.word()).register(registry));
      lift.put(variant, Timer.builder(PREFIX + "lift").tag(VARIANT, variant.word()).publishPercentileHistogram().register(registry));
    }
  }

  /** From now on these are counted, when somebody asks. */
  void waiting(ToIntFunction<Variant> pods) {
    waiting.set(pods);
  }

  /** @param after since the provider was told of the pod, or of the status that let it go */
  void released(Variant variant, Duration after) {
    released.get(variant).increment();
    lift.get(variant).record(after);
  }
}
