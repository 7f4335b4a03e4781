package dev.sluice.controller.gitops;

import dev.sluice.controller.testbed.Space;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Manifests of examples/, as they lie there, in a test's namespace. */
final class Example {
  static final Path EXAMPLES = Path.of("../../examples").toAbsolutePath().normalize();
  private static final String WAVE = "argocd.argoproj.io/sync-wave";
  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  private Example() {}

  static Commit commit(Space space, String file) {
    return new Commit(file, manifests(space, read(EXAMPLES.resolve(file))).toArray(Commit.Manifest[]::new));
  }

  /** In the order of the text. */
  static List<Commit.Manifest> manifests(Space space, String text) {
    return Arrays.stream(text.replace("namespace: shop", "namespace: " + space.name()).split("(?m)^---$"))
        .filter(document -> document.contains("kind: "))
        .map(document -> manifest(document, YAML.unmarshal(document, GenericKubernetesResource.class)))
        .toList();
  }

  private static Commit.Manifest manifest(String document, GenericKubernetesResource object) {
    var wave = Optional.ofNullable(object.getMetadata().getAnnotations()).map(annotations -> annotations.get(WAVE)).map(Integer::parseInt).orElse(0);
    return new Commit.Manifest(wave, object.getKind() + "/" + object.getMetadata().getName(), document);
  }

  static Deployment deployment(Space space) {
    return space.client().resources(Deployment.class).inNamespace(space.name()).withName("orders").get();
  }

  static String image(Space space) {
    return deployment(space).getSpec().getTemplate().getSpec().getContainers().getFirst().getImage();
  }

  /** What the Deployment's ReplicaSet does: a pod of its template. */
  static Pod podOf(Space space, String name) {
    var template = deployment(space).getSpec().getTemplate();
    var pod = new PodBuilder()
        .withMetadata(template.getMetadata())
        .editMetadata().withName(name).withNamespace(space.name()).endMetadata()
        .withSpec(template.getSpec())
        .editSpec().withAutomountServiceAccountToken(false).endSpec()
        .build();
    return space.client().resource(pod).create();
  }

  static boolean isHeld(Space space, String pod) {
    return space.client().pods().inNamespace(space.name()).withName(pod).get().getSpec().getSchedulingGates().stream().anyMatch(gate -> gate.getName().equals("sluice.dev/migrated"));
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
