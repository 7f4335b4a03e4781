package dev.sluice.controller.gate;

import dev.sluice.rules.Need;
import dev.sluice.rules.Requirements;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A pod that waits, without anything that nobody here reads.
 *
 * @param wish what it asks for, or what is wrong with how it asks
 */
record Waiter(Variant variant, Pod pod, Wish wish) {

  /** What a pod asks for. */
  sealed interface Wish {
    record Readable(Requirements requirements) implements Wish {}

    /** @param message says what to write */
    record Unreadable(GateReason reason, String message) implements Wish {}
  }

  Waiter {
    Objects.requireNonNull(variant, "variant");
    Objects.requireNonNull(wish, "wish");
    pod = bare(pod);
  }

  static Waiter of(Variant variant, Pod pod) {
    return new Waiter(variant, pod, wish(variant, pod));
  }

  Ref ref() {
    return new Ref(variant, pod.getMetadata().getNamespace(), pod.getMetadata().getName());
  }

  String uid() {
    return pod.getMetadata().getUid();
  }

  String namespace() {
    return pod.getMetadata().getNamespace();
  }

  Instant since() {
    return Instant.parse(pod.getMetadata().getCreationTimestamp());
  }

  /** What we said of the readiness gate. */
  Optional<PodCondition> condition() {
    return Variant.condition(pod);
  }

  /** Whether it was let go by its readiness gate, and may have to wait again. */
  boolean isTrue() {
    return variant == Variant.READINESS && condition().filter(c -> c.getStatus().equals("True")).isPresent();
  }

  /** Whether it waits to be scheduled too. */
  boolean isGatedToo() {
    return variant == Variant.READINESS && Variant.SCHEDULING.keeps(pod);
  }

  /** As its annotation has it. */
  String required() {
    return Variant.annotation(pod, Requirements.ANNOTATION).orElse("nothing");
  }

  private static Wish wish(Variant variant, Pod pod) {
    var text = Variant.annotation(pod, Requirements.ANNOTATION);
    if (text.isEmpty()) {
      return new Wish.Unreadable(
          GateReason.RequiresMissing,
          "The pod has the gate %s and no annotation %s, so nobody knows what it waits for: write what must be applied into the pod template, such as %s: orders>=3."
              .formatted(Variant.MIGRATED, Requirements.ANNOTATION, Requirements.ANNOTATION));
    }
    try {
      var requirements = Requirements.parse(text.get());
      return variant == Variant.READINESS ? followed(pod, requirements) : new Wish.Readable(requirements);
    } catch (IllegalArgumentException e) {
      return new Wish.Unreadable(GateReason.RequiresInvalid, "The annotation %s can't be read: %s.".formatted(Requirements.ANNOTATION, e.getMessage()));
    }
  }

  private static Wish followed(Pod pod, Requirements requirements) {
    var policy = ReadinessPolicy.of(Variant.annotation(pod, ReadinessPolicy.ANNOTATION));
    if (policy.isEmpty()) {
      return new Wish.Unreadable(
          GateReason.RequiresInvalid, "The annotation %s says neither of what it can: write Once or Follow.".formatted(ReadinessPolicy.ANNOTATION));
    }
    if (policy.get() == ReadinessPolicy.FOLLOW && requirements.all().stream().anyMatch(r -> r.need() instanceof Need.Everything)) {
      return new Wish.Unreadable(
          GateReason.RequiresInvalid,
          "%s: Follow and a name alone in %s would take running pods out of service at each release: write name>=version or name@sha256:<digest>."
              .formatted(ReadinessPolicy.ANNOTATION, Requirements.ANNOTATION));
    }
    return new Wish.Readable(requirements);
  }

  private static Pod bare(Pod pod) {
    var annotations = new HashMap<String, String>();
    for (var name : List.of(Requirements.ANNOTATION, ReadinessPolicy.ANNOTATION)) {
      Variant.annotation(pod, name).ifPresent(value -> annotations.put(name, value));
    }
    return new PodBuilder()
        .withNewMetadata()
        .withName(pod.getMetadata().getName())
        .withNamespace(pod.getMetadata().getNamespace())
        .withUid(pod.getMetadata().getUid())
        .withResourceVersion(pod.getMetadata().getResourceVersion())
        .withCreationTimestamp(pod.getMetadata().getCreationTimestamp())
        .withAnnotations(annotations)
        .endMetadata()
        .withNewSpec()
        .withSchedulingGates(pod.getSpec().getSchedulingGates())
        .endSpec()
        .withNewStatus()
        .withConditions(Variant.condition(pod).stream().toList())
        .endStatus()
        .build();
  }
}
