package dev.sluice.controller.gate;

import dev.sluice.controller.event.Events;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What pods are told of their waiting: when it begins, when its cause changes, and again now and then, since events are
 * forgotten after an hour.
 */
final class PodEvents {
  private static final Duration AGAIN = Duration.ofMinutes(30);
  /** Everything may be applied at once and in any order: so long a name may be missing before it is worth an event. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Events events;
  private final Clock clock;
  private final Map<Ref, Said> said = new ConcurrentHashMap<>();

  /** @param told whether there was an event */
  private record Said(String uid, GateReason reason, Instant at, boolean told) {}

  PodEvents(Events events, Clock clock) {
    this.events = Objects.requireNonNull(events, "events");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** @return after what time it may be worth another look */
  Optional<Duration> waits(Waiter waiter, Verdict.Waits verdict) {
    var now = Instant.now(clock);
    var before = Optional.ofNullable(said.get(waiter.ref())).filter(s -> s.uid.equals(waiter.uid()) && s.reason == verdict.reason());
    if (before.filter(s -> s.told && s.at.plus(AGAIN).isAfter(now)).isPresent()) {
      return Optional.empty();
    }
    if (verdict.reason() == GateReason.NotFound) {
      var since = before.map(Said::at).orElse(now);
      if (since.plus(PATIENCE).isAfter(now)) {
        said.put(waiter.ref(), new Said(waiter.uid(), verdict.reason(), since, false));
        return Optional.of(Duration.between(now, since.plus(PATIENCE)));
      }
    }
    said.put(waiter.ref(), new Said(waiter.uid(), verdict.reason(), now, true));
    tell(waiter, verdict);
    return Optional.empty();
  }

  private void tell(Waiter waiter, Verdict.Waits verdict) {
    var message = "%s It waits since %s.".formatted(verdict.message(), waiter.since());
    if (verdict.reason().wantsPerson()) {
      events.warning(waiter.pod(), verdict.reason().name(), message);
    } else {
      events.normal(waiter.pod(), verdict.reason().name(), message);
    }
  }

  /** No news for a pod that never had to wait. */
  void released(Waiter waiter, String message) {
    var before = said.remove(waiter.ref());
    if (before != null && before.told && before.uid.equals(waiter.uid())) {
      var waited = Duration.between(waiter.since(), Instant.now(clock)).toSeconds();
      events.normal(waiter.pod(), GateReason.Applied.name(), "%s It waited for %d s.".formatted(message, Math.max(0, waited)));
    }
  }

  void heldAgain(Waiter waiter, Verdict.Waits verdict) {
    said.put(waiter.ref(), new Said(waiter.uid(), verdict.reason(), Instant.now(clock), true));
    events.warning(waiter.pod(), verdict.reason().name(), "%s Its readiness gate is cleared, since %s is Follow.".formatted(verdict.message(), ReadinessPolicy.ANNOTATION));
  }

  void forget(Ref pod) {
    said.remove(pod);
  }
}
