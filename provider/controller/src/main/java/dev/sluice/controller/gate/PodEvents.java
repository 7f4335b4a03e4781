package dev.sluice.controller.gate;

import dev.sluice.controller.event.Events;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What pods are told of their waiting: when it begins, when its cause changes, and again now and then, since events are
 * forgotten after an hour.
 */
final class PodEvents {
  private static final Duration AGAIN = Duration.ofMinutes(30);

  private final Events events;
  private final Clock clock;
  private final Map<Ref, Said> said = new ConcurrentHashMap<>();

  private record Said(String uid, GateReason reason, Instant at) {}

  PodEvents(Events events, Clock clock) {
    this.events = Objects.requireNonNull(events, "events");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  void waits(Waiter waiter, Verdict.Waits verdict) {
    var now = Instant.now(clock);
    var before = said.get(waiter.ref());
    if (before != null && before.uid.equals(waiter.uid()) && before.reason == verdict.reason() && before.at.plus(AGAIN).isAfter(now)) {
      return;
    }
    said.put(waiter.ref(), new Said(waiter.uid(), verdict.reason(), now));
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
    if (before != null && before.uid.equals(waiter.uid())) {
      var waited = Duration.between(waiter.since(), Instant.now(clock)).toSeconds();
      events.normal(waiter.pod(), GateReason.Applied.name(), "%s It waited for %d s.".formatted(message, Math.max(0, waited)));
    }
  }

  void heldAgain(Waiter waiter, Verdict.Waits verdict) {
    said.put(waiter.ref(), new Said(waiter.uid(), verdict.reason(), Instant.now(clock)));
    events.warning(waiter.pod(), verdict.reason().name(), "%s Its readiness gate is cleared, since %s is Follow.".formatted(verdict.message(), ReadinessPolicy.ANNOTATION));
  }

  void forget(Ref pod) {
    said.remove(pod);
  }
}
