package dev.sluice.function.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Where and how calls are taken.
 *
 * @param host empty: on all interfaces
 * @param port 0: any that is free
 * @param certificates folder with tls.crt, tls.key and ca.crt; empty: without TLS
 * @param maxMessageBytes a larger request is refused
 * @param maxConcurrentCalls on one connection more have to wait, over all connections more are refused
 * @param callTimeout after which a call is given up, where its caller doesn't give up sooner
 * @param shutdownGrace how long running calls may take to finish
 */
public record Listening(
    Optional<String> host,
    int port,
    Optional<Path> certificates,
    int maxMessageBytes,
    int maxConcurrentCalls,
    Duration callTimeout,
    Duration shutdownGrace) {
  public Listening {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(certificates, "certificates");
    if (maxMessageBytes < 1 || maxConcurrentCalls < 1 || !callTimeout.isPositive() || shutdownGrace.isNegative()) {
      throw new IllegalArgumentException("bounds of calls must be positive");
    }
  }
}
