package dev.sluice.local.controlplane;

import dev.sluice.local.process.PortRange;
import java.nio.file.Path;
import java.util.List;

/**
 * etcd with one member and no fsync: what it holds needn't survive the machine.
 */
record Etcd(int clientPort, int peerPort) {
  String clientUrl() {
    return "http://127.0.0.1:" + clientPort;
  }

  List<String> arguments(Path data) {
    String peer = "http://127.0.0.1:" + peerPort;
    return List.of(
        "--name=sluice",
        "--data-dir=" + data,
        "--unsafe-no-fsync",
        "--log-level=warn",
        "--listen-client-urls=" + clientUrl(),
        "--advertise-client-urls=" + clientUrl(),
        "--listen-peer-urls=" + peer,
        "--initial-advertise-peer-urls=" + peer,
        "--initial-cluster=sluice=" + peer);
  }

  boolean ready() {
    return PortRange.isServed(clientPort);
  }
}
