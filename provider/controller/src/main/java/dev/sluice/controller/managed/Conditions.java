package dev.sluice.controller.managed;

import dev.sluice.api.common.Condition;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Turns a {@link Standing} into conditions. A condition keeps its transition time for as long as it says the same. */
public final class Conditions {
  private static final int LONGEST_MESSAGE = 1024;
  // No point in time: that would be a write at every attempt.
  private static final String AGAIN = " The next attempt comes within " + Backoff.LONGEST.toSeconds() + " s.";

  private final Clock clock;

  public Conditions(Clock clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  public List<Condition> of(Standing standing, List<Condition> before, long generation) {
    var next = new ArrayList<Condition>();
    var reason = standing.reason();
    var message = standing.message();
    var ready = standing.kind() == Standing.Kind.AVAILABLE;
    next.add(condition(ConditionType.READY, ready, reason, message, generation));
    synced(standing, before, generation).ifPresent(next::add);
    switch (standing.kind()) {
      case WORKING, DELETING -> next.add(condition(ConditionType.RECONCILING, true, reason, message, generation));
      case WAITING, EXPECTING -> next.add(condition(ConditionType.RECONCILING, true, reason, message + AGAIN, generation));
      case STALLED -> next.add(condition(ConditionType.STALLED, true, reason, message, generation));
      case AVAILABLE, WITHHELD -> {}
    }
    standing.also().forEach(also -> next.add(condition(also.type(), true, also.reason(), also.message(), generation)));
    return settle(next, before);
  }

  /** Paused, or under a policy that makes no sense: Ready stays as it was, since nothing was looked at, and nothing goes on. */
  List<Condition> notSynced(Reason reason, String message, List<Condition> before, long generation) {
    var next = new ArrayList<>(before);
    next.removeIf(c -> !c.type().equals(ConditionType.READY));
    next.add(condition(ConditionType.SYNCED, false, reason.name(), message, generation));
    return settle(next, before);
  }

  private Optional<Condition> synced(Standing standing, List<Condition> before, long generation) {
    return switch (standing.kind()) {
      case WORKING -> before.stream().filter(c -> c.type().equals(ConditionType.SYNCED)).findFirst();
      case AVAILABLE, WITHHELD, EXPECTING, DELETING ->
          Optional.of(condition(ConditionType.SYNCED, true, Reason.ReconcileSuccess.name(), "", generation));
      case WAITING, STALLED ->
          Optional.of(
              condition(
                  ConditionType.SYNCED, false, Reason.ReconcileError.name(), standing.message(), generation));
    };
  }

  private Condition condition(String type, boolean status, String reason, String message, long generation) {
    var text = message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE - 1) + "…";
    var now = Instant.now(clock).truncatedTo(ChronoUnit.SECONDS).toString();
    return new Condition(type, status ? "True" : "False", reason, text.isEmpty() ? null : text, now, generation);
  }

  /** Where the new condition says what the old one said, the old one stays. */
  public static List<Condition> settle(List<Condition> next, List<Condition> before) {
    return next.stream()
        .map(
            c ->
                before.stream()
                    .filter(b -> b.type().equals(c.type()) && b.saysTheSameAs(c))
                    .findFirst()
                    .orElse(c))
        .toList();
  }
}
