package dev.sluice.compositions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.local.mysql.EmbeddedMySql;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The bundle of examples/bundles/mysql.yaml on a MySQL, from the manifest to what the application logs in as.
 */
@ExtendWith(PlatformExtension.class)
class MySqlBundleIT {
  private static final String NAMESPACE = "mysql-bundle";

  @Test
  void theApplicationReadsAndWritesRowsOfItsDatabaseAndNothingElse(Platform platform) throws Exception {
    platform.namespace(NAMESPACE);
    try (var server = EmbeddedMySql.builder().withoutFsync().tls().start()) {
      platform.apply("""
          apiVersion: v1
          kind: Secret
          metadata: {name: mysql, namespace: %1$s}
          stringData: {endpoint: 127.0.0.1, port: "%2$d", username: %3$s, password: '%4$s'}
          ---
          apiVersion: db.m.sluice.dev/v1alpha1
          kind: ProviderConfig
          metadata: {name: mysql, namespace: %1$s}
          spec: {engine: MySQL, credentials: {source: Secret, secretRef: {name: mysql}}, tls: {mode: require}}
          """.formatted(NAMESPACE, server.port(), server.username(), server.password().replace("'", "''")));

      platform.apply(Packages.file("examples/bundles/mysql.yaml").replace("namespace: shop", "namespace: " + NAMESPACE));

      Bundle bundle = Bundle.composite(platform, NAMESPACE);
      platform.cluster().awaitCondition(bundle.resource(), "Ready", "True", bundle.in());
      assertThat(bundle.get().at("/status/schemaVersion").asText()).isEqualTo("2");
      assertThat(Bundle.rolledOut(bundle.deployment())).isTrue();
      var data = platform.cluster().get("secret/orders-app", bundle.in()).path("data");
      var url = new String(Base64.getDecoder().decode(data.path("jdbcUrl").asText()), StandardCharsets.UTF_8);
      try (var connection = DriverManager.getConnection(url); var statement = connection.createStatement()) {
        assertThat(statement.executeUpdate("INSERT INTO orders (customer, item, quantity) VALUES ('Ada', 'engine', 1)")).isEqualTo(1);
        assertThatThrownBy(() -> statement.execute("ALTER TABLE orders ADD COLUMN mine int")).hasMessageContaining("denied");
      }
      platform.crossplane().controlPlane().kubectl("delete", bundle.resource(), bundle.in(), "--wait=false").orThrow();
      // Retained, as the example says; gone before the server is.
      platform.cluster().awaitGone("database.db.m.sluice.dev/orders", bundle.in());
      platform.cluster().awaitGone("role.db.m.sluice.dev/orders-app", bundle.in());
      platform.cluster().awaitGone("migration.db.m.sluice.dev/orders", bundle.in());
    }
  }
}
