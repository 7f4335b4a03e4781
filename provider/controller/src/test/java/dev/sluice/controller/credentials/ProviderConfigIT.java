package dev.sluice.controller.credentials;

import static dev.sluice.controller.testbed.Flavour.NAMESPACED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.testbed.Flavour;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Credentials: whether they work, what happens when they come late, change, or are in use. Nothing here waits for a poll. */
@ExtendWith(TestbedExtension.class)
class ProviderConfigIT {

  @ParameterizedTest
  @EnumSource
  void itSaysTheServersVersionAndWhoUsesIt(Flavour flavour, Space space, @PostgreSql EmbeddedPostgreSql server) {
    var config = space.credentials(flavour, server).awaits("Ready=True/Available", "Synced=True", "!Stalled");
    assertThat(config.observedStatus("serverVersion").toString()).startsWith("18");
    space.database(flavour, "a").apply().awaits("Ready=True");
    space.database(flavour, "b").apply().awaits("Ready=True");
    await().untilAsserted(() -> assertThat(config.observedStatus("users")).isEqualTo(2));
  }

  @Test
  void everythingMayBeAppliedInAnyOrder(Space space, @PostgreSql EmbeddedPostgreSql server) {
    var database = space.database("a").apply().awaits("Ready=False/WaitingForProviderConfig", "Reconciling=True", "!Stalled");
    var config = space.config(NAMESPACED, "").awaits("Ready=False/WaitingForCredentials", "Reconciling=True");
    database.awaits("Ready=False/WaitingForCredentials");
    assertThat(database.status().message("Ready")).contains("Secret " + space.name() + "/admin");
    space.secret("admin", server, server.password());
    config.awaits("Ready=True");
    database.awaits("Ready=True");
  }

  @Test
  void whoeverWaitsForAProviderConfigIsWokenUpWhenItComes(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.secret("admin", server, server.password());
    var database = space.database("a").apply().awaits("Ready=False/WaitingForProviderConfig");
    // So long that the pauses between attempts have grown beyond what is asked for below.
    await().during(Duration.ofSeconds(8)).atMost(Duration.ofSeconds(12)).until(() -> database.status().says("Ready=False/WaitingForProviderConfig"));
    space.config(NAMESPACED, "");
    database.awaitsWithin(Duration.ofSeconds(2), "Ready=True");
  }

  @Test
  void aWrongPasswordIsSaidAndARotatedOneActs(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.secret("admin", server, "not it");
    var config = space.config(NAMESPACED, "").awaits("Ready=False/AuthenticationFailed");
    var database = space.database("a").apply().awaits("Ready=False/AuthenticationFailed");
    assertThat(config.status().message("Ready")).doesNotContain("not it");

    space.secret("admin", server, server.password());
    config.awaits("Ready=True");
    database.awaits("Ready=True");
  }

  @Test
  void aPasswordThatNoLongerHoldsIsNoticedWhenItsSecretChanges(Space space, @PostgreSql EmbeddedPostgreSql server) {
    var config = space.credentials(NAMESPACED, server).awaits("Ready=True");
    var database = space.database("a").apply().awaits("Ready=True");
    space.secret("admin", server, "spoilt");
    config.awaits("Ready=False/AuthenticationFailed");
    database.awaits("Ready=False/AuthenticationFailed");
    space.secret("admin", server, server.password());
    database.awaits("Ready=True");
  }

  @Test
  void aServerThatIsDownIsSaidByAllThatUseItAndComesBack(Space space) {
    try (var own = EmbeddedPostgreSql.builder(18).withoutFsync().start()) {
      var config = space.credentials(NAMESPACED, own).awaits("Ready=True");
      var looking = space.database("a").annotated("crossplane.io/poll-interval", "1s").apply().awaits("Ready=True");
      var idle = space.database("b").apply().awaits("Ready=True");
      own.stop();
      looking.awaits("Ready=False/Unreachable", "Synced=False/ReconcileError", "Reconciling=True", "!Stalled");
      config.awaits("Ready=False/Unreachable", "Reconciling=True");
      idle.awaits("Ready=False/Unreachable");
      assertThat(idle.status().message("Ready")).contains("127.0.0.1:" + own.port());
      own.startAgain();
      config.awaits("Ready=True", "!Reconciling");
      looking.awaits("Ready=True", "!Reconciling");
      idle.awaits("Ready=True", "!Reconciling");
    }
  }

  @Test
  void keysOfOtherOperatorsSecretsAreMapped(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: theirs, namespace: %s}
        stringData: {user: %s, pass: '%s'}
        ---
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: ProviderConfig
        metadata: {name: default, namespace: %s}
        spec:
          engine: PostgreSQL
          credentials:
            source: Secret
            secretRef: {name: theirs}
            keys: {username: user, password: pass}
            endpoint: 127.0.0.1
            port: %d
          tls: {mode: disable}
        """
            .formatted(space.name(), server.username(), server.password(), space.name(), server.port()));
    space.resource(NAMESPACED, "ProviderConfig", "default").awaits("Ready=True");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "port: '0'            | InvalidProviderConfig",
        "port: ninety         | InvalidProviderConfig",
        "port: ''             | InvalidProviderConfig",
        "endpoint: 'a b'      | InvalidServer",
        "endpoint: 'x/?user=y'| InvalidServer",
        "endpoint: ''         | WaitingForCredentials",
        "username: ' '        | WaitingForCredentials",
      })
  void aSecretThatMakesNoSenseIsSaidNotThrown(String entry, String reason, Space space) {
    var key = entry.substring(0, entry.indexOf(':'));
    var entries = new TreeMap<>(Map.of("endpoint", "endpoint: h.example.org", "port", "port: '5432'", "username", "username: u", "password", "password: p"));
    entries.put(key, entry);
    space.apply("apiVersion: v1\nkind: Secret\nmetadata: {name: admin, namespace: %s}\nstringData: {%s}".formatted(space.name(), String.join(", ", entries.values())));
    var config = space.config(NAMESPACED, "").awaits("Ready=False/" + reason);
    assertThat(config.status().message("Ready")).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(strings = {"source: Environment, env: {prefix: PATH}", "source: Filesystem, fs: {path: /etc}"})
  void theProvidersOwnEnvironmentIsClosed(String credentials, Space space) {
    space.apply(
        "apiVersion: db.m.sluice.dev/v1alpha1\nkind: ProviderConfig\nmetadata: {name: default, namespace: %s}\nspec: {engine: PostgreSQL, credentials: {%s}}"
            .formatted(space.name(), credentials));
    var config = space.resource(NAMESPACED, "ProviderConfig", "default").awaits("Ready=False/NotAllowed", "Stalled=True");
    assertThat(config.status().message("Ready")).contains("spec.credentials");
  }

  @ParameterizedTest
  @EnumSource
  void itStaysWhileSomethingUsesIt(Flavour flavour, Space space, @PostgreSql EmbeddedPostgreSql server) {
    var config = space.credentials(flavour, server).awaits("Ready=True");
    assertThat(config.get().getMetadata().getFinalizers()).contains("in-use.crossplane.io");
    var database = space.database(flavour, "a").apply().awaits("Ready=True");
    config.delete();
    await().untilAsserted(() -> assertThat(config.status().lines()).contains("Terminating=True/InUse").contains("1 managed resource"));
    await().until(() -> space.events().stream().anyMatch(e -> e.getReason().equals("UsageAccounting")));

    database.delete().awaitGone();
    config.awaitGone();
  }

  @Test
  void aResourceThatMovesToAnotherIsCountedThere(Space space, @PostgreSql EmbeddedPostgreSql server) {
    var before = space.credentials(NAMESPACED, server).awaits("Ready=True");
    space.apply(
        """
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: ProviderConfig
        metadata: {name: second, namespace: %s}
        spec: {engine: PostgreSQL, credentials: {source: Secret, secretRef: {name: admin}}, tls: {mode: disable}}
        """
            .formatted(space.name()));
    var database = space.database("a").apply().awaits("Ready=True");
    await().untilAsserted(() -> assertThat(before.observedStatus("users")).isEqualTo(1));
    database.merge("{\"spec\":{\"providerConfigRef\":{\"name\":\"second\"}}}").awaits("Ready=True");
    await().untilAsserted(() -> assertThat(before.observedStatus("users")).isEqualTo(0));
    await().untilAsserted(() -> assertThat(space.resource(NAMESPACED, "ProviderConfig", "second").observedStatus("users")).isEqualTo(1));
    assertThat(space.resource(NAMESPACED, "ProviderConfigUsage", database.uid()).get().getMetadata().getLabels()).containsEntry("crossplane.io/provider-config", "second");
    before.delete().awaitGone();
  }

  @Test
  void onlySecretsOfItsOwnNamespaceAreRead(Space space, @PostgreSql EmbeddedPostgreSql server) {
    var other = space.bed().space();
    other.secret("theirs", server, server.password());
    var manifest =
        """
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: ProviderConfig
        metadata: {name: default, namespace: %s}
        spec: {engine: PostgreSQL, credentials: {source: Secret, secretRef: {name: theirs, namespace: %s}}, tls: {mode: disable}}
        """
            .formatted(space.name(), other.name());
    // Not applied: that would refuse the field, while a plain creation drops it.
    space.client().resource(manifest).create();
    var config = space.resource(NAMESPACED, "ProviderConfig", "default").awaits("Ready=False/WaitingForCredentials");
    assertThat(config.status().message("Ready")).contains(space.name() + "/theirs").doesNotContain(other.name());
  }
}
