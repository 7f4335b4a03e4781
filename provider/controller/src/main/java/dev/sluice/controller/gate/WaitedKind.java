package dev.sluice.controller.gate;

import dev.sluice.api.common.Condition;
import dev.sluice.api.common.Managed;
import dev.sluice.api.common.ManagedStatus;
import dev.sluice.controller.managed.ConditionType;
import dev.sluice.controller.reference.Kinds;
import dev.sluice.controller.reference.ObjectKey;
import dev.sluice.rules.Applied;
import dev.sluice.rules.RequiredKind;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * A kind that pods can wait for, in one flavour.
 *
 * @param facts what an observation states as applied
 * @param waitingPods how many pods it says to wait
 */
record WaitedKind<R extends Managed<?, O>, O>(
    RequiredKind word, String group, Class<R> type, Facts<O> facts, Function<O, Integer> waitingPods) {

  /** From a status to what the rules judge. */
  interface Facts<O> {
    Applied of(boolean current, boolean ready, Optional<O> observation);
  }

  WaitedKind {
    Objects.requireNonNull(word, "word");
    Objects.requireNonNull(group, "group");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(facts, "facts");
    Objects.requireNonNull(waitingPods, "waitingPods");
  }

  /** As in {@link ObjectKey#kind()}. */
  String kind() {
    return Kinds.of(word.kind(), group);
  }

  /** @param namespace of the pod; the cluster flavour has none of its own */
  ObjectKey key(boolean cluster, String namespace, String name) {
    return new ObjectKey(kind(), cluster ? Optional.empty() : Optional.of(namespace), name);
  }

  Applied applied(R object) {
    var generation = object.getMetadata().getGeneration();
    var status = status(object);
    var current = Objects.equals(status.observedGeneration(), generation);
    var ready = status.condition(ConditionType.READY).filter(c -> c.isTrue() && Objects.equals(c.observedGeneration(), generation)).isPresent();
    return facts.of(current, current && ready, Optional.ofNullable(status.atProvider()));
  }

  /** Why it can't succeed as it is. */
  Optional<String> stalled(R object) {
    return status(object).condition(ConditionType.STALLED).filter(Condition::isTrue).map(Condition::reason);
  }

  int waiting(R object) {
    return Optional.ofNullable(status(object).atProvider()).map(waitingPods).orElse(0);
  }

  private static <O> ManagedStatus<O> status(Managed<?, O> object) {
    return Objects.requireNonNullElse(object.getStatus(), ManagedStatus.empty());
  }
}
