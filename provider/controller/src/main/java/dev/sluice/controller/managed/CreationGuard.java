package dev.sluice.controller.managed;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Crossplane's record of creations, in annotations. Our external names are known before the creation, so an interrupted
 * one is looked up again under its name and needs no person to decide.
 */
public final class CreationGuard {
  private final Clock clock;

  CreationGuard(Clock clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  Map<String, String> pending() {
    return Map.of(Annotations.CREATE_PENDING, now());
  }

  Map<String, String> succeeded() {
    return Map.of(Annotations.CREATE_SUCCEEDED, now());
  }

  /** What completes the record of a creation that was cut short, once its object is found to be there. */
  Map<String, String> completed(Subject<?, ?> subject) {
    var pending = time(subject, Annotations.CREATE_PENDING);
    var ended =
        Stream.of(Annotations.CREATE_SUCCEEDED, Annotations.CREATE_FAILED)
            .flatMap(a -> time(subject, a).stream())
            .anyMatch(t -> pending.isPresent() && !t.isBefore(pending.get()));
    return pending.isPresent() && !ended ? succeeded() : Map.of();
  }

  Map<String, String> failed() {
    return Map.of(Annotations.CREATE_FAILED, now());
  }

  /** Whether a creation for this resource succeeded, or was begun and isn't known to have failed. */
  public static boolean begun(Subject<?, ?> subject) {
    if (subject.annotation(Annotations.CREATE_SUCCEEDED).isPresent()) {
      return true;
    }
    var pending = time(subject, Annotations.CREATE_PENDING);
    var failed = time(subject, Annotations.CREATE_FAILED);
    return pending.isPresent() && (failed.isEmpty() || pending.get().isAfter(failed.get()));
  }

  private static Optional<Instant> time(Subject<?, ?> subject, String annotation) {
    try {
      return subject.annotation(annotation).map(Instant::parse);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  // Crossplane writes whole seconds; more digits keep the order of a failure and the retry within one second.
  private String now() {
    return Instant.now(clock).truncatedTo(ChronoUnit.MICROS).toString();
  }
}
