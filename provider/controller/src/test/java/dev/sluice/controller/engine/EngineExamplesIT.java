package dev.sluice.controller.engine;

import static dev.sluice.controller.testbed.Flavour.NAMESPACED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.mariadb.EmbeddedMariaDb;
import dev.sluice.local.mysql.EmbeddedMySql;
import dev.sluice.local.mysqlfamily.EmbeddedServer;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Base64;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What examples/engines shows, on servers of its own: with TLS where the example says so. */
@ExtendWith(TestbedExtension.class)
class EngineExamplesIT {
  private static final Path EXAMPLES = Path.of("../../examples/engines");

  private interface Orders {
    Connection open() throws SQLException;
  }

  @Test
  void postgreSql(Space space) throws Exception {
    try (var server = EmbeddedPostgreSql.builder(18).withoutFsync().start()) {
      secret(space, "pg-admin", server.port(), server.username(), server.password());
      bothReleases(space, "postgresql", Map.of(), () -> server.connect("orders"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mysql", "mariadb"})
  void ofTheMySqlFamily(String engine, Space space) throws Exception {
    EmbeddedServer.Builder builder = engine.equals("mysql") ? EmbeddedMySql.builder() : EmbeddedMariaDb.builder();
    try (var server = builder.withoutFsync().tls().start()) {
      secret(space, engine + "-admin", server.port(), server.username(), server.password());
      bothReleases(space, engine, Map.of(), () -> server.connect("orders"));
    }
  }

  @Test
  void sqlite(Space space) throws Exception {
    var folder = Files.createDirectories(space.bed().dataFolder().resolve(space.name()));
    bothReleases(space, "sqlite", Map.of("/data/shop", folder.toString()), () -> DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("orders.db")));
  }

  /** On a server that need not be ours the database and the logins have names of their own, and go. */
  @Test
  void sqlServer(Space space) throws Exception {
    var server = new SqlServerProduct().server();
    var name = space.unique("orders");
    server.secret(space, "sqlserver-admin");
    var replaced = Map.of(
        "mode: require", "mode: " + server.tlsMode(), "  annotations:\n", "  annotations:\n    crossplane.io/external-name: " + name + "\n",
        "metadata:\n  name: orders-app\n", named("orders-app", name + "-app"), "metadata:\n  name: orders-report\n  namespace", named("orders-report", name + "-report") + "  namespace");
    try {
      bothReleases(space, "sqlserver", replaced, () -> server.connect(name));
    } finally {
      server.dropAll(name);
    }
  }

  private static String named(String resource, String name) {
    return "metadata:\n  annotations: {crossplane.io/external-name: " + name + "}\n  name: " + resource + "\n";
  }

  private static void bothReleases(Space space, String engine, Map<String, String> replaced, Orders orders) throws Exception {
    for (var release : List.of("1", "2")) {
      var manifest = read(EXAMPLES.resolve(engine).resolve(release + "-release.yaml")).replace("namespace: shop", "namespace: " + space.name());
      for (var one : replaced.entrySet()) {
        manifest = manifest.replace(one.getKey(), one.getValue());
      }
      space.apply(manifest);
      space.resource(NAMESPACED, "Database", "orders").awaits("Ready=True/Available");
      var migration = space.resource(NAMESPACED, "Migration", "orders");
      await().until(() -> migration.observed("appliedVersion"), release.equals("1") ? "2"::equals : "3"::equals);
      migration.awaits("Ready=True/UpToDate");
    }
    assertThat(totals(orders)).containsExactly("9.9", "990", "118.8");
    if (read(EXAMPLES.resolve(engine).resolve("1-release.yaml")).contains("kind: Role")) {
      space.resource(NAMESPACED, "Role", "orders-app").awaits("Ready=True/Available");
      application(space);
    }
    if (read(EXAMPLES.resolve(engine).resolve("1-release.yaml")).contains("kind: Grant")) {
      space.resource(NAMESPACED, "Grant", "orders-report").awaits("Ready=True/Available");
      space.resource(NAMESPACED, "Role", "orders-reader").awaits("Ready=True/Available");
      reports(space);
    }
  }

  /** They read what their group may. The Secret has no database where the role has no access by itself. */
  private static void reports(Space space) throws SQLException {
    var data = space.secret("orders-reader").getData();
    var place = decoded(space.secret("orders-app").getData().get("jdbcUrl")).replaceFirst("\\?.*", "");
    try (var connection = DriverManager.getConnection(place, decoded(data.get("username")), decoded(data.get("password")));
        var statement = connection.createStatement()) {
      assertThat(statement.executeQuery("SELECT id, item, quantity FROM orders").next()).isTrue();
      for (var refused : List.of("SELECT customer FROM orders", "UPDATE orders SET quantity = 1", "CREATE TABLE mine (a int)")) {
        assertThatThrownBy(() -> statement.execute(refused)).as(refused).hasMessageContaining("denied");
      }
    }
  }

  /** It reads and writes rows with what its Secret says, and nothing else. */
  private static void application(Space space) throws SQLException {
    var data = space.secret("orders-app").getData();
    try (var connection = DriverManager.getConnection(decoded(data.get("jdbcUrl")));
        var statement = connection.createStatement()) {
      assertThat(statement.executeUpdate("UPDATE orders SET quantity = quantity")).isEqualTo(3);
      assertThatThrownBy(() -> statement.execute("CREATE TABLE mine (a int)")).hasMessageContaining("denied");
    }
  }

  private static String decoded(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }

  /** Without the zeros that some products write. */
  private static List<String> totals(Orders orders) throws SQLException {
    try (var connection = orders.open();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT total FROM orders ORDER BY id")) {
      var totals = new ArrayList<String>();
      while (rows.next()) {
        totals.add(rows.getBigDecimal(1).stripTrailingZeros().toPlainString());
      }
      return totals;
    }
  }

  private static void secret(Space space, String name, int port, String user, String password) {
    space.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: %s, namespace: %s}
        stringData: {endpoint: 127.0.0.1, port: "%d", username: %s, password: '%s'}
        """
            .formatted(name, space.name(), port, user, password.replace("'", "''")));
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file);
  }
}
