package dev.sluice.controller.gate;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.sluice.controller.faults.Cluster;
import dev.sluice.local.controlplane.Binary;
import dev.sluice.local.controlplane.ControlPlaneBinaries;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/** A {@link Cluster} on which Deployments roll out: controllers, a scheduler, and nodes whose pods run in appearance. */
final class WorkloadCluster implements AutoCloseable {
  private final Cluster cluster;

  private WorkloadCluster(Cluster cluster) {
    this.cluster = cluster;
  }

  /** Skips the test where its programs can't be had. */
  static WorkloadCluster start() {
    var binaries = ControlPlaneBinaries.ofUser(System.err::println);
    try {
      List.of(Binary.KUBE_CONTROLLER_MANAGER, Binary.KUBE_SCHEDULER, Binary.KWOK).forEach(binaries::path);
    } catch (IllegalStateException e) {
      abort("Deployments can't roll out here: " + e.getMessage());
    }
    var cluster = new Cluster();
    try {
      cluster.controlPlane().startControllerManager();
      cluster.controlPlane().startScheduler();
      cluster.controlPlane().startNodes(1);
      return new WorkloadCluster(cluster);
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  Cluster cluster() {
    return cluster;
  }

  KubernetesClient client() {
    return cluster.client();
  }

  @Override
  public void close() {
    cluster.close();
  }
}
