package dev.sluice.controller.gate;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The two ways in which a pod can wait. */
enum Variant {
  /** It isn't scheduled. Those that are can't have a gate, so only unscheduled ones are watched. */
  SCHEDULING {
    @Override
    boolean keeps(Pod pod) {
      return isThere(pod) && gates(pod).anyMatch(MIGRATED::equals);
    }

    @Override
    SharedIndexInformer<Pod> informer(KubernetesClient client) {
      return client.pods().inAnyNamespace().withField("spec.nodeName", "").withLimit(PAGE).runnableInformer(0);
    }
  },

  /** It runs, and gets no traffic. Its label says that it may have to be looked at. */
  READINESS {
    @Override
    boolean keeps(Pod pod) {
      return isThere(pod) && hasReadinessGate(pod) && (condition(pod).filter(c -> c.getStatus().equals("True")).isEmpty() || !isOnce(pod));
    }

    @Override
    SharedIndexInformer<Pod> informer(KubernetesClient client) {
      return client
          .pods()
          .inAnyNamespace()
          .withLabel(LABEL, "true")
          .withoutField("status.phase", "Succeeded")
          .withoutField("status.phase", "Failed")
          .withLimit(PAGE)
          .runnableInformer(0);
    }

    private static boolean isOnce(Pod pod) {
      return ReadinessPolicy.of(annotation(pod, ReadinessPolicy.ANNOTATION)).filter(ReadinessPolicy.ONCE::equals).isPresent();
    }
  };

  /** Our scheduling gate, and the type of our readiness gate's condition. */
  static final String MIGRATED = "sluice.dev/migrated";

  /** Carried, with the value true, by pods with the readiness gate. */
  static final String LABEL = "sluice.dev/gated";

  private static final long PAGE = 500;

  /** Whether the pod waits, or may have to wait again. */
  abstract boolean keeps(Pod pod);

  /** Of the pods that may have to be kept, and of as few others as the API server can tell apart. */
  abstract SharedIndexInformer<Pod> informer(KubernetesClient client);

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static boolean isThere(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() == null;
  }

  /** Names of the scheduling gates, in the order in which the pod has them. */
  static Stream<String> gates(Pod pod) {
    return Optional.ofNullable(pod.getSpec().getSchedulingGates()).orElse(List.of()).stream().map(g -> g.getName());
  }

  static boolean hasReadinessGate(Pod pod) {
    return Optional.ofNullable(pod.getSpec().getReadinessGates()).orElse(List.of()).stream().anyMatch(g -> MIGRATED.equals(g.getConditionType()));
  }

  /** A readiness gate of which nobody will ever hear. */
  static boolean lacksLabel(Pod pod) {
    return hasReadinessGate(pod) && !"true".equals(Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.of()).get(LABEL));
  }

  /** What we said of the readiness gate. */
  static Optional<PodCondition> condition(Pod pod) {
    return Optional.ofNullable(pod.getStatus())
        .flatMap(s -> s.getConditions().stream().filter(c -> MIGRATED.equals(c.getType())).findFirst());
  }

  static Optional<String> annotation(Pod pod, String name) {
    return Optional.ofNullable(pod.getMetadata().getAnnotations()).map(a -> a.get(name));
  }
}
