package dev.sluice.controller.gitops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.controller.testbed.Kstatus;
import dev.sluice.local.controlplane.ControlPlane;
import dev.sluice.local.junit.ControlPlaneExtension;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** docs/argocd.md says what is so. */
@ExtendWith(ControlPlaneExtension.class)
class DocumentationIT {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final List<String> LINES = Customization.read(ROOT.resolve("docs/argocd.md")).lines().toList();

  @Test
  void theCommandsAddToArgoCdsSettingsAndTakeNothingAway(ControlPlane controlPlane) {
    controlPlane.apply(
        """
        apiVersion: v1
        kind: Namespace
        metadata: {name: argocd}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: argocd-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
        data: {url: https://argocd.example.org}
        """);
    for (var line : LINES) {
      if (line.startsWith("kubectl ")) {
        var arguments = line.substring("kubectl ".length()).replace("package/", ROOT.resolve("package") + "/");
        controlPlane.kubectl(arguments.split(" ")).orThrow();
      }
    }
    var config = Customization.yaml(controlPlane.kubectl("get", "configmap", "argocd-cm", "--namespace=argocd", "-o", "yaml").orThrow().stdout());
    assertThat(Customization.map(config.get("data")))
        .containsEntry("url", "https://argocd.example.org")
        .containsKeys("resource.customizations.health.db.m.sluice.dev_Migration", "resource.customizations.actions.db.sluice.dev_Database")
        .containsKey("resource.exclusions");
  }

  @Test
  void theTableOfStatesIsWhatTheTestsHold() {
    var expected = new TreeMap<String, List<String>>();
    for (var state : State.values()) {
      var asBefore = state == State.PAUSED;
      expected.put(
          state.file().replaceAll("testdata/(.*)\\.yaml", "`$1`"),
          List.of(state.health().name(), asBefore ? "as before" : word(state.kstatus()), asBefore ? "as before" : state.ready() ? "goes on" : "waits"));
    }
    var said = new TreeMap<String, List<String>>();
    for (var row : rows("| state |")) {
      said.put(row.get(1), row.subList(2, 5));
    }
    assertThat(said).isEqualTo(expected);
  }

  @Test
  void theTableOfActionsNamesThemAll() {
    var actions = new TreeSet<String>();
    Customization.ofTree().values().forEach(c -> actions.addAll(c.actions().keySet()));
    assertThat(rows("| action |")).extracting(row -> row.getFirst().split(" ")[0]).containsExactlyInAnyOrderElementsOf(actions);
  }

  private static String word(Kstatus kstatus) {
    return Map.of(Kstatus.CURRENT, "Current", Kstatus.IN_PROGRESS, "InProgress", Kstatus.FAILED, "Failed", Kstatus.TERMINATING, "Terminating").get(kstatus);
  }

  private static List<List<String>> rows(String head) {
    return LINES.stream()
        .dropWhile(line -> !line.startsWith(head))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> Arrays.stream(line.split("\\|")).skip(1).map(String::strip).toList())
        .toList();
  }
}
