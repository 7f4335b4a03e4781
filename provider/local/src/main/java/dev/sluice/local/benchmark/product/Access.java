package dev.sluice.local.benchmark.product;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How the provider reaches the databases.
 *
 * @param secret what the Secret holds; empty where there are no credentials
 * @param config the lines of a ProviderConfig's spec, not indented
 * @param flags what the provider must be told at its start
 */
public record Access(Optional<SortedMap<String, String>> secret, String config, List<String> flags) {
  /** The Secret's name, in the namespace of the ProviderConfig. */
  public static final String SECRET = "server";

  public Access {
    requireNonNull(secret, "secret is null");
    requireNonNull(config, "config is null");
    flags = List.copyOf(flags);
  }

  static Access network(MeasuredEngine engine, String host, int port, String username, String password) {
    String config = """
        engine: %s
        credentials:
          source: Secret
          secretRef:
            name: %s
        tls:
          mode: %s
        """.formatted(engine.id(), SECRET, engine.tlsMode());
    return new Access(
        Optional.of(new TreeMap<>(Map.of(
            "endpoint", host, "port", Integer.toString(port), "username", username, "password", password))),
        config,
        List.of());
  }

  static Access folder(MeasuredEngine engine, Path folder) {
    String config = """
        engine: %s
        sqlite:
          directory: '%s'
        """.formatted(engine.id(), folder.toString().replace("'", "''"));
    return new Access(Optional.empty(), config, List.of("--data-folder=" + folder));
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "Access[" + config.replaceAll("\\s+", " ").strip() + "]";
  }
}
