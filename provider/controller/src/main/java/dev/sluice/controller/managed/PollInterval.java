package dev.sluice.controller.managed;

import dev.sluice.controller.runtime.GoDuration;
import java.time.Duration;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * When to look again at a resource that needs nothing. The annotation {@code crossplane.io/poll-interval} overrides the
 * provider's setting, never below the least; an unreadable one is ignored, as Crossplane does. Jitter of a tenth keeps
 * thousands of resources from being looked at together.
 */
public final class PollInterval {
  private final Duration standard;
  private final Duration least;
  private final RandomGenerator random;

  public PollInterval(Duration standard, Duration least, RandomGenerator random) {
    this.standard = Objects.requireNonNull(standard, "standard");
    this.least = Objects.requireNonNull(least, "least");
    this.random = Objects.requireNonNull(random, "random");
  }

  Duration of(Subject<?, ?> subject) {
    var wanted =
        subject.annotation(Annotations.POLL_INTERVAL)
            .flatMap(GoDuration::parse)
            .filter(d -> d.isPositive())
            .map(d -> d.compareTo(least) < 0 ? least : d)
            .orElse(standard);
    return jittered(wanted);
  }

  /** The provider's own interval, with jitter. */
  public Duration standard() {
    return jittered(standard);
  }

  private Duration jittered(Duration wanted) {
    return Duration.ofMillis((long) (wanted.toMillis() * (0.9 + random.nextDouble() * 0.2)));
  }
}
