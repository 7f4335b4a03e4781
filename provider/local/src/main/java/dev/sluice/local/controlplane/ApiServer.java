package dev.sluice.local.controlplane;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * kube-apiserver's arguments.
 */
record ApiServer(int port, String etcdUrl, Credentials credentials, Optional<Path> auditLog) {
  private static final String AUDIT_POLICY = """
      apiVersion: audit.k8s.io/v1
      kind: Policy
      omitStages: [RequestReceived]
      rules:
      - level: Metadata
      """;

  ApiServer {
    requireNonNull(etcdUrl, "etcdUrl is null");
    requireNonNull(credentials, "credentials is null");
    requireNonNull(auditLog, "auditLog is null");
  }

  List<String> arguments(Path folder) {
    List<String> arguments = new ArrayList<>(List.of(
        "--etcd-servers=" + etcdUrl,
        "--bind-address=127.0.0.1",
        "--secure-port=" + port,
        "--tls-cert-file=" + credentials.file("apiserver.crt"),
        "--tls-private-key-file=" + credentials.file("apiserver.key"),
        "--client-ca-file=" + credentials.file("ca.crt"),
        "--authorization-mode=RBAC",
        "--service-cluster-ip-range=10.0.0.0/24",
        // A loopback address can't be an endpoint of the service "kubernetes".
        "--endpoint-reconciler-type=none",
        "--service-account-issuer=https://sluice-local",
        "--service-account-key-file=" + credentials.file("service-accounts.pub"),
        "--service-account-signing-key-file=" + credentials.file("service-accounts.key"),
        // Without node controllers a fake node would keep the taint for ever.
        "--disable-admission-plugins=TaintNodesByCondition",
        "--enable-priority-and-fairness=false",
        "--profiling=false"));
    auditLog.ifPresent(log -> {
      arguments.add("--audit-log-path=" + log);
      arguments.add("--audit-policy-file=" + writePolicy(folder.resolve("audit-policy.yaml")));
    });
    return arguments;
  }

  private static Path writePolicy(Path file) {
    try {
      return Files.writeString(file, AUDIT_POLICY);
    } catch (IOException e) {
      throw new UncheckedIOException("audit policy " + file + " can't be written", e);
    }
  }
}
