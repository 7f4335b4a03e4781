package dev.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.config.ClusterProviderConfig;
import dev.sluice.api.config.LegacyProviderConfig;
import dev.sluice.api.config.LegacyProviderConfigUsage;
import dev.sluice.api.config.ProviderConfig;
import dev.sluice.api.config.ProviderConfigUsage;
import dev.sluice.api.database.ClusterDatabase;
import dev.sluice.api.database.Database;
import dev.sluice.api.grant.ClusterGrant;
import dev.sluice.api.grant.Grant;
import dev.sluice.api.migration.ClusterMigration;
import dev.sluice.api.migration.Migration;
import dev.sluice.api.role.ClusterRole;
import dev.sluice.api.role.Role;
import dev.sluice.api.schema.ClusterSchema;
import dev.sluice.api.schema.Schema;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The CRDs are written by hand; the Java types must say the same, and both flavours must stay alike. */
class CrdContractTest {
  private static final List<Class<? extends CustomResource<?, ?>>> TYPES =
      List.of(
          Database.class,
          Role.class,
          Grant.class,
          Migration.class,
          Schema.class,
          ProviderConfig.class,
          ClusterProviderConfig.class,
          ProviderConfigUsage.class,
          ClusterDatabase.class,
          ClusterRole.class,
          ClusterGrant.class,
          ClusterMigration.class,
          ClusterSchema.class,
          LegacyProviderConfig.class,
          LegacyProviderConfigUsage.class);

  /** What kubectl takes as an annotation when it applies on the client's side. */
  private static final int ANNOTATION_LIMIT = 262_144;

  @TempDir static Path generated;

  private static Map<String, JsonNode> crds;

  @BeforeAll
  static void readCrds() {
    crds =
        Repository.yamlFiles(Repository.CRDS).stream()
            .flatMap(file -> Repository.documents(file).stream())
            .collect(
                Collectors.toMap(
                    crd -> crd.at("/metadata/name").asText(), Function.identity(), (a, b) -> a, TreeMap::new));
    new CRDGenerator()
        .customResourceClasses(TYPES.toArray(Class[]::new))
        .inOutputDir(generated.toFile())
        .generate();
  }

  static Stream<String> names() {
    return TYPES.stream().map(CustomResource::getCRDName);
  }

  static Stream<String> managed() {
    return names().filter(name -> name.startsWith("databases.") || name.startsWith("migrations.") || name.startsWith("roles.")
        || name.startsWith("grants.") || name.startsWith("schemas."));
  }

  @Test
  void everyTypeHasOneCrdAndEveryCrdOneType() {
    assertThat(crds.keySet()).containsExactlyInAnyOrderElementsOf(names().toList());
  }

  @ParameterizedTest
  @MethodSource("names")
  void theJavaTypesSayWhatTheCrdSays(String name) {
    var crd = crds.get(name);
    var java = Repository.documents(generated.resolve(name + "-v1.yml")).getFirst();
    var shape = Schemas.shape(java);
    shape.keySet().removeIf(path -> isNotOfferedBy(crd, path));

    assertThat(Schemas.shape(crd)).containsExactlyInAnyOrderEntriesOf(shape);
    assertThat(crd.at("/spec/scope")).isEqualTo(java.at("/spec/scope"));
    assertThat(crd.at("/spec/names/kind")).isEqualTo(java.at("/spec/names/kind"));
    assertThat(crd.at("/spec/versions/0/name")).isEqualTo(java.at("/spec/versions/0/name"));
  }

  /** One Java type serves all flavours; this is what each of them leaves out. */
  private static boolean isNotOfferedBy(JsonNode crd, String path) {
    var namespaced = crd.at("/spec/scope").asText().equals("Namespaced");
    var clusterGroup = crd.at("/spec/group").asText().equals("db.sluice.dev");
    var kind = crd.at("/spec/names/kind").asText();
    if (kind.equals("ProviderConfigUsage") && (path.equals("spec") || path.equals("status"))) {
      return true;
    }
    return (namespaced && (path.endsWith(".namespace") || path.equals("spec.deletionPolicy")))
        || (clusterGroup && path.endsWith("providerConfigRef.kind"))
        || (!kind.equals("ClusterProviderConfig") && path.startsWith("spec.allow.namespaces"));
  }

  @ParameterizedTest
  @MethodSource("managed")
  void bothFlavoursDifferInScopeAlone(String name) {
    var plural = name.substring(0, name.indexOf('.'));
    assertThat(asNamespaced(crds.get(plural + ".db.sluice.dev")))
        .isEqualTo(asNamespaced(crds.get(plural + ".db.m.sluice.dev")));
  }

  @Test
  void theThreeProviderConfigsDifferInAllowAndInWhomTheyMayNameAlone() {
    var configs =
        crds.entrySet().stream()
            .filter(entry -> entry.getKey().contains("providerconfigs."))
            .map(entry -> asNamespaced(entry.getValue()))
            .peek(version -> ((ObjectNode) version.at("/schema/openAPIV3Schema/properties/spec/properties")).remove("allow"))
            .peek(version -> ((ObjectNode) version.at("/schema/openAPIV3Schema/properties/spec/properties/scratch/properties")).remove("providerConfigRef"))
            .toList();
    assertThat(configs).hasSize(3).containsOnly(configs.getFirst());
  }

  /** The version without descriptions and without what belongs to one scope. */
  private static JsonNode asNamespaced(JsonNode crd) {
    var version = (ObjectNode) crd.at("/spec/versions/0").deepCopy();
    Schemas.walk(
        version.at("/schema/openAPIV3Schema"),
        (path, node) -> {
          ((ObjectNode) node).remove("description");
          if (node.path("properties").path("name").isObject() && node.path("properties").has("namespace")) {
            ((ObjectNode) node.get("properties")).remove("namespace");
          }
          removeNamespace(node.path("required"));
          removeNamespace(node.path("x-kubernetes-list-map-keys"));
        });
    var spec = (ObjectNode) version.at("/schema/openAPIV3Schema/properties/spec/properties");
    spec.remove(List.of("deletionPolicy", "providerConfigRef"));
    return version;
  }

  private static void removeNamespace(JsonNode list) {
    if (list instanceof ArrayNode array) {
      for (var i = array.size() - 1; i >= 0; i--) {
        if (array.get(i).asText().equals("namespace")) {
          array.remove(i);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void aNamespacedKindHasNoNamespaceInItsReferences(String name) {
    var crd = crds.get(name);
    var namespaces = Schemas.shape(crd).keySet().stream().filter(path -> path.endsWith(".namespace"));
    if (crd.at("/spec/scope").asText().equals("Namespaced")) {
      assertThat(namespaces).isEmpty();
    } else if (!name.startsWith("providerconfigusages.")) {
      assertThat(namespaces).isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyFieldIsDescribed(String name) {
    Schemas.walk(
        Schemas.schema(crds.get(name)),
        (path, node) -> {
          var leafOfCollection =
              (path.endsWith("[]") || path.endsWith("{}")) && !node.path("type").asText().equals("object");
          if (!path.equals("metadata") && !leafOfCollection) {
            assertThat(node.path("description").asText()).as(path).isNotBlank();
          }
        });
  }

  @ParameterizedTest
  @MethodSource("names")
  void everythingThatPeopleWriteIsBounded(String name) {
    Schemas.walk(
        Schemas.schema(crds.get(name)),
        (path, node) -> {
          if (!path.startsWith("spec") && !path.endsWith("Ref")) {
            return;
          }
          if (node.path("x-kubernetes-int-or-string").asBoolean()) {
            assertThat(node.path("pattern").asText()).as(path).startsWith("^").endsWith("$").doesNotContain("+");
            return;
          }
          switch (node.path("type").asText()) {
            case "string" -> assertThat(node.has("maxLength") || node.has("enum")).as(path).isTrue();
            case "array" -> assertThat(node.has("maxItems")).as(path).isTrue();
            case "object" ->
                assertThat(node.has("properties") || node.has("maxProperties")).as(path).isTrue();
            default -> assertThat(node.path("type").asText()).as(path).isIn("integer", "boolean");
          }
        });
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyRuleSaysWhatToWrite(String name) {
    Schemas.walk(
        Schemas.schema(crds.get(name)),
        (path, node) ->
            node.path("x-kubernetes-validations")
                .forEach(
                    rule ->
                        assertThat(rule.path("message").asText())
                            .as(path)
                            .hasSizeGreaterThan(40)
                            .doesNotContain("\n")));
  }

  @ParameterizedTest
  @MethodSource("managed")
  void aStatusThatNobodyWroteYetSpeaksForNoGeneration(String name) {
    var status = Schemas.schema(crds.get(name)).at("/properties/status");
    assertThat(status.at("/default/observedGeneration").asInt()).isEqualTo(-1);
    assertThat(status.at("/properties/conditions/x-kubernetes-list-type").asText()).isEqualTo("map");
    assertThat(texts(status.at("/properties/conditions/x-kubernetes-list-map-keys"))).containsExactly("type");
    assertThat(crds.get(name).at("/spec/versions/0/subresources").has("status")).isTrue();
  }

  @ParameterizedTest
  @MethodSource("names")
  void theCategoriesAreCrossplanes(String name) {
    var second = managed().toList().contains(name) ? "managed" : "provider";
    assertThat(texts(crds.get(name).at("/spec/names/categories"))).containsExactly("crossplane", second, "sluice");
  }

  @Test
  void noTwoKindsShareAShortName() {
    assertThat(crds.values().stream().flatMap(crd -> texts(crd.at("/spec/names/shortNames")).stream()))
        .contains("dbase", "mig")
        .hasSizeGreaterThanOrEqualTo(TYPES.size())
        .doesNotHaveDuplicates();
  }

  static Stream<Arguments> columns() {
    return Stream.of(
        arguments("databases", "READY SYNCED ENGINE EXTERNAL-NAME AGE", "OWNER SIZE MESSAGE"),
        arguments("roles", "READY SYNCED LOGIN ROTATED AGE", "EXTERNAL-NAME MESSAGE"),
        arguments("grants", "READY SYNCED ROLE DATABASE AGE", "PRIVILEGES MESSAGE"),
        arguments("migrations", "READY SYNCED DATABASE VERSION TARGET PENDING AGE", "STATUS WAITING MESSAGE"),
        arguments("schemas", "READY SYNCED DATABASE PLAN APPROVAL DRIFT AGE", "STATUS WAITING MESSAGE"),
        arguments("providerconfigs", "READY ENGINE SERVER-VERSION USERS AGE", "SECRET-NAME MESSAGE"),
        arguments("clusterproviderconfigs", "READY ENGINE SERVER-VERSION USERS AGE", "SECRET-NAME MESSAGE"),
        arguments("providerconfigusages", "AGE CONFIG-NAME RESOURCE-KIND RESOURCE-NAME", ""));
  }

  @ParameterizedTest
  @MethodSource("columns")
  void kubectlPrintsTheColumnsInOrder(String plural, String columns, String wide) {
    crds.forEach(
        (name, crd) -> {
          if (name.startsWith(plural + ".")) {
            assertThat(columns(crd, 0)).as(name).isEqualTo(columns);
            assertThat(columns(crd, 1)).as(name).isEqualTo(wide);
          }
        });
  }

  private static String columns(JsonNode crd, int priority) {
    var names = new ArrayList<String>();
    crd.at("/spec/versions/0/additionalPrinterColumns")
        .forEach(
            column -> {
              if (column.path("priority").asInt() == priority) {
                names.add(column.path("name").asText());
              }
            });
    return String.join(" ", names);
  }

  @Test
  void theWholeSetIsSmallAndEachCanBeAppliedByTheClient() throws IOException {
    var total = 0L;
    for (var file : Repository.yamlFiles(Repository.CRDS)) {
      total += Files.size(file);
      var crd = Repository.documents(file).getFirst();
      assertThat(new ObjectMapper().writeValueAsBytes(crd).length).as("%s", file).isLessThan(ANNOTATION_LIMIT);
      assertThat(file.getFileName())
          .hasToString(crd.at("/spec/group").asText() + "_" + crd.at("/spec/names/plural").asText() + ".yaml");
    }
    assertThat(total).isLessThan(300_000);
  }

  private static List<String> texts(JsonNode list) {
    var texts = new ArrayList<String>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
