package dev.sluice.local.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.local.platform.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ControlPlaneIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  private ControlPlane controlPlane;

  @BeforeAll
  void start() {
    controlPlane = ControlPlane.builder().auditLog().start();
  }

  @AfterAll
  void close() {
    controlPlane.close();
  }

  @Test
  void kubectlTalksToTheServerOfThePinnedVersion() {
    assertThat(controlPlane.kubectl("version").orThrow().stdout())
        .contains("Server Version: v" + Binary.KUBERNETES_VERSION)
        .contains("Client Version: v" + Binary.KUBERNETES_VERSION);
  }

  @Test
  void whatKubectlRefusesIsSaidWithItsMessage() {
    Kubectl.Result result = controlPlane.kubectl("get", "configmap", "absent");

    assertThat(result.succeeded()).isFalse();
    assertThat(result.stderr()).contains("\"absent\" not found");
  }

  @Test
  void dataOutliveARestartOfTheApiServer() {
    controlPlane.apply(configMap("kept"));
    String url = controlPlane.apiServerUrl();

    controlPlane.stopApiServer();
    assertThat(controlPlane.kubectl("get", "configmap", "kept").succeeded()).isFalse();
    controlPlane.startApiServer();

    assertThat(controlPlane.kubectl("get", "configmap", "kept").orThrow().stdout()).contains("kept");
    assertThat(controlPlane.apiServerUrl()).isEqualTo(url);
  }

  @Test
  void anotherIdentityMayOnlyWhatItIsGranted() {
    Kubectl provider = controlPlane.kubectl().as(controlPlane.kubeconfigFor("provider", List.of("operators")));
    assertThat(provider.run("get", "secrets").stderr()).contains("User \"provider\" cannot list resource");

    controlPlane.kubectl("create", "clusterrole", "secret-reader", "--verb=list", "--resource=secrets").orThrow();
    controlPlane.kubectl("create", "clusterrolebinding", "operators", "--clusterrole=secret-reader", "--group=operators")
        .orThrow();

    assertThat(Deadline.in(SOON).await(() -> provider.run("get", "secrets").succeeded())).isTrue();
  }

  @Test
  void theAuditLogNamesTheUser() throws IOException {
    Path kubeconfig = controlPlane.kubeconfigFor("auditee", List.of("system:masters"));
    controlPlane.kubectl().as(kubeconfig).run("get", "namespaces").orThrow();

    assertThat(Files.readString(controlPlane.auditLog().orElseThrow())).contains("\"username\":\"auditee\"");
  }

  @Test
  void anOrphanIsCollected() {
    controlPlane.startControllerManager();
    controlPlane.apply(configMap("owner"));
    String uid = controlPlane.kubectl("get", "configmap", "owner", "-o", "jsonpath={.metadata.uid}").orThrow().stdout();
    controlPlane.apply(configMap("owned").replace("name: owned", """
        name: owned
          ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: owner, uid: %s}]""".formatted(uid)));

    controlPlane.kubectl("delete", "configmap", "owner").orThrow();

    assertThat(Deadline.in(SOON).await(() -> !controlPlane.kubectl("get", "configmap", "owned").succeeded())).isTrue();
  }

  @Test
  void twoAtOnceDoNotShareAnything() {
    controlPlane.apply(configMap("mine"));
    try (ControlPlane other = ControlPlane.start()) {
      assertThat(other.kubectl("get", "configmap", "mine").succeeded()).isFalse();
      assertThat(other.apiServerUrl()).isNotEqualTo(controlPlane.apiServerUrl());
    }
    assertThat(controlPlane.kubectl("get", "configmap", "mine").succeeded()).isTrue();
  }

  private static String configMap(String name) {
    return """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: %s
          namespace: default
        """.formatted(name);
  }
}
