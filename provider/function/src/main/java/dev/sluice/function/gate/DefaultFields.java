package dev.sluice.function.gate;

import dev.sluice.function.field.FieldPath;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is held of a workload where the input doesn't say it: that which makes new pods. */
final class DefaultFields {
  private static final List<FieldPath> TEMPLATE = List.of(FieldPath.of("spec", "template"));
  private static final Map<String, List<FieldPath>> BY_TYPE =
      Map.ofEntries(
          Map.entry("Deployment.apps", TEMPLATE),
          Map.entry("StatefulSet.apps", TEMPLATE),
          Map.entry("DaemonSet.apps", TEMPLATE),
          Map.entry("ReplicaSet.apps", TEMPLATE),
          Map.entry("ReplicationController", TEMPLATE),
          Map.entry("Pod", List.of(FieldPath.of("spec"))),
          Map.entry("Job.batch", TEMPLATE),
          Map.entry("CronJob.batch", List.of(FieldPath.of("spec", "jobTemplate"))),
          Map.entry("Rollout.argoproj.io", TEMPLATE),
          Map.entry("Service.serving.knative.dev", TEMPLATE),
          Map.entry("CloneSet.apps.kruise.io", TEMPLATE),
          Map.entry("StatefulSet.apps.kruise.io", TEMPLATE),
          Map.entry("DaemonSet.apps.kruise.io", TEMPLATE));

  private DefaultFields() {}

  static Optional<List<FieldPath>> of(Subject.Type type) {
    return Optional.ofNullable(BY_TYPE.get(type.toString()));
  }
}
