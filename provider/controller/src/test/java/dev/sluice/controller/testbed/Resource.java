package dev.sluice.controller.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One object as a test sees it. Conditions are written {@code Ready=True/Available}, {@code Ready=True} and {@code !Stalled};
 * what is waited for must be said of the newest generation, as {@code kubectl wait} wants it.
 */
public final class Resource {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final KubernetesClient client;
  private final String apiVersion;
  private final String kind;
  private final String namespace;
  private final String name;

  public Resource(KubernetesClient client, String apiVersion, String kind, String namespace, String name) {
    this.client = client;
    this.apiVersion = apiVersion;
    this.kind = kind;
    this.namespace = namespace;
    this.name = name;
  }

  public String name() {
    return name;
  }

  /** Null where it is gone. */
  public GenericKubernetesResource get() {
    return operation().get();
  }

  public Status status() {
    return Status.of(get());
  }

  public Resource awaits(String... conditions) {
    return awaitsWithin(DEADLINE, conditions);
  }

  public Resource awaitsWithin(Duration deadline, String... conditions) {
    await(kind + " " + name)
        .atMost(deadline)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(
            () -> {
              var status = status();
              assertThat(status.isCurrent()).as("status of the newest generation: %s", status.lines()).isTrue();
              assertThat(status.lines()).matches(l -> Arrays.stream(conditions).allMatch(status::says), String.join(", ", conditions));
            });
    return this;
  }

  /** Without regard to the generation that the status speaks for. */
  public Resource awaitsAny(String... conditions) {
    await(kind + " " + name)
        .atMost(DEADLINE)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() -> assertThat(status().lines()).matches(l -> Arrays.stream(conditions).allMatch(status()::says), String.join(", ", conditions)));
    return this;
  }

  public void awaitGone() {
    await(kind + " " + name + " to go").atMost(DEADLINE).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> assertThat(get()).isNull());
  }

  public String uid() {
    return get().getMetadata().getUid();
  }

  public Optional<String> annotation(String annotation) {
    return Optional.ofNullable(get().getMetadata().getAnnotations()).map(a -> a.get(annotation));
  }

  /** Null takes it away. */
  public Resource annotate(String annotation, String value) {
    var quoted = value == null ? "null" : "\"" + value + "\"";
    return merge("{\"metadata\":{\"annotations\":{\"" + annotation + "\":" + quoted + "}}}");
  }

  /** A JSON merge patch. */
  public Resource merge(String patch) {
    operation().patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    return this;
  }

  /** A JSON merge patch, and what the API server answers. */
  public GenericKubernetesResource merged(String patch) {
    return operation().patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }

  public Resource finalizers(UnaryOperator<java.util.List<String>> change) {
    operation().edit(o -> {
      o.getMetadata().setFinalizers(change.apply(o.getMetadata().getFinalizers()));
      return o;
    });
    return this;
  }

  public Resource delete() {
    operation().withGracePeriod(0).delete();
    return this;
  }

  /** The value at a path of {@code status.atProvider}. */
  @SuppressWarnings("unchecked")
  public Object observed(String field) {
    var status = (Map<String, Object>) get().getAdditionalProperties().getOrDefault("status", Map.of());
    return ((Map<String, Object>) status.getOrDefault("atProvider", Map.of())).get(field);
  }

  public Object observedStatus(String field) {
    return ((Map<?, ?>) get().getAdditionalProperties().getOrDefault("status", Map.of())).get(field);
  }

  private io.fabric8.kubernetes.client.dsl.Resource<GenericKubernetesResource> operation() {
    var all = client.genericKubernetesResources(apiVersion, kind);
    return namespace == null ? all.withName(name) : all.inNamespace(namespace).withName(name);
  }
}
