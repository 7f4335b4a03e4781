package dev.sluice.controller.managed;

import static dev.sluice.controller.testbed.Flavour.NAMESPACED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.testbed.Flavour;
import dev.sluice.controller.testbed.Resource;
import dev.sluice.controller.testbed.Servers;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From a manifest to a database, and what Crossplane expects to be written on the way. */
@ExtendWith(TestbedExtension.class)
class CreationIT {

  @ParameterizedTest
  @EnumSource
  void aDatabaseIsMadeUnderItsOwnName(Flavour flavour, Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(flavour, server);
    var database = space.database(flavour, "a").apply().awaits("Ready=True/Available", "Synced=True/ReconcileSuccess", "!Reconciling", "!Stalled");
    assertThat(Servers.has(server, space.unique("a"))).isTrue();
    assertThat(database.annotation("crossplane.io/external-name")).contains(space.unique("a"));
    assertThat(database.get().getMetadata().getFinalizers()).containsExactly("finalizer.managedresource.crossplane.io");
    assertThat(database.observed("database")).isEqualTo(space.unique("a"));
    assertThat(database.observed("engine")).isEqualTo("PostgreSQL");
  }

  @ParameterizedTest
  @EnumSource
  void aGivenExternalNameIsTheDatabases(Flavour flavour, Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(flavour, server);
    space.database(flavour, "a").externalName(space.unique("given \" name")).apply().awaits("Ready=True");
    assertThat(Servers.has(server, space.unique("given \" name"))).isTrue();
    assertThat(Servers.has(server, space.unique("a"))).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void aDatabaseGoesWithItsResource(Flavour flavour, Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(flavour, server);
    space.database(flavour, "a").apply().awaits("Ready=True").delete().awaitGone();
    assertThat(Servers.has(server, space.unique("a"))).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void creationTakesSevenWritesAtMost(Flavour flavour, Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(flavour, server).awaits("Ready=True");
    var before = space.bed().audit().writes(space.name()).size();
    space.database(flavour, "a").apply().awaits("Ready=True");
    await().until(() -> space.events().stream().anyMatch(e -> e.getReason().equals("CreatedExternalResource")));
    var all = space.bed().audit().writes(space.name());
    assertThat(all.subList(before, all.size())).hasSizeLessThanOrEqualTo(7);
  }

  @Test
  void nothingIsWrittenOnceItIsReady(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    var database = space.database("a").connectionSecret("connection").annotated("crossplane.io/poll-interval", "1s").apply().awaits("Ready=True");
    // The number of users follows within five seconds.
    await().until(() -> Long.valueOf(1).equals(((Number) space.resource(NAMESPACED, "ProviderConfig", "default").observedStatus("users")).longValue()));
    var before = space.bed().audit().writes(space.name());
    var version = database.get().getMetadata().getResourceVersion();
    await().during(Duration.ofSeconds(4)).atMost(Duration.ofSeconds(6)).until(() -> space.bed().audit().writes(space.name()).equals(before));
    assertThat(database.get().getMetadata().getResourceVersion()).isEqualTo(version);
  }

  @Test
  void theRecordOfTheCreationIsCrossplanes(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    var database = space.database("a").apply().awaits("Ready=True");
    var pending = Instant.parse(database.annotation("crossplane.io/external-create-pending").orElseThrow());
    var succeeded = Instant.parse(database.annotation("crossplane.io/external-create-succeeded").orElseThrow());
    assertThat(succeeded).isAfterOrEqualTo(pending);
    assertThat(database.annotation("crossplane.io/external-create-failed")).isEmpty();
  }

  @Test
  void aFailedCreationIsOnRecordAndTriedAgain(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    var database = space.database("a").forProvider("postgresql: {template: " + space.name() + "_template}").apply();
    database.awaits("Ready=False", "Synced=False/ReconcileError");
    await().until(() -> database.annotation("crossplane.io/external-create-failed").isPresent());
    Servers.execute(server, "postgres", "CREATE DATABASE " + space.name() + "_template");
    database.annotate("sluice.dev/retry", "1").awaits("Ready=True");
    assertThat(database.observedStatus("lastHandledRetry")).isEqualTo("1");
  }

  @Test
  void aFailedCreationIsNotTriedAgainAtOnce(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    var database = space.database("a").forProvider("postgresql: {template: " + space.name() + "_template}").apply().awaits("Ready=False");
    // The pauses grow: sooner or later one is that long, unless what is recorded of each try leads to the next one.
    var seen = new AtomicReference<>("");
    await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(60)).until(() -> {
      var version = database.get().getMetadata().getResourceVersion();
      return version.equals(seen.getAndSet(version));
    });
  }

  @Test
  void aCreationCutShortIsTakenUpAgain(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    Servers.execute(server, "postgres", "CREATE DATABASE \"" + space.unique("a") + "\"");
    var database = space.database("a").annotated("crossplane.io/external-create-pending", "2026-01-01T00:00:00Z").forProvider("deletion: Always").apply();
    database.awaits("Ready=True");
    assertThat(database.observed("provenance")).isEqualTo("Created");
    database.delete().awaitGone();
    assertThat(Servers.has(server, space.unique("a"))).isFalse();
  }

  @Test
  void aCreationCutShortBeforeTheDatabaseIsThereIsRepeated(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    space.database("a").annotated("crossplane.io/external-create-pending", "2026-01-01T00:00:00Z").apply().awaits("Ready=True");
    assertThat(Servers.has(server, space.unique("a"))).isTrue();
  }

  @Test
  void editsInBetweenDoNotDisturb(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    var database = space.database("a").apply();
    for (var edit = 0; edit < 40; edit++) {
      database.merge("{\"metadata\":{\"labels\":{\"edit\":\"" + edit + "\"}}}");
    }
    database.awaits("Ready=True");
    assertThat(Servers.has(server, space.unique("a"))).isTrue();
  }

  @Test
  void whatWasOrphanedIsTakenUpAgainByAResourceOfTheSameName(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(Flavour.CLUSTER, server);
    var manifest = space.database(Flavour.CLUSTER, "a").spec("deletionPolicy: Orphan");
    manifest.apply().awaits("Ready=True").delete().awaitGone();
    var again = manifest.apply().awaits("Ready=True");
    assertThat(again.observed("provenance")).isEqualTo("Created");
  }

  @Test
  void manyAreMadeAtOnceThroughFourSessions(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    var databases = IntStream.range(0, 40).mapToObj(i -> space.database("n" + i).apply()).toList();
    databases.forEach(d -> d.awaitsWithin(Duration.ofSeconds(60), "Ready=True"));
    databases.forEach(Resource::delete);
    databases.forEach(Resource::awaitGone);
  }

  @Test
  void theUsageIsNamedByTheResourcesUid(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    var database = space.database("a").apply().awaits("Ready=True");
    var usage = space.resource(NAMESPACED, "ProviderConfigUsage", database.uid()).get();
    assertThat(usage.getMetadata().getLabels())
        .containsEntry("crossplane.io/provider-config", "default")
        .containsEntry("crossplane.io/provider-config-kind", "ProviderConfig");
    assertThat(usage.getMetadata().getOwnerReferences()).singleElement().matches(o -> o.getController() && o.getUid().equals(database.uid()));
  }

  @Test
  void theLegacyUsageHasNoKind(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(Flavour.CLUSTER, server);
    var database = space.database(Flavour.CLUSTER, "a").apply().awaits("Ready=True");
    var usage = space.resource(Flavour.CLUSTER, "ProviderConfigUsage", database.uid()).get();
    assertThat(usage.getMetadata().getLabels()).containsOnlyKeys("crossplane.io/provider-config");
  }
}
