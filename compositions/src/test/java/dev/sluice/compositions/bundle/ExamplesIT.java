package dev.sluice.compositions.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.compositions.Platform;
import dev.sluice.compositions.PlatformExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that users copy from examples/ and compositions/ is what the API server takes, with every field known. */
@ExtendWith(PlatformExtension.class)
class ExamplesIT {
  private static Judge judge;

  @BeforeAll
  static void start(Platform platform) {
    judge = Judge.of(platform);
  }

  /** But for the parts of a kustomization and a chart, which are no manifests yet. */
  static Stream<Path> manifests() {
    var examples = Repository.yamlFiles(Repository.EXAMPLES).stream()
        .filter(file -> !file.startsWith(Repository.EXAMPLES.resolve("helm")))
        .filter(file -> !Files.exists(file.resolveSibling("kustomization.yaml")));
    var installed = Stream.of("crossplane", "rbac").flatMap(folder -> Repository.yamlFiles(Repository.ROOT.resolve("package").resolve(folder)).stream());
    return Stream.concat(examples, installed);
  }

  /** What a page of docs/ shows as a whole manifest. */
  static Stream<String> documented() {
    return Stream.of("gates.md", "bundles.md", "function.md", "pod-gate.md", "argocd.md")
        .map(Repository.ROOT.resolve("docs")::resolve)
        .filter(Files::exists)
        .flatMap(page -> Pattern.compile("(?ms)^```yaml\n(.*?)^```$").matcher(Repository.text(page)).results().map(block -> block.group(1)))
        .filter(block -> block.startsWith("apiVersion: "));
  }

  static Stream<Path> kustomizations() {
    return Repository.yamlFiles(Repository.EXAMPLES).stream().filter(file -> file.endsWith("kustomization.yaml")).map(Path::getParent);
  }

  static List<Path> compositions() {
    return Stream.of("appbundle", "xappbundle").flatMap(folder -> Repository.yamlFiles(Repository.COMPOSITIONS.resolve(folder)).stream()).toList();
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void anExampleIsTaken(Path file) {
    assertThat(judge.apply(file)).matches(result -> result.succeeded(), "is taken");
  }

  @ParameterizedTest
  @MethodSource("documented")
  void whatThePagesShowIsTaken(String manifest) {
    assertThat(judge.apply(manifest)).matches(result -> result.succeeded(), "is taken");
  }

  @ParameterizedTest
  @MethodSource("kustomizations")
  void whatKustomizeMakesIsTaken(Path folder) {
    assertThat(judge.apply(judge.kustomize(folder))).matches(result -> result.succeeded(), "is taken");
  }

  @Test
  void kustomizePutsTheGeneratedNameIntoTheMigration() {
    var objects = Repository.documents(judge.kustomize(Repository.EXAMPLES.resolve("flux/database")));
    var generated = named(objects, "ConfigMap").at("/metadata/name").asText();

    assertThat(generated).matches("orders-migrations-[a-z0-9]{10}");
    assertThat(named(objects, "Migration").at("/spec/forProvider/source/configMapRefs/0/name").asText()).isEqualTo(generated);
  }

  @ParameterizedTest
  @MethodSource("compositions")
  void aCompositionIsTaken(Path file) {
    assertThat(judge.apply(file)).matches(result -> result.succeeded(), "is taken");
  }

  /** Crossplane takes any input; a misspelt patch would do nothing and nobody would say so. */
  @ParameterizedTest
  @MethodSource("compositions")
  void whatACompositionGivesToFunctionsIsWhatTheyKnow(Path file) {
    var inputs = Repository.documents(file).getFirst().at("/spec/pipeline").findValues("input").stream().map(ObjectNode.class::cast).toList();

    assertThat(inputs).extracting(input -> input.path("kind").asText()).containsExactly("Resources", "Gate");
    for (var input : inputs) {
      input.putObject("metadata").put("name", "input").put("namespace", Judge.NAMESPACE);
      assertThat(judge.apply(Repository.yaml(input))).matches(result -> result.succeeded(), "is taken");
    }
    ((ObjectNode) inputs.getFirst().at("/resources/0/patches/0")).put("toFieldPaht", "spec.image");
    assertThat(judge.apply(Repository.yaml(inputs.getFirst())).stderr()).contains("toFieldPaht");
  }

  /** A tool syncs what stands at a path: it must be there, and hold what is included. */
  @Test
  void everyApplicationNamesAFolderOfThisRepository() {
    var applications = Repository.yamlFiles(Repository.EXAMPLES.resolve("argocd")).stream()
        .flatMap(file -> Repository.documents(file).stream())
        .filter(object -> object.path("kind").asText().equals("Application"))
        .toList();

    assertThat(applications).hasSizeGreaterThan(5).allSatisfy(application -> {
      var source = application.at("/spec/source");
      var folder = Repository.ROOT.resolve(source.path("path").asText());
      assertThat(folder).isDirectory();
      var include = source.at("/directory/include").asText();
      assertThat(include.isEmpty() ? folder : folder.resolve(include)).exists();
      // As docs/gates.md says: a fix is taken at the next try.
      assertThat(application.at("/spec/syncPolicy/retry/refresh").asBoolean()).isTrue();
    });
  }

  @Test
  void everyKustomizationOfFluxNamesAFolderOfThisRepository() {
    var paths = Repository.documents(Repository.EXAMPLES.resolve("flux/sync.yaml")).stream()
        .map(object -> object.at("/spec/path").asText())
        .filter(path -> !path.isEmpty())
        .toList();

    assertThat(paths).hasSize(2).allSatisfy(path -> assertThat(Repository.ROOT.resolve(path).resolve("kustomization.yaml")).exists());
  }

  private static ObjectNode named(List<ObjectNode> objects, String kind) {
    return objects.stream().filter(object -> object.path("kind").asText().equals(kind)).findFirst().orElseThrow();
  }
}
