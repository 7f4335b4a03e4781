package dev.sluice.controller.gate;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The two things that are written to pods: our scheduling gate goes, and our condition of the readiness gate. */
final class PodWriter {
  private static final int LONGEST_MESSAGE = 1024;
  private static final PatchContext APPLY =
      new PatchContext.Builder().withPatchType(PatchType.SERVER_SIDE_APPLY).withFieldManager("sluice-gate").withForce(true).build();

  private final KubernetesClient client;
  private final Clock clock;

  PodWriter(KubernetesClient client, Clock clock) {
    this.client = Objects.requireNonNull(client, "client");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** Empty where it is gone. */
  Optional<Pod> read(Waiter waiter) {
    return Optional.ofNullable(resource(waiter).get());
  }

  /**
   * Removes our gate and no other: others have theirs. Refused by the API server (422) where the pod is another one by now, or its
   * gates are not those that we know.
   */
  Pod lift(Waiter waiter) {
    var at = "/spec/schedulingGates/" + Variant.gates(waiter.pod()).toList().indexOf(Variant.MIGRATED);
    var patch =
        List.of(
            Map.of("op", "test", "path", "/metadata/uid", "value", waiter.uid()),
            Map.of("op", "test", "path", at + "/name", "value", Variant.MIGRATED),
            Map.of("op", "remove", "path", at));
    return resource(waiter).patch(PatchContext.of(PatchType.JSON), client.getKubernetesSerialization().asJson(patch));
  }

  /** Whether the condition says that already. */
  static boolean says(Waiter waiter, boolean applied, GateReason reason, String message) {
    return waiter
        .condition()
        .filter(c -> c.getStatus().equals(status(applied)) && reason.name().equals(c.getReason()) && bounded(message).equals(c.getMessage()))
        .isPresent();
  }

  /** Our condition alone; the kubelet and others have theirs. */
  Pod say(Waiter waiter, boolean applied, GateReason reason, String message) {
    var now = Instant.now(clock).truncatedTo(ChronoUnit.SECONDS).toString();
    var since = waiter.condition().filter(c -> c.getStatus().equals(status(applied))).map(PodCondition::getLastTransitionTime).orElse(now);
    var condition =
        Map.of(
            "type", Variant.MIGRATED, "status", status(applied), "reason", reason.name(), "message", bounded(message), "lastTransitionTime", since);
    // The UID keeps it from landing on another pod of the same name.
    var metadata = Map.of("name", waiter.ref().name(), "namespace", waiter.namespace(), "uid", waiter.uid());
    var patch = Map.of("apiVersion", "v1", "kind", "Pod", "metadata", metadata, "status", Map.of("conditions", List.of(condition)));
    return resource(waiter).subresource("status").patch(APPLY, client.getKubernetesSerialization().asJson(patch));
  }

  private PodResource resource(Waiter waiter) {
    return client.pods().inNamespace(waiter.namespace()).withName(waiter.ref().name());
  }

  private static String status(boolean applied) {
    return applied ? "True" : "False";
  }

  private static String bounded(String message) {
    return message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE - 1) + "…";
  }
}
