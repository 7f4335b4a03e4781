package dev.sluice.local.controlplane;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;

/**
 * kube-controller-manager's arguments: only the controllers that make sense without nodes.
 */
record ControllerManager(int port, Path kubeconfig, Credentials credentials) {
  private static final List<String> CONTROLLERS = List.of(
      "garbage-collector-controller",
      "namespace-controller",
      "serviceaccount-controller",
      "root-ca-certificate-publisher-controller",
      "deployment-controller",
      "replicaset-controller",
      "job-controller",
      "endpointslice-controller");

  ControllerManager {
    requireNonNull(kubeconfig, "kubeconfig is null");
    requireNonNull(credentials, "credentials is null");
  }

  List<String> arguments() {
    return List.of(
        "--kubeconfig=" + kubeconfig,
        "--leader-elect=false",
        "--bind-address=127.0.0.1",
        "--secure-port=" + port,
        "--cert-dir=" + credentials.file("controller-manager"),
        "--service-account-private-key-file=" + credentials.file("service-accounts.key"),
        "--root-ca-file=" + credentials.file("ca.crt"),
        "--controllers=" + String.join(",", CONTROLLERS));
  }
}
