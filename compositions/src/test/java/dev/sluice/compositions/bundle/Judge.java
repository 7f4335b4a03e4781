package dev.sluice.compositions.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.compositions.Platform;
import dev.sluice.local.controlplane.ControlPlane;
import dev.sluice.local.controlplane.Kubectl;
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
  private static final Duration DEADLINE = Duration.ofMinutes(3);

  private final ControlPlane controlPlane;

  private Judge(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
  }

  /** With the kinds of other tools beside what the packages have brought. */
  static Judge of(Platform platform) {
    var judge = new Judge(platform.crossplane().controlPlane());
    var others = Path.of("src/test/resources/crds").toString();
    judge.kubectl("apply", "--server-side", "-f", others);
    judge.kubectl("wait", "--for=condition=Established", "-f", others, "--timeout=60s");
    // What functions take in a pipeline; Crossplane itself looks at none of it.
    var patches = CrossplaneBinaries.ofUser(System.err::println).path(CrossplaneProgram.FUNCTION_PATCH_AND_TRANSFORM);
    judge.kubectl("apply", "--server-side", "--force-conflicts",
        "-f", patches.resolveSibling(patches.getFileName() + "-package").resolve("pt.fn.crossplane.io_resources.yaml").toString(),
        "-f", Repository.ROOT.resolve("package/function/input").toString());
    for (var namespace : List.of(NAMESPACE, "argocd", "flux-system", "databases")) {
      judge.controlPlane.apply("{apiVersion: v1, kind: Namespace, metadata: {name: %s}}".formatted(namespace));
    }
    return judge;
  }

  Kubectl.Result apply(Path file) {
    return controlPlane.kubectl().within(DEADLINE).run("apply", "--server-side", "--force-conflicts", "--validate=strict", "--dry-run=server", "-f", file.toString());
  }

  Kubectl.Result apply(String manifest) {
    return controlPlane.kubectl().within(DEADLINE).runWithInput(manifest, "apply", "--server-side", "--force-conflicts", "--validate=strict", "--dry-run=server", "-o", "json", "-f", "-");
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
    return controlPlane.kubectl().within(DEADLINE).run(arguments).orThrow();
  }
}
