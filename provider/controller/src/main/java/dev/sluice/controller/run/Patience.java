package dev.sluice.controller.run;

import dev.sluice.controller.managed.ConditionType;
import dev.sluice.controller.managed.Standing;
import dev.sluice.controller.managed.Subject;
import dev.sluice.engine.Reasons;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;

/** What may come later than a resource, in whatever order things are applied, is waited for; not for ever. */
public final class Patience {
  public static final String WAITING_FOR_SOURCE = "WaitingForSource";
  public static final String DEADLINE_EXCEEDED = "DeadlineExceeded";
  private static final Set<String> LATE = Set.of(WAITING_FOR_SOURCE, Reasons.DATABASE_MISSING);

  private final Clock clock;

  public Patience(Clock clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** Whether the reason is that something isn't there yet. */
  public boolean concerns(String reason) {
    return LATE.contains(reason);
  }

  /** The standing itself, or stalled where the same was waited for longer than that. */
  public Standing with(Subject<?, ?> subject, Standing standing, Duration deadline) {
    return concerns(standing.reason()) && isOverdue(subject, standing, deadline)
        ? Standing.stalled(DEADLINE_EXCEEDED, standing.message() + " It was waited for longer than timeouts.deadline.")
        : standing;
  }

  private boolean isOverdue(Subject<?, ?> subject, Standing standing, Duration deadline) {
    return subject
        .status()
        .condition(ConditionType.READY)
        .filter(c -> Objects.equals(c.observedGeneration(), subject.generation()))
        .filter(
            c ->
                c.reason().equals(DEADLINE_EXCEEDED)
                    || c.reason().equals(standing.reason())
                        && Instant.parse(c.lastTransitionTime()).plus(deadline).isBefore(Instant.now(clock)))
        .isPresent();
  }
}
