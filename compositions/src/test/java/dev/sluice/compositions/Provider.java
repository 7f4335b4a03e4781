package dev.sluice.compositions;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.local.crossplane.Crossplane;
import dev.sluice.local.provider.ProviderProcess;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The provider as Crossplane runs it: what its image holds, the environment of its pod, and the token of its service
 * account, so that it may what Crossplane's RBAC manager grants and nothing else.
 */
final class Provider {
  static final String USER = "system:serviceaccount:" + Crossplane.NAMESPACE + ":" + Packages.PROVIDER;

  private static final Duration START = Duration.ofMinutes(2);
  private static final Path LIBRARIES = Path.of("../provider/controller/target/dist/lib").toAbsolutePath().normalize();

  private Provider() {}

  /** Of a Crossplane where the provider is installed and healthy; returns when it is ready. */
  static ProviderProcess start(Crossplane crossplane) {
    Cluster cluster = new Cluster(crossplane.controlPlane());
    String revision = cluster.get("provider.pkg.crossplane.io/" + Packages.PROVIDER).at("/status/currentRevision").asText();
    JsonNode pod = cluster.get("deployment/" + revision, "--namespace=" + Crossplane.NAMESPACE).at("/spec/template/spec");
    awaitRights(crossplane);
    Path kubeconfig = crossplane.controlPlane().kubeconfigOf(Crossplane.NAMESPACE, pod.path("serviceAccountName").asText());
    ProviderProcess.Builder builder = ProviderProcess.builder(LIBRARIES + "/*", kubeconfig)
        .environment("POD_NAMESPACE", Crossplane.NAMESPACE)
        .jvmFlags("-Xmx160m", "-XX:TieredStopAtLevel=1");
    for (JsonNode variable : pod.at("/containers/0/env")) {
      if (variable.has("value")) {
        builder.environment(variable.path("name").asText(), variable.path("value").asText());
      }
    }
    ProviderProcess process = builder.start();
    process.awaitReady(START);
    return process;
  }

  /** The RBAC manager works beside the package manager; in a cluster, the pod takes its time to start. */
  private static void awaitRights(Crossplane crossplane) {
    await("rights of " + USER).atMost(Cluster.SOON).until(() -> crossplane.controlPlane()
        .kubectl("auth", "can-i", "patch", "providerconfigs.db.m.sluice.dev", "--subresource=status", "--as=" + USER).succeeded());
  }
}
