package dev.sluice.controller.credentials;

import dev.sluice.api.config.AnyProviderConfig;
import dev.sluice.api.config.ProviderConfigStatus;
import dev.sluice.controller.managed.Latest;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Writes a ProviderConfig's status and finalizer. */
final class ProviderConfigWriter<C extends AnyProviderConfig> {
  /** Crossplane's, so that its tools know it. */
  private static final String FINALIZER = "in-use.crossplane.io";

  /** The number of users changes a thousand times when a thousand resources come; it is told once in a while. */
  private static final Duration COUNTS = Duration.ofSeconds(5);

  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager("sluice")
          .withForce(true)
          .build();

  private final KubernetesClient client;
  private final Supplier<C> blank;
  private final Clock clock;
  private final Latest<C> latest = new Latest<>();
  private final Map<String, Instant> written = new ConcurrentHashMap<>();

  ProviderConfigWriter(KubernetesClient client, Supplier<C> blank, Clock clock) {
    this.client = Objects.requireNonNull(client, "client");
    this.blank = Objects.requireNonNull(blank, "blank");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  C latest(C watched) {
    return latest.of(watched);
  }

  void forget(String uid) {
    latest.forget(uid);
    written.remove(uid);
  }

  /** Makes sure that it can't go without our knowing. */
  C keep(C config) {
    if (config.getMetadata().getFinalizers().contains(FINALIZER)) {
      return config;
    }
    var finalizers = new ArrayList<>(config.getMetadata().getFinalizers());
    finalizers.add(FINALIZER);
    return finalizers(config, finalizers);
  }

  void release(C config) {
    var finalizers = new ArrayList<>(config.getMetadata().getFinalizers());
    if (finalizers.remove(FINALIZER)) {
      finalizers(config, finalizers);
    }
  }

  /**
   * @param urgent whether more changed than the number of users
   * @return how long to wait before this is worth a write, where it was not written yet
   */
  Optional<Duration> status(C config, ProviderConfigStatus status, boolean urgent) {
    if (status.equals(config.getStatus())) {
      return Optional.empty();
    }
    var now = Instant.now(clock);
    var due = written.getOrDefault(config.getMetadata().getUid(), Instant.EPOCH).plus(COUNTS);
    if (!urgent && due.isAfter(now)) {
      return Optional.of(Duration.between(now, due).plusMillis(50));
    }
    var patch = bare(config);
    patch.getMetadata().setUid(config.getMetadata().getUid());
    patch.setStatus(status);
    latest.wrote(client.resource(patch).subresource("status").patch(APPLY));
    written.put(config.getMetadata().getUid(), now);
    return Optional.empty();
  }

  private C finalizers(C config, List<String> finalizers) {
    var patch =
        client
            .getKubernetesSerialization()
            .asJson(
                Map.of(
                    "metadata",
                    Map.of("resourceVersion", config.getMetadata().getResourceVersion(), "finalizers", finalizers)));
    var answer = client.resource(bare(config)).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    latest.wrote(answer);
    return answer;
  }

  private C bare(C config) {
    var object = blank.get();
    object.setMetadata(
        new ObjectMetaBuilder()
            .withName(config.getMetadata().getName())
            .withNamespace(config.getMetadata().getNamespace())
            .build());
    return object;
  }
}
