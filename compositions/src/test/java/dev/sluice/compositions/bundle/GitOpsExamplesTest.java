package dev.sluice.compositions.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What docs/argocd.md and docs/gates.md advise is what the examples do. */
class GitOpsExamplesTest {
  private static final String OPTIONS = "/metadata/annotations/argocd.argoproj.io~1sync-options";
  private static final String WAVE = "/metadata/annotations/argocd.argoproj.io~1sync-wave";
  private static final Set<String> HOLD_DATA = Set.of("Database", "AppBundle", "AppBundleClaim");
  /** The default of a Migration's deadline, in seconds. */
  private static final int DEADLINE = 3600;

  static Stream<ObjectNode> applications() {
    return files("argocd").flatMap(file -> Repository.documents(file).stream()).filter(object -> object.path("kind").asText().equals("Application"));
  }

  static Stream<Path> releases() {
    return files("argocd").filter(file -> !file.endsWith("application.yaml") && !file.getParent().endsWith("apps"));
  }

  static Stream<Path> bundles() {
    return files("bundles");
  }

  static Stream<Path> waves() {
    return releases().filter(file -> Repository.documents(file).stream().anyMatch(object -> !object.at(WAVE).isMissingNode()));
  }

  @ParameterizedTest
  @MethodSource("applications")
  void anApplicationIsSyncedAsAdvised(JsonNode application) {
    var policy = application.at("/spec/syncPolicy");
    assertThat(policy.at("/retry/refresh").asBoolean()).isTrue();
    assertThat(policy.at("/retry/limit").asInt()).isGreaterThanOrEqualTo(10);
    assertThat(policy.at("/retry/backoff/maxDuration").asText()).isEqualTo("1m");
    var options = texts(policy.path("syncOptions"));
    assertThat(options).contains("ServerSideApply=true").doesNotContain("ApplyOutOfSyncOnly=true");
    // In an app of apps the parent has its children where Argo CD is, which is there.
    assertThat(options.contains("CreateNamespace=true")).isEqualTo(!application.at("/spec/destination/namespace").asText().equals("argocd"));
    assertThat(application.at("/metadata/namespace").asText()).isEqualTo("argocd");
  }

  @ParameterizedTest
  @MethodSource({"releases", "bundles"})
  void dataGoesOnlyWhenAPersonSaysSo(Path file) {
    for (var object : Repository.documents(file)) {
      if (HOLD_DATA.contains(object.path("kind").asText())) {
        assertThat(object.at(OPTIONS).asText()).as(file.toString()).contains("Prune=confirm", "Delete=confirm");
      }
    }
  }

  /** Nobody waits for the last wave, and what an application needs comes before it; what is contracted comes after. */
  @ParameterizedTest
  @MethodSource("waves")
  void everyWaveWaitsForWhatItNeeds(Path file) {
    var objects = Repository.documents(file);
    var application = wave(of(objects, "Deployment").getFirst());
    assertThat(of(objects, "Database")).allSatisfy(database -> assertThat(wave(database)).isLessThan(application));
    assertThat(of(objects, "Migration")).isNotEmpty().allSatisfy(migration -> {
      assertThat(wave(migration)).isGreaterThan(wave(of(objects, "Database").getFirst()));
      assertThat(wave(migration) > application).as(file.toString()).isEqualTo(migration.at("/metadata/name").asText().endsWith("-contract"));
    });
  }

  @ParameterizedTest
  @MethodSource("releases")
  void aRolloutMayTakeLongerThanItsMigrationAndTheOldPodsServeMeanwhile(Path file) {
    for (var deployment : of(Repository.documents(file), "Deployment")) {
      assertThat(deployment.at("/spec/progressDeadlineSeconds").asInt()).as(file.toString()).isGreaterThan(DEADLINE);
      assertThat(deployment.at("/spec/strategy/rollingUpdate/maxUnavailable").asInt(-1)).as(file.toString()).isZero();
    }
  }

  private static Stream<Path> files(String folder) {
    return Repository.yamlFiles(Repository.EXAMPLES.resolve(folder)).stream();
  }

  private static List<ObjectNode> of(List<ObjectNode> objects, String kind) {
    return objects.stream().filter(object -> object.path("kind").asText().equals(kind)).toList();
  }

  private static int wave(JsonNode object) {
    return Integer.parseInt(object.at(WAVE).asText("0"));
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }
}
