package dev.sluice.controller.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.local.controlplane.ControlPlane;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import dev.sluice.local.provider.ProviderProcess;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A run with passwords that break whatever pastes them into something; then a search through all that the operator wrote. */
class SecretsNeverShownIT {
  private static final Path CRDS = Path.of("../../package/crds").toAbsolutePath().normalize();
  private static final String RIGHT = "Zq@ss/w:o#r%d?x\"'\\";
  private static final String WRONG = "Wr@ng/w:o#r%d?y\"'\\";
  private static final String CONFIG =
      """
      ---
      apiVersion: db.m.sluice.dev/v1alpha1
      kind: ProviderConfig
      metadata: {name: %1$s}
      spec: {engine: PostgreSQL, credentials: {source: Secret, secretRef: {name: %1$s}}, tls: {mode: %2$s}}
      ---
      apiVersion: db.m.sluice.dev/v1alpha1
      kind: Database
      metadata: {name: by-%1$s}
      spec:
        forProvider: {owner: %3$s}
        providerConfigRef: {kind: ProviderConfig, name: %1$s}
        writeConnectionSecretToRef: {name: connection-%1$s}
      """;

  private static final String ROLES =
      """
      ---
      apiVersion: db.m.sluice.dev/v1alpha1
      kind: Role
      metadata: {name: given}
      spec:
        forProvider: {passwordSecretRef: {name: wrong, key: password}}
        providerConfigRef: {kind: ProviderConfig, name: right}
        writeConnectionSecretToRef: {name: role-given}
      ---
      apiVersion: db.m.sluice.dev/v1alpha1
      kind: Role
      metadata: {name: generated}
      spec:
        forProvider: {}
        providerConfigRef: {kind: ProviderConfig, name: right}
        writeConnectionSecretToRef: {name: role-generated}
      """;

  @Test
  void noPasswordIsEverWrittenAnywhere() {
    try (var server = EmbeddedPostgreSql.builder(18).withoutFsync().password(RIGHT).start();
        var controlPlane = ControlPlane.start();
        var provider = provider(controlPlane)) {
      controlPlane.apply(secret("right", server, RIGHT) + secret("wrong", server, WRONG) + secret("plain", server, RIGHT));
      controlPlane.apply(CONFIG.formatted("right", "disable", "pg_monitor") + CONFIG.formatted("wrong", "disable", "pg_monitor") + CONFIG.formatted("plain", "verify-full", "pg_monitor"));
      ready(controlPlane, "database/by-right", "True");
      ready(controlPlane, "database/by-wrong", "False");
      ready(controlPlane, "database/by-plain", "False");
      controlPlane.apply(ROLES);
      ready(controlPlane, "role.db.m.sluice.dev/given", "True");
      ready(controlPlane, "role.db.m.sluice.dev/generated", "True");
      assertThat(password(controlPlane, "role-given")).isEqualTo(WRONG);
      var generated = password(controlPlane, "role-generated");
      // The server goes while it is used, and its password changes.
      server.stop();
      controlPlane.kubectl("annotate", "databases", "--all", "sluice.dev/retry=1").orThrow();
      await().atMost(Duration.ofSeconds(30)).until(() -> text(controlPlane, "databases").contains("Unreachable"));
      server.startAgain();
      controlPlane.apply(secret("right", server, WRONG));
      await().atMost(Duration.ofSeconds(30)).until(() -> controlPlane.kubectl("get", "providerconfig", "right", "-o", "yaml").stdout().contains("AuthenticationFailed"));

      var written = Stream.concat(
          Stream.of(provider.output()),
          Stream.of("events", "databases", "roles.db.m.sluice.dev", "migrations", "providerconfigs", "providerconfigusages", "configmaps").map(kind -> text(controlPlane, kind))).toList();
      assertThat(written.getFirst()).contains("DEBUG");
      for (var text : written) {
        spellings().forEach(spelling -> assertThat(text).doesNotContain(spelling));
        assertThat(text).doesNotContain(generated, encoded(generated));
      }
      var connection = controlPlane.kubectl("get", "secret", "connection-right", "-o", "jsonpath={.data}").orThrow().stdout();
      assertThat(connection).isNotEmpty();
      spellings().forEach(spelling -> assertThat(connection).doesNotContain(spelling).doesNotContain(encoded(spelling)));
    }
  }

  /** As it is, as parts of addresses and JSON write it, and its middle, which no escaping changes. */
  private static List<String> spellings() {
    return Stream.of(RIGHT, WRONG)
        .flatMap(p -> Stream.of(p, URLEncoder.encode(p, StandardCharsets.UTF_8), p.replace("\\", "\\\\").replace("\"", "\\\""), encoded(p), p.substring(0, 4)))
        .toList();
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static ProviderProcess provider(ControlPlane controlPlane) {
    controlPlane.kubectl("apply", "-f", CRDS.toString()).orThrow();
    var classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    var provider = ProviderProcess.builder(classPath, controlPlane.kubeconfig()).arguments("--debug", "--poll=1h").start();
    provider.awaitReady(Duration.ofSeconds(60));
    return provider;
  }

  private static String secret(String name, EmbeddedPostgreSql server, String password) {
    return """
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: %s}
        data: {endpoint: %s, port: %s, username: %s, password: %s}
        """
        .formatted(name, encoded(server.host()), encoded(Integer.toString(server.port())), encoded(server.username()), encoded(password));
  }

  private static String password(ControlPlane controlPlane, String secret) {
    var encoded = controlPlane.kubectl("get", "secret", secret, "-o", "jsonpath={.data.password}").orThrow().stdout().strip();
    return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
  }

  private static void ready(ControlPlane controlPlane, String object, String status) {
    controlPlane.kubectl("wait", "--for=condition=Ready=" + status, "--timeout=30s", object).orThrow();
  }

  private static String text(ControlPlane controlPlane, String kind) {
    return controlPlane.kubectl("get", kind, "-A", "-o", "yaml").orThrow().stdout();
  }
}
