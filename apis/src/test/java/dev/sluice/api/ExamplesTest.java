package dev.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.config.ClusterProviderConfig;
import dev.sluice.api.config.LegacyProviderConfig;
import dev.sluice.api.config.ProviderConfig;
import dev.sluice.api.database.ClusterDatabase;
import dev.sluice.api.database.Database;
import dev.sluice.api.migration.ClusterMigration;
import dev.sluice.api.migration.Migration;
import dev.sluice.api.grant.ClusterGrant;
import dev.sluice.api.grant.Grant;
import dev.sluice.api.role.ClusterRole;
import dev.sluice.api.role.Role;
import dev.sluice.api.schema.Schema;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a user copies from examples/ is what the types hold: nothing unknown, nothing lost. */
class ExamplesTest {
  private static final Map<String, Class<?>> TYPES =
      Map.ofEntries(
          Map.entry("v1/ConfigMap", ConfigMap.class),
          Map.entry("v1/Secret", Secret.class),
          Map.entry("v1/Service", Service.class),
          Map.entry("apps/v1/Deployment", Deployment.class),
          Map.entry("db.m.sluice.dev/v1alpha1/ProviderConfig", ProviderConfig.class),
          Map.entry("db.m.sluice.dev/v1alpha1/ClusterProviderConfig", ClusterProviderConfig.class),
          Map.entry("db.m.sluice.dev/v1alpha1/Database", Database.class),
          Map.entry("db.m.sluice.dev/v1alpha1/Role", Role.class),
          Map.entry("db.m.sluice.dev/v1alpha1/Grant", Grant.class),
          Map.entry("db.m.sluice.dev/v1alpha1/Migration", Migration.class),
          Map.entry("db.m.sluice.dev/v1alpha1/Schema", Schema.class),
          Map.entry("db.sluice.dev/v1alpha1/ProviderConfig", LegacyProviderConfig.class),
          Map.entry("db.sluice.dev/v1alpha1/Database", ClusterDatabase.class),
          Map.entry("db.sluice.dev/v1alpha1/Role", ClusterRole.class),
          Map.entry("db.sluice.dev/v1alpha1/Grant", ClusterGrant.class),
          Map.entry("db.sluice.dev/v1alpha1/Migration", ClusterMigration.class));

  /** Of other projects, for whose fields this module has no types: the API server is asked (module compositions), or the tool itself. */
  private static final Set<String> FOREIGN =
      Set.of("argoproj.io", "source.toolkit.fluxcd.io", "kustomize.toolkit.fluxcd.io", "kustomize.config.k8s.io", "platform.sluice.dev");

  static List<Path> files() {
    return Repository.yamlFiles(Repository.EXAMPLES);
  }

  /** What is YAML as it stands, and is meant for an API server. */
  static Stream<JsonNode> documents() {
    return files().stream()
        .filter(file -> !file.startsWith(Repository.EXAMPLES.resolve("helm")))
        .flatMap(file -> Repository.documents(file).stream())
        .filter(document -> document.has("kind"))
        .filter(document -> !FOREIGN.contains(document.path("apiVersion").asText().split("/")[0]));
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyFieldOfAnExampleIsKnownAndKept(JsonNode document) throws JsonProcessingException {
    var type = document.path("apiVersion").asText() + "/" + document.path("kind").asText();
    assertThat(TYPES).containsKey(type);
    var object = Repository.YAML.treeToValue(document, TYPES.get(type));
    assertKept("", document, Repository.YAML.valueToTree(object));
  }

  /** The type may add what it defaults, so this compares one way only. */
  private static void assertKept(String path, JsonNode written, JsonNode read) {
    if (written.isObject()) {
      written
          .properties()
          .forEach(field -> assertKept(path + "/" + field.getKey(), field.getValue(), read.path(field.getKey())));
    } else {
      assertThat(read).as(path).isEqualTo(written);
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void anExampleSaysInTheFirstTwoLinesWhatItIsFor(Path file) throws IOException {
    assertThat(Files.readAllLines(file).subList(0, 2)).allMatch(line -> line.startsWith("# "));
  }

  /** A tool that prunes must not take the data with it: neither Argo CD nor Flux. */
  @ParameterizedTest
  @MethodSource("documents")
  void everyDatabaseAsksBeforeItIsPrunedOrIsOnlyObserved(JsonNode document) {
    var observed = document.at("/spec/managementPolicies/0").asText().equals("Observe");
    if (document.path("kind").asText().equals("Database") && !observed) {
      var annotations = document.at("/metadata/annotations");
      assertThat(annotations.path("argocd.argoproj.io/sync-options").asText() + annotations.path("kustomize.toolkit.fluxcd.io/prune").asText())
          .isIn("Prune=confirm", "Prune=confirm,Delete=confirm", "disabled");
    }
  }
}
