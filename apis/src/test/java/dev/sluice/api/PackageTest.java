package dev.sluice.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** package.yaml as Crossplane reads it: its lint rules, and how its tools cut the stream. */
class PackageTest {
  private static String stream;
  private static List<JsonNode> documents;

  @BeforeAll
  static void buildPackage() throws IOException, InterruptedException {
    var script = Repository.ROOT.resolve("package/package-yaml.sh");
    var process = new ProcessBuilder("sh", script.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    stream = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).isZero();
    documents = Repository.documents(stream);
  }

  /** `crossplane resource validate` cuts the file at its separators and drops the first and the last piece. */
  @Test
  void theStreamBeginsAndEndsWithASeparator() {
    assertThat(stream).startsWith("---\n").endsWith("\n---\n");
  }

  @Test
  void oneMetaComesFirstAndOnlyCrdsFollow() {
    assertThat(documents.getFirst().path("apiVersion").asText()).isEqualTo("meta.pkg.crossplane.io/v1");
    assertThat(documents.getFirst().path("kind").asText()).isEqualTo("Provider");
    assertThat(documents.subList(1, documents.size()))
        .allSatisfy(document -> assertThat(document.path("kind").asText()).isEqualTo("CustomResourceDefinition"));
  }

  @Test
  void theCrdsAreThoseOfTheRepository() {
    var crds = Repository.yamlFiles(Repository.CRDS).stream().flatMap(file -> Repository.documents(file).stream()).toList();
    assertThat(documents.subList(1, documents.size())).isEqualTo(crds);
  }

  @Test
  void theMetaAsksForSafeStartAndCrossplane2() {
    var spec = documents.getFirst().path("spec");
    assertThat(spec.at("/crossplane/version").asText()).isEqualTo(">=v2.0.0-0");
    assertThat(spec.at("/capabilities/0").asText()).isEqualTo("safe-start");
    assertThat(documents.getFirst().at("/metadata/annotations").properties())
        .extracting(annotation -> annotation.getKey())
        .contains(
            "meta.crossplane.io/maintainer",
            "meta.crossplane.io/source",
            "meta.crossplane.io/license",
            "meta.crossplane.io/description",
            "meta.crossplane.io/readme");
  }

  /** Rights beyond Crossplane's own hang on a name that only the runtime config fixes. */
  @Test
  void theExtraRightsGoToTheServiceAccountThatTheRuntimeConfigNames() {
    var provider = Repository.documents(Repository.ROOT.resolve("package/crossplane/provider.yaml"));
    var extra = Repository.documents(Repository.ROOT.resolve("package/rbac/namespaces.yaml"));

    assertThat(extra.getLast().at("/subjects/0/name"))
        .isEqualTo(provider.getFirst().at("/spec/serviceAccountTemplate/metadata/name"));
    assertThat(provider.getLast().at("/spec/runtimeConfigRef/name")).isEqualTo(provider.getFirst().at("/metadata/name"));
  }
}
