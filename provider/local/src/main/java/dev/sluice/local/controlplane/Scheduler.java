package dev.sluice.local.controlplane;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;

/**
 * kube-scheduler's arguments.
 */
record Scheduler(int port, Path kubeconfig, Credentials credentials) {
  private static final String NAME = "scheduler";

  Scheduler {
    requireNonNull(kubeconfig, "kubeconfig is null");
    requireNonNull(credentials, "credentials is null");
  }

  List<String> arguments() {
    // A certificate of ours, because readiness is asked over TLS only.
    credentials.authority().issueForServer("kube-scheduler").write(credentials.folder(), NAME);
    return List.of(
        "--kubeconfig=" + kubeconfig,
        "--leader-elect=false",
        "--bind-address=127.0.0.1",
        "--secure-port=" + port,
        "--tls-cert-file=" + credentials.file(NAME + ".crt"),
        "--tls-private-key-file=" + credentials.file(NAME + ".key"));
  }

  String readyUrl() {
    return "https://127.0.0.1:" + port + "/readyz";
  }
}
