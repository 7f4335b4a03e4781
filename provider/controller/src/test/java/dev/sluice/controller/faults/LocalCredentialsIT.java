package dev.sluice.controller.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.controller.migration.MigrationScene;
import dev.sluice.controller.testbed.Resource;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Credentials that are the provider's own: its variables, its files, as far as it was started with leave to read them. */
@ExtendWith(ClusterExtension.class)
class LocalCredentialsIT {
  @TempDir private Path folder;
  private Cluster cluster;
  private MigrationScene scene;
  private Map<String, String> values;

  @BeforeEach
  void scene(Cluster shared, @PostgreSql EmbeddedPostgreSql server) {
    cluster = shared;
    scene = cluster.scene(server);
    values = Map.of("ENDPOINT", server.host(), "PORT", Integer.toString(server.port()), "USERNAME", server.username(), "PASSWORD", server.password());
  }

  @Test
  void variablesWithAPrefixThatIsAllowed() {
    var operator = cluster.prepare();
    values.forEach((key, value) -> operator.environment("DB_SHOP_" + key, value));
    cluster.start(operator, "--credentials-env-prefix=DB_");

    config("Environment, env: {prefix: DB_SHOP_}").awaits("Ready=True");

    migrates();
  }

  @Test
  void filesBelowAFolderThatIsAllowed() throws IOException {
    var shop = Files.createDirectory(folder.resolve("shop"));
    for (var value : values.entrySet()) {
      Files.writeString(shop.resolve(value.getKey().toLowerCase(java.util.Locale.ROOT)), value.getValue() + "\n");
    }
    cluster.start(cluster.prepare(), "--credentials-folder=" + folder);

    config("Filesystem, fs: {path: " + shop + "}").awaits("Ready=True");

    migrates();
  }

  @Test
  void nothingWhereTheProviderWasNotToldSo() {
    var operator = cluster.prepare();
    values.forEach((key, value) -> operator.environment("DB_SHOP_" + key, value));
    cluster.start(operator);

    var config = config("Environment, env: {prefix: DB_SHOP_}").awaits("Ready=False", "Stalled=True");

    assertThat(config.status().message("Ready")).contains("--credentials-env-prefix").doesNotContain(values.get("PASSWORD"));
  }

  private void migrates() {
    var database = scene.existingDatabase();
    scene.apply(scene.migration(database).file("V1__a.sql", "CREATE TABLE a (n int);")).awaitsVersion("1");
    assertThat(database.has("public.a")).isTrue();
  }

  private Resource config(String source) {
    scene.apply(
        """
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: ProviderConfig
        metadata: {name: default, namespace: %s}
        spec: {engine: PostgreSQL, credentials: {source: %s}, tls: {mode: disable}}
        """
            .formatted(scene.namespace(), source));
    return new Resource(scene.client(), "db.m.sluice.dev/v1alpha1", "ProviderConfig", scene.namespace(), "default");
  }
}
