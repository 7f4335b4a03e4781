package dev.sluice.compositions.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.local.crossplane.Rendered;
import dev.sluice.local.crossplane.Renderer;
import dev.sluice.rules.SourceDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One bundle and what there is of it: each reconcile is Crossplane's own, and whatever it would apply is what the API server
 * takes. Only what happens in the cluster, {@link #happened}, is made up.
 */
final class Scene {
  private final Judge judge;
  private final Renderer renderer;
  private final Bundle bundle;
  private final ObjectNode composition;
  private final Map<String, ObjectNode> there = new LinkedHashMap<>();
  private final List<ObjectNode> configMaps = new ArrayList<>();
  private ObjectNode composite;
  private Rendered last;

  Scene(Judge judge, Renderer renderer, Bundle bundle) {
    this.judge = judge;
    this.renderer = renderer;
    this.bundle = bundle;
    this.composition = bundle.chosen();
    this.composite = bundle.composite(judge);
    configMaps.addAll(bundle.configMaps());
  }

  ObjectNode spec() {
    return composite.withObject("/spec");
  }

  ObjectNode composite() {
    return composite;
  }

  /** A ConfigMap that is in the bundle's namespace. */
  void add(ObjectNode configMap) {
    configMaps.add(configMap);
  }

  /** Reconciles once, and applies nothing. */
  Rendered render() {
    last = renderer.render(new Renderer.Input(composite, composition, Optional.of(bundle.definition()), List.copyOf(there.values()), List.copyOf(configMaps)));
    return last;
  }

  /** Reconciles, and applies what is composed; the API server has the word on each object. */
  Rendered reconcile() {
    render();
    assertThat(last.fatal()).isEmpty();
    assertThat(last.deleted()).isEmpty();
    composite.set("status", last.composite().path("status"));
    for (var accepted : judge.accepted(last.composed())) {
      var name = accepted.at("/metadata/annotations/crossplane.io~1composition-resource-name").asText();
      var before = Optional.ofNullable(there.get(name));
      var generation = before.map(object -> object.at("/metadata/generation").asInt() + (object.path("spec").equals(accepted.path("spec")) ? 0 : 1)).orElse(1);
      accepted.withObject("/metadata").put("generation", generation);
      before.map(object -> object.get("status")).ifPresent(status -> accepted.set("status", status));
      there.put(name, accepted);
    }
    return last;
  }

  JsonNode resource(String name) {
    assertThat(there).containsKey(name);
    return there.get(name);
  }

  boolean has(String name) {
    return there.containsKey(name);
  }

  /** Conditions of the current generation, and more of the status. */
  void happened(String name, String conditions, String status) {
    var object = there.get(name);
    var generation = object.at("/metadata/generation").asInt();
    var node = Repository.document("{observedGeneration: %d, conditions: [%s]%s}".formatted(generation, conditions.replace("@", "observedGeneration: " + generation), status.isEmpty() ? "" : ", " + status));
    object.set("status", node);
  }

  /** All but the migration, the database and the application get ready by themselves. */
  void theRestGetsReady() {
    there.forEach((name, object) -> {
      if (!List.of("app", "migration", "service", "protection").contains(name)) {
        happened(name, "{type: Ready, status: \"True\", reason: Available, @}, {type: Synced, status: \"True\", reason: ReconcileSuccess, @}", bundle.owner().filter(owner -> name.equals("owner")).map(owner -> "atProvider: {role: %s}".formatted(owner)).orElse(name.equals("database") ? "atProvider: {database: shop_orders}" : ""));
      }
    });
  }

  void migrated(String reason, String version) {
    happened(
        "migration",
        "{type: Ready, status: \"True\", reason: %s, @}, {type: Synced, status: \"True\", reason: ReconcileSuccess, @}".formatted(reason),
        "atProvider: {appliedVersion: \"%s\", targetVersion: \"%s\", pending: {count: 0, versions: []}, sourceDigest: \"%s\", appliedDigest: \"%s\"}".formatted(version, version, digest(), digest()));
  }

  /** The server is away. The last look at it found all applied of the generation that was there so many before this one. */
  void unreachable(int generationsAgo) {
    var observation = (ObjectNode) resource("migration").at("/status/atProvider").deepCopy();
    observation.put("appliedGeneration", resource("migration").at("/metadata/generation").asInt() - generationsAgo);
    happened("migration", "{type: Ready, status: \"False\", reason: Unreachable, message: The server is away., @}, {type: Reconciling, status: \"True\", reason: Unreachable, message: The server is away., @}", "");
    ((ObjectNode) there.get("migration").path("status")).set("atProvider", observation);
  }

  void migrationFailed(String message, String version) {
    happened(
        "migration",
        "{type: Ready, status: \"False\", reason: MigrationFailed, message: '%s', @}, {type: Stalled, status: \"True\", reason: MigrationFailed, message: '%s', @}".formatted(message, message),
        "atProvider: {appliedVersion: \"%s\", targetVersion: \"3\", pending: {count: 1, versions: [\"3\"]}, sourceDigest: \"%s\"}".formatted(version, digest()));
  }

  void rolledOut() {
    var replicas = resource("app").at("/spec/replicas").asInt();
    happened("app", "{type: Available, status: \"True\", reason: MinimumReplicasAvailable}, {type: Progressing, status: \"True\", reason: NewReplicaSetAvailable}", "replicas: %1$d, updatedReplicas: %1$d, readyReplicas: %1$d, availableReplicas: %1$d".formatted(replicas));
  }

  private String digest() {
    var source = resource("migration").at("/spec/forProvider/source");
    var files = new TreeMap<String, String>();
    source.path("inline").properties().forEach(file -> files.put(file.getKey(), file.getValue().asText()));
    for (var reference : source.path("configMapRefs")) {
      configMaps.stream()
          .filter(configMap -> configMap.at("/metadata/name").equals(reference.path("name")))
          .flatMap(configMap -> configMap.path("data").properties().stream())
          .forEach(file -> files.put(file.getKey(), file.getValue().asText()));
    }
    assertThat(files).isNotEmpty();
    return SourceDigest.of(files);
  }
}
