package dev.sluice.controller.managed;

import static dev.sluice.controller.testbed.Flavour.CLUSTER;
import static dev.sluice.controller.testbed.Flavour.NAMESPACED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.testbed.Servers;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How a resource goes, and what may keep it. */
@ExtendWith(TestbedExtension.class)
class DeletionIT {
  private static final String OTHERS = "example.org/hold";

  @Test
  void aDatabaseWithTablesBlocksItsDeletionAndSaysWhich(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    var database = space.database("a").apply().awaits("Ready=True");
    Servers.execute(server, space.unique("a"), "CREATE TABLE orders (id int)", "CREATE VIEW totals AS SELECT 1");
    database.delete().awaits("Ready=False/DeletionBlocked", "Synced=False/ReconcileError", "Stalled=True/DeletionBlocked", "!Reconciling");
    assertThat(database.status().message("Ready")).contains("public.orders").contains("public.totals").contains("Always");
    await().until(() -> space.events().stream().anyMatch(e -> e.getReason().equals("CannotDeleteExternalResource")));

    Servers.execute(server, space.unique("a"), "DROP VIEW totals", "DROP TABLE orders");
    database.awaitGone();
    assertThat(Servers.has(server, space.unique("a"))).isFalse();
  }

  @Test
  void aBlockedDeletionIsSaidOnceAndNotAtEachLook(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    var database = space.database("a").apply().awaits("Ready=True");
    Servers.execute(server, space.unique("a"), "CREATE TABLE orders (id int)");
    database.delete().awaits("Ready=False/DeletionBlocked");
    var version = database.get().getMetadata().getResourceVersion();
    await().during(Duration.ofSeconds(4)).atMost(Duration.ofSeconds(8)).until(() -> database.get().getMetadata().getResourceVersion().equals(version));
  }

  @Test
  void alwaysDropsWhatItMadeWithSessionsInIt(Space space, @PostgreSql EmbeddedPostgreSql server) throws SQLException {
    space.credentials(NAMESPACED, server);
    var database = space.database("a").forProvider("deletion: Always").apply().awaits("Ready=True");
    Servers.execute(server, space.unique("a"), "CREATE TABLE orders (id int)");
    try (var session = server.connect(space.unique("a"))) {
      assertThat(session.isValid(1)).isTrue();
      database.delete().awaitGone();
    }
    assertThat(Servers.has(server, space.unique("a"))).isFalse();
  }

  @Test
  void alwaysLeavesWhatWasAdoptedUnlessToldSo(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    Servers.execute(server, "postgres", "CREATE DATABASE \"" + space.unique("a") + "\"");
    Servers.execute(server, space.unique("a"), "CREATE TABLE orders (id int)");
    var database = space.database("a").forProvider("deletion: Always").apply().awaits("Ready=True");
    assertThat(database.observed("provenance")).isEqualTo("Adopted");
    database.delete().awaits("Ready=False/DeletionBlocked", "Stalled=True");
    assertThat(database.status().message("Ready")).contains("AlwaysEvenAdopted");

    database.merge("{\"spec\":{\"forProvider\":{\"deletion\":\"AlwaysEvenAdopted\"}}}").awaitGone();
    assertThat(Servers.has(server, space.unique("a"))).isFalse();
  }

  @Test
  void anOrphanGoesWhileTheServerIsDown(Space space) {
    try (var own = EmbeddedPostgreSql.builder(18).withoutFsync().start()) {
      space.credentials(CLUSTER, own);
      var database = space.database(CLUSTER, "a").spec("deletionPolicy: Orphan").apply().awaits("Ready=True");
      own.stop();
      database.delete().awaitGone();
      own.startAgain();
      assertThat(Servers.has(own, space.unique("a"))).isTrue();
    }
  }

  @Test
  void finalizersOfOthersAreWaitedFor(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    var database = space.database("a").metadata("finalizers: [" + OTHERS + "]").apply().awaits("Ready=True");
    database.delete().awaits("Ready=False/Deleting", "Reconciling=True", "Synced=True");
    assertThat(database.status().message("Ready")).contains(OTHERS);
    assertThat(Servers.has(server, space.unique("a"))).isTrue();

    database.finalizers(all -> all.stream().filter(f -> !f.equals(OTHERS)).toList()).awaitGone();
    assertThat(Servers.has(server, space.unique("a"))).isFalse();
  }

  @Test
  void aResourceThatNeverGotAnywhereGoesAtOnce(Space space) {
    var database = space.database("a").apply().awaits("Ready=False/WaitingForProviderConfig");
    database.delete().awaitGone();
  }

  @Test
  void deletionWaitsForAServerThatIsDown(Space space) {
    try (var own = EmbeddedPostgreSql.builder(18).withoutFsync().start()) {
      space.credentials(NAMESPACED, own);
      var database = space.database("a").apply().awaits("Ready=True");
      own.stop();
      database.delete().awaits("Ready=False/Unreachable", "Reconciling=True", "!Stalled");
      own.startAgain();
      database.awaitGone();
      assertThat(Servers.has(own, space.unique("a"))).isFalse();
    }
  }

  @Test
  void aRenamedResourceDropsWhatItStoodForAndNothingElse(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    Servers.execute(server, "postgres", "CREATE DATABASE \"" + space.unique("other") + "\"");
    var database = space.database("a").apply().awaits("Ready=True");
    database.annotate("crossplane.io/external-name", space.unique("other")).awaits("Ready=False/ExternalNameChanged", "Stalled=True");
    database.delete().awaitGone();
    assertThat(Servers.has(server, space.unique("other"))).isTrue();
    assertThat(Servers.has(server, space.unique("a"))).isFalse();
  }

  @Test
  void aForegroundDeletionKeepsItsCredentials(Space space, @PostgreSql EmbeddedPostgreSql server) {
    var config = space.credentials(NAMESPACED, server).awaits("Ready=True");
    var database = space.database("a").metadata("finalizers: [" + OTHERS + "]").apply().awaits("Ready=True");
    database.delete();
    // As the garbage collector does first in a foreground deletion.
    space.delete(space.resource(NAMESPACED, "ProviderConfigUsage", database.uid()).get());
    config.delete();
    await().untilAsserted(() -> assertThat(config.status().lines()).contains("Terminating=True/InUse"));
    await().during(Duration.ofSeconds(1)).until(() -> config.get() != null);

    database.finalizers(all -> all.stream().filter(f -> !f.equals(OTHERS)).toList()).awaitGone();
    config.awaitGone();
    assertThat(Servers.has(server, space.unique("a"))).isFalse();
  }
}
