package dev.sluice.controller.engine;

import static dev.sluice.controller.testbed.Flavour.NAMESPACED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.controller.testbed.Resource;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Passwords that turn, memberships and the presets that act as the owner, on those products that have them. */
@ExtendWith(TestbedExtension.class)
class EveryEngineRotationIT {
  private static final Set<String> HAVING = Set.of("PostgreSQL", "MySQL", "MariaDB");
  private static final int TURNS = 4;

  @ParameterizedTest
  @ArgumentsSource(EveryEngine.class)
  void whoeverConnectsWithWhatTheSecretSaysIsNeverRefused(Product product, Space space) throws Exception {
    var name = scene(product, space);
    var role = role(space, name, "access: [{databaseRef: {name: " + space.unique("db") + "}, preset: ReadWrite}], rotation: {interval: 1h}").awaits("Ready=True/Available");
    assertThat(secret(space, "username")).isEqualTo(name + "_a");
    assertThat(role.observed("username")).isEqualTo(name + "_a");
    assertThat(role.observed("nextRotation")).isNotNull();
    product.run(space, space.unique("db"), "CREATE TABLE t (a int)");
    if (product.id().equals("PostgreSQL")) {
      product.run(space, space.unique("db"), "GRANT INSERT ON t TO \"" + name + "\"");
    }
    var given = new AtomicReference<>(secret(space, "jdbcUrl"));
    var refused = new ConcurrentLinkedQueue<String>();
    var logins = new AtomicInteger();
    var stop = new AtomicBoolean();
    var client = Thread.startVirtualThread(() -> {
      while (!stop.get()) {
        try (var connection = DriverManager.getConnection(given.get()); var statement = connection.createStatement()) {
          statement.execute("INSERT INTO t VALUES (1)");
          logins.incrementAndGet();
        } catch (SQLException e) {
          refused.add(e.getMessage());
        }
      }
    });
    for (var turn = 1; turn <= TURNS; turn++) {
      var before = secret(space, "username");
      due(product, space, name, before);
      role.merge("{\"metadata\":{\"annotations\":{\"crossplane.io/reconcile-requested-at\":\"" + turn + "\"}}}");
      await().until(() -> !secret(space, "username").equals(before));
      // A pod keeps what it was started with until the turn after.
      var seen = logins.get();
      await().until(() -> logins.get() > seen + 3);
      given.set(secret(space, "jdbcUrl"));
    }
    stop.set(true);
    client.join();
    assertThat(refused).isEmpty();
    role.awaits("Ready=True", "Synced=True").delete().awaitGone();
    assertThat(accounts(product, space, name)).isEmpty();
  }

  /** The password that stands in the Secret was made long ago. */
  private static void due(Product product, Space space, String role, String login) {
    product.run(
        space, "",
        product.id().equals("PostgreSQL")
            ? "COMMENT ON ROLE \"" + login + "\" IS 'sluice: login of " + role + " since 2020-01-01T00:00:00Z'"
            : "UPDATE sluice.role_claim SET turned = '2020-01-01T00:00:00Z' WHERE name = '" + login + "'");
  }

  @ParameterizedTest
  @ArgumentsSource(EveryEngine.class)
  void whatIsGrantedToAGroupItsMemberMay(Product product, Space space) throws SQLException {
    var name = scene(product, space);
    space.apply(manifest(space, space.unique("group"), "login: false, access: [{databaseRef: {name: " + space.unique("db") + "}, preset: Migrate}]", ""));
    var role = role(space, name, "memberOf: [" + space.unique("group") + "], rotation: {interval: 1h}").awaits("Ready=True/Available");
    assertThat(role.observed("memberOf")).asInstanceOf(InstanceOfAssertFactories.LIST).contains(space.unique("group"));
    assertThat(may(product, space, "CREATE TABLE made (a int)")).isTrue();
    role(space, name, "memberOf: [], rotation: {interval: 1h}");
    await().until(() -> !may(product, space, "CREATE TABLE IF NOT EXISTS more (a int)"));
    role.awaits("Ready=True/Available").delete().awaitGone();
    space.resource(NAMESPACED, "Role", space.unique("group")).delete().awaitGone();
    assertThat(accounts(product, space, name)).isEmpty();
  }

  private static String scene(Product product, Space space) {
    product.credentials(space);
    assumeTrue(HAVING.contains(product.id()), () -> product.id() + " has no two logins that take turns, or its own test");
    space.database("db").apply().awaits("Ready=True");
    return space.unique("app");
  }

  private static Resource role(Space space, String name, String forProvider) {
    space.apply(manifest(space, name, forProvider, ", writeConnectionSecretToRef: {name: app-db}"));
    return space.resource(NAMESPACED, "Role", name);
  }

  private static String manifest(Space space, String name, String forProvider, String secret) {
    return """
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: Role
        metadata: {name: %s, namespace: %s}
        spec: {forProvider: {%s}, providerConfigRef: {kind: ProviderConfig, name: default}%s}
        """
        .formatted(name, space.name(), forProvider, secret);
  }

  private static String secret(Space space, String key) {
    return new String(Base64.getDecoder().decode(space.secret("app-db").getData().get(key)), StandardCharsets.UTF_8);
  }

  /** In the group's database, as the Secret says. */
  private static boolean may(Product product, Space space, String sql) throws SQLException {
    var endpoint = "jdbc:" + product.id().toLowerCase(Locale.ROOT) + "://" + secret(space, "endpoint") + ":" + secret(space, "port") + "/";
    var database = product.id().equals("PostgreSQL") ? space.unique("db") : "";
    try (var connection = DriverManager.getConnection(endpoint + database, secret(space, "username"), secret(space, "password"));
        var statement = connection.createStatement()) {
      if (database.isEmpty()) {
        statement.execute("USE `" + space.unique("db") + "`");
      }
      statement.execute(sql);
      return true;
    } catch (SQLException e) {
      assertThat(e.getMessage()).contains("denied");
      return false;
    }
  }

  private static List<String> accounts(Product product, Space space, String role) {
    return product.id().equals("PostgreSQL")
        ? product.column(space, "", "SELECT rolname FROM pg_roles WHERE starts_with(rolname, '" + role + "')")
        : product.column(space, "", "SELECT User FROM mysql.user WHERE User LIKE '" + role + "%'");
  }
}
