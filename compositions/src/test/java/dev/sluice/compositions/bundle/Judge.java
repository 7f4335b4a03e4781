package dev.sluice.compositions.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.local.controlplane.ControlPlane;
import dev.sluice.local.controlplane.Kubectl;
import dev.sluice.local.crossplane.Crossplane;
import dev.sluice.local.crossplane.CrossplaneBinaries;
import dev.sluice.local.crossplane.CrossplaneProgram;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The API server with every kind that bundles and examples are made of, as the judge of manifests: it refuses fields that it
 * doesn't know and values that it doesn't allow. Kinds of bundles are what Crossplane makes of our definitions.
 */
final class Judge {
  static final String NAMESPACE = "shop";
  private static final Duration ESTABLISHED = Duration.ofMinutes(3);
  private static final List<String> DEFINITIONS = List.of("appbundles", "xappbundles");

  private final ControlPlane controlPlane;

  private Judge(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
  }

  /** Applies kinds, definitions and Compositions; again where they are there. */
  static Judge of(Crossplane crossplane) {
    var judge = new Judge(crossplane.controlPlane());
    var ours = Repository.ROOT.resolve("package/crds").toString();
    var others = Path.of("src/test/resources/crds").toString();
    // What a function takes in a pipeline; Crossplane itself looks at none of it.
    var patches = CrossplaneBinaries.ofUser(System.err::println).path(CrossplaneProgram.FUNCTION_PATCH_AND_TRANSFORM);
    var inputs = Repository.documents(inputOf(patches));
    judge.kubectl("apply", "--server-side", "-f", ours, "-f", others, "-f", Repository.COMPOSITIONS.resolve("definitions").toString());
    inputs.forEach(input -> judge.controlPlane.kubectl().runWithInput(Repository.yaml(input), "apply", "--server-side", "-f", "-").orThrow());
    judge.kubectl("wait", "--for=condition=Established", "-f", ours, "-f", others, "--timeout=60s");
    for (var definition : DEFINITIONS) {
      judge.kubectl("wait", "--for=condition=Established", "xrd/" + definition + ".platform.sluice.dev", "--timeout=" + ESTABLISHED.toSeconds() + "s");
    }
    judge.kubectl("wait", "--for=condition=Offered", "xrd/xappbundles.platform.sluice.dev", "--timeout=" + ESTABLISHED.toSeconds() + "s");
    for (var namespace : List.of(NAMESPACE, "argocd", "flux-system", "databases")) {
      judge.controlPlane.apply("{apiVersion: v1, kind: Namespace, metadata: {name: %s}}".formatted(namespace));
    }
    return judge;
  }

  private static Path inputOf(Path function) {
    var folder = function.resolveSibling(function.getFileName() + "-package");
    return Repository.yamlFiles(folder).stream().filter(file -> file.toString().contains("resources")).findFirst().orElseThrow();
  }

  Kubectl.Result apply(Path file) {
    return controlPlane.kubectl().within(ESTABLISHED).run("apply", "--server-side", "--validate=strict", "--dry-run=server", "-f", file.toString());
  }

  Kubectl.Result apply(String manifest) {
    return controlPlane.kubectl().within(ESTABLISHED).runWithInput(manifest, "apply", "--server-side", "--validate=strict", "--dry-run=server", "-o", "json", "-f", "-");
  }

  /**
   * The objects as the server would have them, with their defaults.
   *
   * @throws IllegalStateException if it refuses one, with its words
   */
  List<ObjectNode> accepted(List<? extends JsonNode> objects) {
    var manifests = objects.stream().map(Repository::yaml).collect(Collectors.joining());
    var answer = Repository.document(apply(manifests).orThrow().stdout());
    return answer.has("items") ? StreamSupport.stream(answer.get("items").spliterator(), false).map(ObjectNode.class::cast).toList() : List.of(answer);
  }

  /** As {@code kubectl kustomize} and Flux render it. */
  String kustomize(Path folder) {
    return kubectl("kustomize", folder.toString()).stdout();
  }

  private Kubectl.Result kubectl(String... arguments) {
    return controlPlane.kubectl().within(ESTABLISHED.plusMinutes(1)).run(arguments).orThrow();
  }
}
