package dev.sluice.controller.gitops;

import dev.sluice.controller.testbed.Flavour;
import dev.sluice.controller.testbed.ObjectHistory;
import dev.sluice.controller.testbed.Space;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** The cluster as Argo CD's application controller sees it: it writes to the API server, and judges by a cache that lags behind. */
final class ArgoCluster implements AutoCloseable {
  private static final PatchContext APPLY =
      new PatchContext.Builder().withPatchType(PatchType.SERVER_SIDE_APPLY).withFieldManager("argocd-controller").withForce(true).build();
  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  private final KubernetesClient client;
  private final ObjectHistory migrations;
  private final RandomGenerator random;
  private final Lag lag;
  private final Function<Map<String, Object>, Health> health;
  private final Consumer<Commit.Manifest> watcher;
  private final Map<String, Long> applied = new HashMap<>();

  /** How far the cache may be behind. */
  enum Lag {
    NONE,
    /** It shows what was applied, since that is waited for between waves, and any status from then on. */
    BEHIND_THE_STATUS,
    /** It shows what was there before, as without a delay between waves. */
    BEHIND_THE_SPEC
  }

  /**
   * @param health of kinds that have a script
   * @param watcher told of each manifest right before it is applied
   */
  ArgoCluster(Space space, Lag lag, RandomGenerator random, Function<Map<String, Object>, Health> health, Consumer<Commit.Manifest> watcher) {
    this.client = space.client();
    this.migrations = new ObjectHistory(space, Flavour.NAMESPACED, "Migration");
    this.lag = lag;
    this.random = random;
    this.health = health;
    this.watcher = watcher;
  }

  void apply(Commit.Manifest manifest) {
    watcher.accept(manifest);
    applied.put(manifest.name(), version(plain(client.resource(object(manifest)).patch(APPLY))));
  }

  /** Whether what is there is as the manifest has it. */
  boolean isInSync(Commit.Manifest manifest) {
    var live = live(manifest);
    return live.isPresent() && spec(live.get()).equals(spec(plain(client.resource(object(manifest)).dryRun().patch(APPLY))));
  }

  /** Absent where there is no check for the kind, which counts as healthy at once. */
  Optional<Health> health(Commit.Manifest manifest) {
    var seen = seen(manifest).orElseThrow(() -> new IllegalStateException(manifest.name() + " is missing"));
    return seen.getApiVersion().contains("sluice.dev")
        ? Optional.of(health.apply(Customization.yaml(SERIALIZATION.asJson(seen))))
        : Optional.empty();
  }

  @Override
  public void close() {
    migrations.close();
  }

  private Optional<GenericKubernetesResource> seen(Commit.Manifest manifest) {
    var object = object(manifest);
    var floor = lag == Lag.BEHIND_THE_SPEC ? 0 : applied.getOrDefault(manifest.name(), 0L);
    var versions =
        lag == Lag.NONE || !object.getKind().equals("Migration")
            ? List.<GenericKubernetesResource>of()
            : migrations.of(object.getMetadata().getName()).stream().filter(v -> version(v) >= floor).toList();
    return versions.isEmpty() ? live(manifest) : Optional.of(versions.get(random.nextInt(versions.size())));
  }

  private Optional<GenericKubernetesResource> live(Commit.Manifest manifest) {
    return Optional.ofNullable(client.resource(object(manifest)).get()).map(ArgoCluster::plain);
  }

  private static GenericKubernetesResource object(Commit.Manifest manifest) {
    return SERIALIZATION.unmarshal(manifest.yaml(), GenericKubernetesResource.class);
  }

  private static GenericKubernetesResource plain(Object object) {
    return SERIALIZATION.unmarshal(SERIALIZATION.asJson(object), GenericKubernetesResource.class);
  }

  private static Object spec(GenericKubernetesResource object) {
    return object.getAdditionalProperties().getOrDefault("spec", Map.of());
  }

  private static long version(GenericKubernetesResource object) {
    return Long.parseLong(object.getMetadata().getResourceVersion());
  }
}
