package dev.sluice.controller.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;

/** The CRDs on a distribution of Kubernetes that somebody else built; the embedded API server is tried everywhere else. */
class K3sIT {
  private static final String IMAGE = "rancher/k3s:v1.34.1-k3s1";

  @Test
  void theCrdsAreEstablishedOnK3s() throws IOException {
    assumeTrue(
        DockerClientFactory.instance().isDockerAvailable(),
        "Docker is not available; the same CRDs are tried on the embedded API server");
    try (var k3s = new K3sContainer(DockerImageName.parse(IMAGE))) {
      k3s.start();
      try (var client = new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(k3s.getKubeConfigYaml())).build();
          var files = Files.list(Path.of("../../package/crds"))) {
        var definitions = client.apiextensions().v1().customResourceDefinitions();
        var names = files.sorted().map(file -> definitions.load(open(file)).create().getMetadata().getName()).toList();
        assertThat(names)
            .isNotEmpty()
            .allSatisfy(
                name ->
                    assertThat(
                            definitions.withName(name)
                                .waitUntilCondition(
                                    d ->
                                        d.getStatus() != null
                                            && d.getStatus().getConditions().stream()
                                                .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True")),
                                    30,
                                    TimeUnit.SECONDS))
                        .isNotNull());
      }
    }
  }

  private static java.io.InputStream open(Path file) {
    try {
      return Files.newInputStream(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }
}
