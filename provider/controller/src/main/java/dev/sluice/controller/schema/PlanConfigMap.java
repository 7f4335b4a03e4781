package dev.sluice.controller.schema;

import dev.sluice.api.common.LocalReference;
import dev.sluice.api.schema.SchemaObservation;
import dev.sluice.api.schema.SchemaParameters;
import dev.sluice.controller.managed.Subject;
import dev.sluice.controller.reference.ObjectKey;
import dev.sluice.controller.reference.WakeUps;
import dev.sluice.controller.reference.WatchedObjects;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.schema.Plan;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The ConfigMap {@code <name>-plan} with the whole text of a plan that the status has no room for. It belongs to the Schema and
 * goes with it; one of somebody else's of that name is left alone.
 */
final class PlanConfigMap {
  static final String KEY = "plan.sql";
  private static final String ENDING = "-plan";
  private static final int LONGEST_NAME = 253;
  private static final int MOST = 900_000;
  private static final PatchContext APPLY =
      new PatchContext.Builder().withPatchType(PatchType.SERVER_SIDE_APPLY).withFieldManager("sluice").withForce(true).build();

  private final KubernetesClient client;
  private final WatchedObjects watched;
  private final Map<String, Written> written = new ConcurrentHashMap<>();

  /** @param version of the ConfigMap; anybody may have edited a newer one */
  private record Written(String hash, String version) {}

  PlanConfigMap(KubernetesClient client, WatchedObjects watched) {
    this.client = Objects.requireNonNull(client, "client");
    this.watched = Objects.requireNonNull(watched, "watched");
  }

  /** Empty where there is no namespace for it: a cluster-scoped Schema has the one where its files are. */
  Optional<LocalReference> publish(Subject<SchemaParameters, SchemaObservation> subject, Plan plan, WakeUps.Reads reads) {
    return namespace(subject).map(namespace -> publish(subject, plan, namespace, reads));
  }

  void forget(String uid) {
    written.remove(uid);
  }

  private LocalReference publish(Subject<SchemaParameters, SchemaObservation> subject, Plan plan, String namespace, WakeUps.Reads reads) {
    var name = subject.name().substring(0, Math.min(subject.name().length(), LONGEST_NAME - ENDING.length())) + ENDING;
    var version = watched.version(ObjectKey.configMap(namespace, name), reads);
    var known = version.map(v -> new Written(plan.hash(), v));
    if (known.isEmpty() || !known.get().equals(written.get(subject.uid()))) {
      var found = Optional.ofNullable(client.configMaps().inNamespace(namespace).withName(name).get());
      found.filter(map -> !isOurs(subject, map)).ifPresent(map -> {
        throw notOurs(namespace, name);
      });
      var now = client.resource(configMap(subject, plan, namespace, name)).patch(APPLY);
      written.put(subject.uid(), new Written(plan.hash(), now.getMetadata().getResourceVersion()));
    }
    return new LocalReference(name, subject.namespace().isPresent() ? null : namespace);
  }

  private static Optional<String> namespace(Subject<SchemaParameters, SchemaObservation> subject) {
    return subject.namespace().or(() -> subject.parameters().desired().configMapRefs().stream().findFirst().map(LocalReference::namespace));
  }

  private static boolean isOurs(Subject<?, ?> subject, ConfigMap map) {
    return map.getMetadata().getOwnerReferences().stream().anyMatch(o -> subject.uid().equals(o.getUid()));
  }

  private static ConfigMap configMap(Subject<?, ?> subject, Plan plan, String namespace, String name) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .withOwnerReferences(subject.asController())
        .endMetadata()
        .withData(Map.of("hash", plan.hash(), KEY, shortened(ShownPlan.text(plan))))
        .build();
  }

  /** An object of the API server has room for 1 MiB. */
  private static String shortened(String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    return bytes.length <= MOST
        ? text
        : new String(bytes, 0, MOST, StandardCharsets.UTF_8) + "\n-- The rest, %d bytes, has no room here.\n".formatted(bytes.length - MOST);
  }

  private static EngineException notOurs(String namespace, String name) {
    return new EngineException(
        new Failure.Permanent(
            "ConfigMapNotOurs",
            "ConfigMap %s/%s exists and does not belong to this Schema, whose plan it would hold; delete it, or name the Schema otherwise.".formatted(namespace, name),
            Optional.empty()));
  }
}
