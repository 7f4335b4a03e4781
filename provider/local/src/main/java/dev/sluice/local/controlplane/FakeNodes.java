package dev.sluice.local.controlplane;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * kwok in the place of kubelets: its arguments, and the nodes {@code node-1} to {@code node-n} that it keeps alive. What
 * becomes of the pods on them stands in stages.yaml; kwok's own stages would lift every readiness gate.
 */
record FakeNodes(int port, Path kubeconfig) {
  private static final String STAGES = "stages.yaml";

  FakeNodes {
    requireNonNull(kubeconfig, "kubeconfig is null");
  }

  List<String> arguments(Path folder) {
    return List.of(
        "--kubeconfig=" + kubeconfig,
        "--config=" + writeStages(folder.resolve(STAGES)),
        "--manage-all-nodes",
        "--node-lease-duration-seconds=40",
        "--cidr=10.1.0.0/16",
        "--node-ip=127.0.0.1",
        "--server-address=127.0.0.1:" + port);
  }

  static String manifests(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(FakeNodes::manifest).collect(Collectors.joining("---\n"));
  }

  private static String manifest(int number) {
    return """
        apiVersion: v1
        kind: Node
        metadata:
          name: node-%1$d
          labels:
            kubernetes.io/hostname: node-%1$d
            kubernetes.io/os: linux
        status:
          capacity: &size
            cpu: "32"
            memory: 256Gi
            pods: "1000"
          allocatable: *size
        """.formatted(number);
  }

  private static Path writeStages(Path file) {
    try (InputStream in = FakeNodes.class.getResourceAsStream(STAGES)) {
      Files.copy(requireNonNull(in, "resource " + STAGES + " is missing"), file, StandardCopyOption.REPLACE_EXISTING);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("the stages of pods can't be written to " + file, e);
    }
  }
}
