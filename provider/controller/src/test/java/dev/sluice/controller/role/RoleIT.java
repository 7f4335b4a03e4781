package dev.sluice.controller.role;

import static dev.sluice.controller.testbed.Flavour.NAMESPACED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.testbed.Resource;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Base64;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestbedExtension.class)
class RoleIT {
  private static final String CREATE = "CREATE TABLE mine (a int)";

  private Space space;
  private EmbeddedPostgreSql server;

  @BeforeEach
  void scene(Space space, @PostgreSql EmbeddedPostgreSql server) {
    this.space = space;
    this.server = server;
    space.credentials(NAMESPACED, server);
  }

  @Test
  void theApplicationReadsAndWritesRowsAndNothingElseFromTheFirstMigrationOn() throws SQLException {
    var role = role("app", access("ReadWrite"), "app-db").awaits("Ready=False/WaitingForReference", "Reconciling=True", "!Stalled");

    space.database("db").apply();
    space.apply(
        """
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: Migration
        metadata: {name: m, namespace: %1$s}
        spec:
          forProvider: {databaseRef: {name: %1$s-db}, source: {inline: {V1__t.sql: "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, a int);"}}}
          providerConfigRef: {kind: ProviderConfig, name: default}
        """
            .formatted(space.name()));
    role.awaits("Ready=True/Available", "Synced=True", "!Reconciling");
    space.resource(NAMESPACED, "Migration", "m").awaits("Ready=True/UpToDate");

    assertThat(may("app-db", "INSERT INTO t (a) VALUES (1)")).isTrue();
    assertThat(may("app-db", "SELECT a FROM t")).isTrue();
    for (var refused : List.of(CREATE, "DROP TABLE t", "DELETE FROM flyway_schema_history", "CREATE DATABASE more")) {
      assertThat(may("app-db", refused)).as(refused).isFalse();
    }
    assertThat(role.observed("provenance")).isEqualTo("Created");
    assertThat(secret("app-db", "username")).isEqualTo(space.unique("app"));
    assertThat(secret("app-db", "uri")).startsWith("postgresql://").contains(secret("app-db", "password")).endsWith("/" + space.unique("db"));
  }

  @Test
  void aTableOfALaterMigrationIsReadableBeforeItSaysReady() throws SQLException {
    space.database("db").apply().awaits("Ready=True");
    role("app", access("ReadOnly"), "app-db").awaits("Ready=True");
    for (var version = 1; version <= 3; version++) {
      space.apply(
          """
          apiVersion: db.m.sluice.dev/v1alpha1
          kind: Migration
          metadata: {name: m, namespace: %1$s}
          spec:
            forProvider: {databaseRef: {name: %1$s-db}, source: {inline: {%2$s}}}
            providerConfigRef: {kind: ProviderConfig, name: default}
          """
              .formatted(space.name(), files(version)));
      var wanted = Integer.toString(version);
      var migration = space.resource(NAMESPACED, "Migration", "m");
      await().until(() -> migration.observed("appliedVersion"), wanted::equals);
      assertThat(may("app-db", "SELECT a FROM t" + version)).isTrue();
    }
  }

  private static String files(int upTo) {
    return IntStream.rangeClosed(1, upTo)
        .mapToObj(version -> "V%1$d__t.sql: 'CREATE TABLE t%1$d (a int);'".formatted(version))
        .collect(Collectors.joining(", "));
  }

  @Test
  void aSecretThatIsLostIsWrittenAgainAndItsPasswordLogsIn() throws SQLException {
    space.database("db").apply().awaits("Ready=True");
    role("app", access("ReadOnly"), "app-db").awaits("Ready=True");

    space.client().secrets().inNamespace(space.name()).withName("app-db").delete();

    await().ignoreExceptions().until(() -> may("app-db", "SELECT 1"));
  }

  @Test
  void aPasswordOfOnesOwnIsFollowedAtOnce() {
    space.secret("own", server, "first-Pass word'\"");
    space.database("db").apply().awaits("Ready=True");
    role("app", "passwordSecretRef: {name: own, key: password}, " + access("ReadOnly"), "app-db").awaits("Ready=True");
    assertThat(secret("app-db", "password")).isEqualTo("first-Pass word'\"");

    space.secret("own", server, "second");

    await().ignoreExceptions().until(() -> secret("app-db", "password").equals("second") && may("app-db", "SELECT 1"));
    assertThat(space.events()).noneMatch(event -> event.getMessage().contains("second") || event.getMessage().contains("first-Pass"));
  }

  @Test
  void aPasswordChangedByHandIsFoundOutByLoggingIn() throws SQLException {
    space.database("db").apply().awaits("Ready=True");
    var role = role("app", access("ReadOnly") + ", connectionLimit: 5", "app-db").awaits("Ready=True");
    run("ALTER ROLE \"" + space.unique("app") + "\" PASSWORD 'else'");
    // What logged in a moment ago is believed for a while; a login test follows any change.
    role.merge("{\"spec\":{\"forProvider\":{\"connectionLimit\":6}}}");

    await().ignoreExceptions().until(() -> may("app-db", "SELECT 1"));
    await().untilAsserted(() -> assertThat(space.events()).anyMatch(event -> event.getMessage().contains("connectionLimit 5 -> 6")));
  }

  @Test
  void oneThatWasThereKeepsItsPasswordUnlessTakenOver() throws SQLException {
    space.database("db").apply().awaits("Ready=True");
    run("CREATE ROLE \"" + space.unique("app") + "\" LOGIN PASSWORD 'known to others'");
    var role = role("app", access("ReadOnly"), "app-db").awaits("Ready=True/Available");
    assertThat(role.status().message("Ready")).contains("takeOver").contains(space.unique("app"));
    assertThat(role.observed("provenance")).isEqualTo("Adopted");
    assertThat(space.secret("app-db").getData()).containsKey("username").doesNotContainKey("password");

    role.merge("{\"spec\":{\"forProvider\":{\"takeOver\":true}}}");

    await().ignoreExceptions().until(() -> may("app-db", "SELECT 1"));
    role.delete().awaitGone();
    assertThat(exists("app")).isTrue();
  }

  @Test
  void aLoginWithoutAPlaceForItsPasswordIsRefused() throws SQLException {
    var role = role("app", "", "").awaits("Ready=False/InvalidSpec", "Stalled=True/InvalidSpec");
    assertThat(role.status().message("Stalled")).contains("writeConnectionSecretToRef").contains("passwordSecretRef").contains("login: false");
    assertThat(exists("app")).isFalse();
    role.merge("{\"spec\":{\"forProvider\":{\"login\":false}}}").awaits("Ready=True/Available");
    assertThat(exists("app")).isTrue();
  }

  @Test
  void whatItOwnsStaysAndItGoesEvenWithItsSecretGone() throws SQLException {
    space.database("db").apply().awaits("Ready=True");
    var role = role("app", access("ReadWrite") + ", deletion: Restrict", "app-db").awaits("Ready=True");
    run("CREATE TABLE its (a int)", "ALTER TABLE its OWNER TO \"" + space.unique("app") + "\"");
    space.client().secrets().inNamespace(space.name()).withName("app-db").delete();

    role.delete().awaits("Ready=False/DeletionBlocked", "Stalled=True");
    assertThat(role.status().message("Ready")).contains(space.unique("db")).contains("Reassign");

    role.merge("{\"spec\":{\"forProvider\":{\"deletion\":\"Reassign\"}}}").awaitGone();
    assertThat(exists("app")).isFalse();
    run("SELECT a FROM its");
  }

  /** The provider died between the role's creation and the Secret's: nobody knows the password. */
  @Test
  void oneWhosePasswordWasNeverPublishedGetsAnother() throws SQLException {
    space.database("db").apply().awaits("Ready=True");
    var name = space.unique("app");
    run("CREATE ROLE \"" + name + "\" LOGIN PASSWORD 'lost'",
        "COMMENT ON ROLE \"" + name + "\" IS '[sluice made uid=gone holder=db.m.sluice.dev/Role/" + space.name() + "/" + name + "]'");

    var role = role("app", access("ReadOnly"), "app-db").awaits("Ready=True/Available");

    assertThat(may("app-db", "SELECT 1")).isTrue();
    assertThat(role.observed("provenance")).isEqualTo("Created");
  }

  @Test
  void noneIsNotTheSameAsNothingSaid() throws SQLException {
    space.database("db").apply().awaits("Ready=True");
    var role = role("app", access("ReadOnly") + ", parameters: {work_mem: 8MB}", "app-db").awaits("Ready=True");
    assertThat(role.observed("parameters")).isEqualTo(Map.of("work_mem", "8MB"));
    role("app", access("ReadOnly") + ", parameters: {}", "app-db");
    await().until(() -> role.observed("parameters"), Map.of()::equals);
  }

  @Test
  void rightsBeyondDatabasesNeedTheProviderConfigsLeave() throws SQLException {
    var role = role("app", "postgresql: {attributes: [CREATEDB]}", "app-db").awaits("Ready=False/RoleNotAllowed", "Stalled=True");
    assertThat(role.status().message("Stalled")).contains("CREATEDB").contains("allowPrivileged");
    assertThat(exists("app")).isFalse();

    space.config(NAMESPACED, ", allowPrivileged: true");

    role.awaits("Ready=True/Available");
    assertThat(exists("app")).isTrue();
  }

  @Test
  void loginsTakeTurnsUnderAClientThatKeepsConnecting() throws Exception {
    space.database("db").apply().awaits("Ready=True");
    var role = role("app", access("ReadWrite") + ", rotation: {interval: 1h}", "app-db").awaits("Ready=True/Available");
    assertThat(secret("app-db", "username")).isEqualTo(space.unique("app") + "_a");
    assertThat(role.observed("lastRotated")).isNotNull();
    assertThat(when(role, "nextRotation")).isEqualTo(when(role, "lastRotated").plusSeconds(3600));
    var given = new AtomicReference<>(secret("app-db", "jdbcUrl"));
    var refused = new ConcurrentLinkedQueue<String>();
    var logins = new AtomicInteger();
    var stop = new AtomicBoolean();
    var client = Thread.startVirtualThread(() -> {
      while (!stop.get()) {
        try (var connection = DriverManager.getConnection(given.get())) {
          logins.incrementAndGet();
        } catch (SQLException e) {
          refused.add(e.getMessage());
        }
      }
    });

    for (var turn = 1; turn <= 4; turn++) {
      var before = secret("app-db", "username");
      var old = given.get();
      run("COMMENT ON ROLE \"" + before + "\" IS 'sluice: login of " + space.unique("app") + " since 2020-01-01T00:00:00Z'");
      role.merge("{\"metadata\":{\"annotations\":{\"crossplane.io/reconcile-requested-at\":\"" + turn + "\"}}}");
      await().until(() -> !secret("app-db", "username").equals(before));
      // A pod keeps what it was started with until the turn after.
      var seen = logins.get();
      await().until(() -> logins.get() > seen + 3);
      given.set(secret("app-db", "jdbcUrl"));
      assertThat(given.get()).isNotEqualTo(old);
    }
    stop.set(true);
    client.join();

    assertThat(refused).isEmpty();
    role.awaits("Ready=True", "Synced=True");
    assertThat(when(role, "lastRotated")).isAfter(Instant.parse("2026-01-01T00:00:00Z"));
    role.delete().awaitGone();
    assertThat(exists("app_a")).isFalse();
    assertThat(exists("app_b")).isFalse();
  }

  @Test
  void whereTheSecretIsLostWhoReadItBeforeCanStillLogIn() throws SQLException {
    space.database("db").apply().awaits("Ready=True");
    role("app", access("ReadOnly") + ", rotation: {interval: 1h}", "app-db").awaits("Ready=True/Available");
    var before = secret("app-db", "jdbcUrl");

    space.client().secrets().inNamespace(space.name()).withName("app-db").delete();

    // With the password that the provider still remembers, or else with that of the other login.
    await().ignoreExceptions().until(() -> may("app-db", "SELECT 1"));
    DriverManager.getConnection(before).close();
  }

  @Test
  void anOverdueTurnWaitsWhereNothingMayBeUpdated() throws SQLException {
    space.database("db").apply().awaits("Ready=True");
    var role = role("app", access("ReadOnly") + ", rotation: {interval: 1h}", "app-db").awaits("Ready=True/Available");
    role.merge("{\"spec\":{\"managementPolicies\":[\"Observe\"]}}").awaits("Ready=True");
    run("COMMENT ON ROLE \"" + space.unique("app") + "_a\" IS 'sluice: login of " + space.unique("app") + " since 2020-01-01T00:00:00Z'");
    var login = secret("app-db", "username");

    role.merge("{\"metadata\":{\"annotations\":{\"crossplane.io/reconcile-requested-at\":\"now\"}}}");

    await().until(() -> "now".equals(role.observedStatus("lastHandledReconcileAt")));
    assertThat(when(role, "lastRotated")).isBefore(Instant.parse("2021-01-01T00:00:00Z"));
    assertThat(secret("app-db", "username")).isEqualTo(login);
  }

  @Test
  void oneThatWasTakenOverAndRotatesStaysWhenItsResourceGoes() throws SQLException {
    space.database("db").apply().awaits("Ready=True");
    run("CREATE ROLE \"" + space.unique("app") + "\" LOGIN PASSWORD 'known to others'");
    var role = role("app", access("ReadOnly") + ", takeOver: true, rotation: {interval: 1h}", "app-db").awaits("Ready=True/Available");
    assertThat(may("app-db", "SELECT 1")).isTrue();
    assertThat(role.observed("provenance")).isEqualTo("Adopted");

    role.delete().awaitGone();

    assertThat(exists("app")).isTrue();
  }

  @Test
  void inPlaceThePasswordOfTheOneLoginIsReplaced() throws SQLException {
    space.database("db").apply().awaits("Ready=True");
    var role = role("app", access("ReadWrite") + ", rotation: {interval: 1h, strategy: InPlace}", "app-db").awaits("Ready=True/Available");
    var before = secret("app-db", "password");
    assertThat(secret("app-db", "username")).isEqualTo(space.unique("app"));
    run("ALTER ROLE \"" + space.unique("app") + "\" PASSWORD 'else'");
    // Set back first, and due then: whoever made it knows it.
    role.merge("{\"spec\":{\"forProvider\":{\"connectionLimit\":6}}}");

    await().ignoreExceptions().until(() -> !secret("app-db", "password").equals(before) && may("app-db", "SELECT 1"));
    assertThat(secret("app-db", "username")).isEqualTo(space.unique("app"));
  }

  @Test
  void aNameWithoutRoomForTwoLoginsIsRefusedAndTheRemedyHelps() throws SQLException {
    var part = "app" + "x".repeat(63 - space.unique("app").length());
    var role = role(part, "rotation: {interval: 1h}", "app-db").awaits("Ready=False/InvalidSpec", "Stalled=True/InvalidSpec");
    assertThat(role.status().message("Stalled")).contains(space.unique(part)).contains("61 is the most").contains("rotation.strategy to InPlace");
    assertThat(exists(part)).isFalse();

    role(part, "rotation: {interval: 1h, strategy: InPlace}", "app-db").awaits("Ready=True/Available", "!Stalled");

    assertThat(secret("app-db", "username")).isEqualTo(space.unique(part)).hasSize(63);
    assertThat(exists(part)).isTrue();
  }

  private static Instant when(Resource role, String field) {
    return Instant.parse(role.observed(field).toString());
  }

  private Resource role(String part, String forProvider, String secret) {
    space.apply(
        """
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: Role
        metadata: {name: %s, namespace: %s}
        spec: {forProvider: {%s}, providerConfigRef: {kind: ProviderConfig, name: default}%s}
        """
            .formatted(space.unique(part), space.name(), forProvider, secret.isEmpty() ? "" : ", writeConnectionSecretToRef: {name: " + secret + "}"));
    return space.resource(NAMESPACED, "Role", space.unique(part));
  }

  private String access(String preset) {
    return "access: [{databaseRef: {name: " + space.unique("db") + "}, preset: " + preset + "}]";
  }

  private String secret(String name, String key) {
    return new String(Base64.getDecoder().decode(space.secret(name).getData().get(key)), StandardCharsets.UTF_8);
  }

  /** By what the Secret says alone. */
  private boolean may(String secret, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(secret(secret, "jdbcUrl"));
        var statement = connection.createStatement()) {
      statement.execute(sql);
      return true;
    } catch (SQLException e) {
      assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo("42501");
      return false;
    }
  }

  private boolean exists(String part) throws SQLException {
    try (var connection = server.connect("postgres");
        var ask = connection.prepareStatement("SELECT 1 FROM pg_roles WHERE rolname = ?")) {
      ask.setString(1, space.unique(part));
      try (var found = ask.executeQuery()) {
        return found.next();
      }
    }
  }

  private void run(String... sql) throws SQLException {
    try (var connection = server.connect(space.unique("db"));
        var statement = connection.createStatement()) {
      for (var one : sql) {
        statement.execute(one);
      }
    }
  }
}
