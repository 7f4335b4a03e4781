package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** What is applied, shaped as in examples/quickstart. */
record Manifests(String namespace) {
  private static final int INLINE_INDENTATION = 8;

  Manifests {
    requireNonNull(namespace, "namespace is null");
  }

  String namespaceObject() {
    return """
        apiVersion: v1
        kind: Namespace
        metadata:
          name: %s
        """.formatted(namespace);
  }

  String secret(EmbeddedPostgreSql server) {
    StringBuilder data = new StringBuilder();
    Map.of("endpoint", server.host(), "port", Integer.toString(server.port()),
            "username", server.username(), "password", server.password())
        .forEach((key, value) -> data.append("  ").append(key).append(": ").append(base64(value)).append('\n'));
    return """
        apiVersion: v1
        kind: Secret
        metadata:
          name: server
          namespace: %s
        data:
        %s""".formatted(namespace, data);
  }

  String providerConfig() {
    return """
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: ProviderConfig
        metadata:
          name: default
          namespace: %s
        spec:
          engine: PostgreSQL
          credentials:
            source: Secret
            secretRef:
              name: server
          tls:
            mode: disable
        """.formatted(namespace);
  }

  /** @param limit of connections, where one is asked for */
  String database(String name, Optional<Integer> limit, boolean dropAlways) {
    return managed(Kind.DATABASE, name)
        + "  forProvider:\n"
        + "    deletion: " + (dropAlways ? "Always" : "IfEmpty") + "\n"
        + limit.map(most -> "    connectionLimit: " + most + "\n").orElse("");
  }

  String migration(String name, String database, MigrationFiles files) {
    return managed(Kind.MIGRATION, name)
        + "  forProvider:\n"
        + "    database: " + database + "\n"
        + "    source:\n"
        + "      inline:\n"
        + files.yaml(INLINE_INDENTATION);
  }

  private String managed(Kind kind, String name) {
    return """
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: %s
        metadata:
          name: %s
          namespace: %s
        spec:
          providerConfigRef:
            kind: ProviderConfig
            name: default
        """.formatted(kind.word(), name, namespace);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
