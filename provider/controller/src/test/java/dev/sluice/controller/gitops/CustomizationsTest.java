package dev.sluice.controller.gitops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luaj.vm2.LuaError;

/**
 * What is shipped for Argo CD, tried as Argo CD's own tests try what it takes in.
 *
 * <p>Source: argoproj/argo-cd, util/lua/health_test.go and custom_actions_test.go.
 */
class CustomizationsTest {
  private static final Path CRDS = Path.of("../../package/crds");
  private static final String MANAGED = "db.m.sluice.dev/Migration";
  private static final String BUNDLE = "platform.sluice.dev/AppBundle";

  @TestFactory
  Stream<DynamicTest> everyObjectHasTheHealthThatIsExpected() {
    return Customization.kinds().stream().flatMap(CustomizationsTest::healthTests);
  }

  @TestFactory
  Stream<DynamicTest> everyActionIsOfferedWhenItMakesSense() {
    return ofActions("discoveryTests", CustomizationsTest::discovers);
  }

  @TestFactory
  Stream<DynamicTest> everyActionDoesWhatIsExpectedAndNothingElse() {
    return ofActions("actionTests", CustomizationsTest::acts);
  }

  @Test
  void everyActionIsTriedAndEveryFileUsed() throws IOException {
    for (var folder : Customization.kinds()) {
      var expectations = Customization.read(folder.resolve("health_test.yaml"));
      if (Files.isDirectory(folder.resolve("actions"))) {
        expectations += Customization.read(folder.resolve("actions/action_test.yaml"));
        for (var action : Customization.of(folder).actions().keySet()) {
          assertThat(expectations).as(folder.toString()).contains("action: " + action);
        }
      }
      try (var files = Files.walk(folder)) {
        for (var file : files.filter(f -> f.getParent().endsWith("testdata")).toList()) {
          assertThat(expectations).contains("testdata/" + file.getFileName());
        }
      }
    }
  }

  @Test
  void kindsOfOneSortHaveOneText() {
    var all = Customization.ofTree();
    all.forEach((kind, customization) -> {
      var model = all.get(kind.startsWith("db.") ? MANAGED : BUNDLE);
      if (!kind.startsWith("argoproj.io/")) {
        assertThat(customization.health()).as("%s; package/argocd/generate.sh copies it", kind).isEqualTo(model.health());
      }
      customization.discovery().ifPresent(text -> assertThat(text).as(kind).isEqualTo(model.discovery().orElseThrow()));
      customization.actions().forEach((name, text) ->
          assertThat(text).as("%s of %s", name, kind).isEqualTo(all.get(name.equals("approve") ? "db.m.sluice.dev/Schema" : MANAGED).actions().get(name)));
    });
  }

  @Test
  void theConfigMapSaysTheSame() {
    assertThat(Customization.ofConfigMap()).as("package/argocd/generate.sh writes it").isEqualTo(Customization.ofTree());
    var others = new TreeSet<>(Customization.data().keySet());
    others.removeIf(key -> key.startsWith("resource.customizations.health.") || key.startsWith("resource.customizations.actions."));
    var expected = new TreeSet<>(Set.of("application.resourceTrackingMethod"));
    Customization.ofTree().keySet().stream()
        .filter(kind -> !kind.startsWith("argoproj.io/"))
        .forEach(kind -> expected.add("resource.customizations.ignoreResourceUpdates." + kind.replace('/', '_')));
    assertThat(others).isEqualTo(expected);
  }

  /** A merge patch of argocd-cm must not take away what is there: its list of exclusions is one text, so it has a file of its own. */
  @Test
  void whatIsExcludedIsWhatOurDefinitionsCallUsages() throws IOException {
    var text = Customization.map(Customization.yaml(Customization.read(Customization.CONFIG_MAP.resolveSibling("argocd-cm-exclusions.yaml"))).get("data"));
    var groups = new TreeSet<String>();
    var kinds = new TreeSet<String>();
    for (var crd : crds()) {
      if (crd.kind().endsWith("Usage")) {
        groups.add(crd.group());
        kinds.add(crd.kind());
      }
    }
    assertThat(text).containsOnlyKeys("resource.exclusions");
    var exclusions = (List<?>) Customization.yaml("list:\n" + text.get("resource.exclusions").toString().indent(2)).get("list");
    assertThat(exclusions.contains(Map.of("apiGroups", List.copyOf(groups), "kinds", List.copyOf(kinds)))).isTrue();
  }

  @Test
  void everyKindOfOursIsCovered() throws IOException {
    for (var crd : crds()) {
      if (!crd.kind().endsWith("Usage")) {
        assertThat(Customization.ofTree()).containsKey(crd.group() + "/" + crd.kind());
      }
    }
  }

  /** Otherwise the scripts would be tried with more than Argo CD gives them. */
  @ParameterizedTest
  @ValueSource(strings = {"string.len('a')", "math.max(1, 2)", "io.write('a')", "os.time()", "('a'):len()", "debug.traceback()", "coroutine.create(print)"})
  void theSandboxHasNoMoreThanArgoCdGives(String expression) {
    var lua = new ArgoLua(Instant.EPOCH);
    assertThatThrownBy(() -> lua.run("return {" + expression + "}", Map.of(), Map.of())).isInstanceOf(LuaError.class);
  }

  private record Crd(String group, String kind) {}

  private static List<Crd> crds() throws IOException {
    try (var files = Files.list(CRDS)) {
      return files
          .map(file -> Customization.map(Customization.yaml(Customization.read(file)).get("spec")))
          .map(spec -> new Crd(spec.get("group").toString(), Customization.map(spec.get("names")).get("kind").toString()))
          .toList();
    }
  }

  private static Stream<DynamicTest> healthTests(Path folder) {
    var tests = (List<?>) Customization.yaml(Customization.read(folder.resolve("health_test.yaml"))).get("tests");
    return tests.stream()
        .map(Customization::map)
        .map(test -> DynamicTest.dynamicTest(name(folder, test), () -> {
          var object = Customization.yaml(Customization.read(folder.resolve(test.get("inputPath").toString())));
          assertThat(folder).as("the folder that Argo CD looks into").endsWith(kindFolder(object));
          assertThat(Customization.health(object)).isEqualTo(Health.of(test.get("healthStatus")));
        }));
  }

  private interface ActionTest {
    void run(Path folder, Customization customization, Map<String, Object> test);
  }

  private static Stream<DynamicTest> ofActions(String tests, ActionTest run) {
    return Customization.kinds().stream()
        .filter(folder -> Files.isDirectory(folder.resolve("actions")))
        .flatMap(folder -> ((List<?>) Customization.yaml(Customization.read(folder.resolve("actions/action_test.yaml"))).get(tests)).stream()
            .map(Customization::map)
            .map(test -> DynamicTest.dynamicTest(name(folder, test), () -> run.run(folder.resolve("actions"), Customization.of(folder), test))));
  }

  private static void discovers(Path folder, Customization customization, Map<String, Object> test) {
    var expected = new TreeMap<String, Map<String, Object>>();
    for (var action : (List<?>) test.get("result")) {
      var entries = new TreeMap<>(Customization.map(action));
      expected.put(entries.remove("name").toString(), entries);
    }
    assertThat(customization.discovered(object(folder, test, "inputPath"))).isEqualTo(expected);
    assertThat(expected.keySet()).isEqualTo(customization.actions().keySet());
  }

  private static void acts(Path folder, Customization customization, Map<String, Object> test) {
    var before = object(folder, test, "inputPath");
    var action = test.get("action").toString();
    var parameters = new TreeMap<String, String>();
    Customization.map(test.getOrDefault("parameters", Map.of())).forEach((key, value) -> parameters.put(key, value.toString()));
    if (test.containsKey("expectedErrorMessage")) {
      // This Lua puts where it was raised before it, whatever the script says of that.
      assertThatExceptionOfType(LuaError.class)
          .isThrownBy(() -> customization.act(action, before, parameters))
          .withMessageEndingWith(test.get("expectedErrorMessage").toString());
      return;
    }
    var after = Cleaned.of(customization.act(action, before, parameters), before);
    assertThat(after).isEqualTo(Cleaned.numbers(object(folder, test, "expectedOutputPath")));
    assertThat(Cleaned.withoutAnnotations(after)).as("all but annotations").isEqualTo(Cleaned.withoutAnnotations(Cleaned.numbers(before)));
  }

  private static Map<String, Object> object(Path folder, Map<String, Object> test, String path) {
    return Customization.yaml(Customization.read(folder.resolve(test.get(path).toString())));
  }

  private static Path kindFolder(Map<String, Object> object) {
    var apiVersion = object.get("apiVersion").toString();
    return Path.of(apiVersion.substring(0, apiVersion.indexOf('/')), object.get("kind").toString());
  }

  private static String name(Path folder, Map<String, Object> test) {
    return Customization.TREE.relativize(folder) + " " + test.getOrDefault("action", "") + " " + test.get("inputPath");
  }
}
