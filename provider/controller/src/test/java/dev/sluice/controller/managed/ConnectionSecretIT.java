package dev.sluice.controller.managed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.testbed.Flavour;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The Secret that a Database writes for its users. */
@ExtendWith(TestbedExtension.class)
class ConnectionSecretIT {
  private static final String NAME = "connection";

  @ParameterizedTest
  @EnumSource
  void itSaysWhereTheDatabaseIsAndNotAsWhomToLogIn(Flavour flavour, Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(flavour, server);
    var database = space.database(flavour, "a").connectionSecret(NAME).apply().awaits("Ready=True");
    var secret = space.secret(NAME);
    assertThat(secret.getType()).isEqualTo("connection.crossplane.io/v1alpha1");
    assertThat(secret.getMetadata().getOwnerReferences())
        .singleElement()
        .matches(o -> o.getUid().equals(database.uid()) && o.getController() && o.getBlockOwnerDeletion());
    var place = "//127.0.0.1:" + server.port() + "/" + space.unique("a");
    assertThat(values(space))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "endpoint", "127.0.0.1",
                "port", Integer.toString(server.port()),
                "database", space.unique("a"),
                "jdbcUrl", "jdbc:postgresql:" + place,
                "uri", "postgresql:" + place));
  }

  @Test
  void aDeletedOneComesBack(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(Flavour.NAMESPACED, server);
    space.database("a").connectionSecret(NAME).apply().awaits("Ready=True");
    var before = space.secret(NAME);
    space.delete(before);
    await().untilAsserted(() -> assertThat(space.secret(NAME)).isNotNull().matches(s -> !s.getMetadata().getUid().equals(before.getMetadata().getUid())));
    assertThat(space.secret(NAME).getData()).isEqualTo(before.getData());
  }

  @Test
  void anEditedValueIsSetBackAndKeysOfOthersStay(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(Flavour.NAMESPACED, server);
    space.database("a").connectionSecret(NAME).apply().awaits("Ready=True");
    var secret = space.secret(NAME);
    secret.getData().put("endpoint", encoded("evil.example.org"));
    secret.getData().put("theirs", encoded("kept"));
    space.client().resource(secret).update();
    await().untilAsserted(() -> assertThat(values(space)).containsEntry("endpoint", "127.0.0.1"));
    assertThat(values(space)).containsEntry("theirs", "kept");
  }

  @Test
  void somebodyElsesSecretIsNotTouched(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(Flavour.NAMESPACED, server);
    var database = space.database("a").connectionSecret("admin").apply().awaits("Ready=False/SecretNotOurs", "Stalled=True", "Synced=False");
    assertThat(database.status().message("Ready")).contains(space.name() + "/admin").contains("writeConnectionSecretToRef");
    assertThat(space.secret("admin").getData()).containsOnlyKeys("endpoint", "port", "username", "password");

    database.merge("{\"spec\":{\"writeConnectionSecretToRef\":{\"name\":\"free\"}}}").awaits("Ready=True");
    assertThat(space.secret("free")).isNotNull();
  }

  @Test
  void aSecretInTheWayIsWatched(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(Flavour.NAMESPACED, server);
    space.apply("apiVersion: v1\nkind: Secret\nmetadata: {name: %s, namespace: %s}".formatted(NAME, space.name()));
    var database = space.database("a").connectionSecret(NAME).apply().awaits("Ready=False/SecretNotOurs");
    space.delete(space.secret(NAME));
    database.awaits("Ready=True");
  }

  @Test
  void oneThatABackupRestoredWithoutItsOwnerIsTakenOver(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(Flavour.NAMESPACED, server);
    space.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: %s, namespace: %s}
        type: connection.crossplane.io/v1alpha1
        stringData: {endpoint: old, theirs: kept}
        """
            .formatted(NAME, space.name()));

    var database = space.database("a").connectionSecret(NAME).apply().awaits("Ready=True");

    assertThat(values(space)).containsEntry("endpoint", "127.0.0.1").containsEntry("theirs", "kept");
    assertThat(space.secret(NAME).getMetadata().getOwnerReferences()).singleElement().matches(o -> o.getUid().equals(database.uid()) && o.getController());
  }

  @Test
  void oneThatAnotherResourceControlsIsNot(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(Flavour.NAMESPACED, server);
    var first = space.database("a").connectionSecret(NAME).apply().awaits("Ready=True");
    space.database("b").connectionSecret(NAME).apply().awaits("Ready=False/SecretNotOurs", "Stalled=True");
    assertThat(space.secret(NAME).getMetadata().getOwnerReferences()).singleElement().matches(o -> o.getUid().equals(first.uid()));
  }

  private static Map<String, String> values(Space space) {
    var values = new java.util.TreeMap<String, String>();
    space.secret(NAME).getData().forEach((k, v) -> values.put(k, new String(Base64.getDecoder().decode(v), StandardCharsets.UTF_8)));
    return values;
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
