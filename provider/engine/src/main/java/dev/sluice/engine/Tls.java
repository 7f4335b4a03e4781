package dev.sluice.engine;

import java.util.Objects;
import java.util.Optional;

/**
 * How a connection is secured.
 *
 * @param authority certificates in PEM that may sign the server's; absent: those that the JVM trusts
 * @param client the certificate that the provider shows
 */
public record Tls(Mode mode, Optional<String> authority, Optional<ClientCertificate> client) {
  public static final Tls DISABLED = new Tls(Mode.DISABLE, Optional.empty(), Optional.empty());

  public Tls {
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(authority, "authority");
    Objects.requireNonNull(client, "client");
  }

  /** As PostgreSQL's {@code sslmode} defines them; the others don't occur. */
  public enum Mode {
    DISABLE,
    REQUIRE,
    VERIFY_CA,
    VERIFY_FULL
  }

  /** Certificate chain and private key, both PEM; the key is PKCS#8 or PKCS#1. */
  public record ClientCertificate(String chain, Password key) {}
}
