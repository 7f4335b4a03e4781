package dev.sluice.controller.gate;

import static org.awaitility.Awaitility.await;

import dev.sluice.controller.testbed.Space;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A pod with our gate, as it is written and as a test sees it. */
public final class GatedPod {
  static final String REQUIRES = "sluice.dev/requires";
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final KubernetesClient client;
  private final String namespace;
  private final String name;
  private final Map<String, String> annotations = new LinkedHashMap<>();
  private final List<String> gates = new ArrayList<>(List.of("sluice.dev/migrated"));
  private boolean readiness;
  private boolean labelled = true;

  public GatedPod(KubernetesClient client, String namespace, String name) {
    this.client = client;
    this.namespace = namespace;
    this.name = name;
  }

  static GatedPod in(Space space, String name) {
    return new GatedPod(space.client(), space.name(), name);
  }

  /** What kube-controller-manager does for a namespace, without which it takes no pods. */
  public static void admit(KubernetesClient client, String namespace) {
    client.resource("apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: default, namespace: %s}\n".formatted(namespace)).serverSideApply();
  }

  public GatedPod requires(String requirements) {
    return annotated(REQUIRES, requirements);
  }

  GatedPod annotated(String annotation, String value) {
    annotations.put(annotation, value);
    return this;
  }

  /** Scheduling gates, in this order. */
  public GatedPod gates(String... names) {
    gates.clear();
    gates.addAll(List.of(names));
    return this;
  }

  /** The readiness gate in the place of the scheduling gate. */
  GatedPod readiness() {
    gates.clear();
    readiness = true;
    return this;
  }

  GatedPod withoutLabel() {
    labelled = false;
    return this;
  }

  public GatedPod create() {
    client.resource(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, namespace: %s, labels: {app: x%s}, annotations: {%s}}
        spec:
          containers: [{name: main, image: "app:1"}]
          automountServiceAccountToken: false
          schedulingGates: [%s]
          readinessGates: [%s]
        """
            .formatted(
                name,
                namespace,
                readiness && labelled ? ", sluice.dev/gated: \"true\"" : "",
                annotations.entrySet().stream().map(e -> e.getKey() + ": '" + e.getValue().replace("'", "''") + "'").collect(Collectors.joining(", ")),
                gates.stream().map(g -> "{name: " + g + "}").collect(Collectors.joining(", ")),
                readiness ? "{conditionType: sluice.dev/migrated}" : "")).serverSideApply();
    return this;
  }

  Pod get() {
    return pod().get();
  }

  List<String> openGates() {
    return Variant.gates(get()).toList();
  }

  public boolean isHeld() {
    return openGates().contains("sluice.dev/migrated");
  }

  Optional<PodCondition> condition() {
    return Variant.condition(get());
  }

  /** Such as {@code True/Applied}; empty while there is none. */
  String says() {
    return condition().map(c -> c.getStatus() + "/" + c.getReason()).orElse("");
  }

  public GatedPod awaitsReleased() {
    await(name + " to be let go").atMost(DEADLINE).pollInterval(Duration.ofMillis(20)).until(() -> !isHeld());
    return this;
  }

  GatedPod awaitsSaying(String condition) {
    await(name + " to say " + condition).atMost(DEADLINE).pollInterval(Duration.ofMillis(20)).until(() -> says().equals(condition));
    return this;
  }

  /** Messages of its events. */
  public List<String> events(String reason) {
    var uid = get().getMetadata().getUid();
    return client.v1().events().inNamespace(namespace).list().getItems().stream()
        .filter(e -> uid.equals(e.getInvolvedObject().getUid()) && reason.equals(e.getReason()))
        .map(Event::getMessage)
        .toList();
  }

  /** The first of them, once there is one. */
  public String awaitsEvent(String reason) {
    await(reason + " on " + name).atMost(DEADLINE).pollInterval(Duration.ofMillis(50)).until(() -> !events(reason).isEmpty());
    return events(reason).getFirst();
  }

  /** Null takes it away. */
  void annotate(String annotation, String value) {
    var quoted = value == null ? "null" : "\"" + value + "\"";
    pod().patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"annotations\":{\"" + annotation + "\":" + quoted + "}}}");
  }

  public void delete() {
    pod().withGracePeriod(0).delete();
  }

  private PodResource pod() {
    return client.pods().inNamespace(namespace).withName(name);
  }
}
