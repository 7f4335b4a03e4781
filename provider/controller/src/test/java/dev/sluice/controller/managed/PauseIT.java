package dev.sluice.controller.managed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.testbed.Flavour;
import dev.sluice.controller.testbed.Kstatus;
import dev.sluice.controller.testbed.Resource;
import dev.sluice.controller.testbed.Servers;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Paused by the annotation or by the empty set of policies: nothing is done, and no spec taken for current. */
@ExtendWith(TestbedExtension.class)
class PauseIT {
  private static final String PAUSED = "crossplane.io/paused";

  @ParameterizedTest
  @EnumSource
  void aPausedResourceIsLeftAlone(Flavour flavour, Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(flavour, server);
    var database = space.database(flavour, "a").annotated(PAUSED, "true").apply();
    database.awaitsAny("Synced=False/ReconcilePaused", "!Ready", "!Reconciling", "!Stalled");
    assertThat(database.status().observedGeneration()).isEqualTo(-1);
    assertThat(database.get().getMetadata().getFinalizers()).isEmpty();
    assertThat(Servers.has(server, space.unique("a"))).isFalse();
    await().until(() -> space.events().stream().anyMatch(e -> e.getReason().equals("ReconciliationPaused")));

    database.annotate(PAUSED, null).awaits("Ready=True", "Synced=True");
  }

  @Test
  void theEmptySetOfPoliciesIsAPause(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(Flavour.NAMESPACED, server);
    var database = space.database("a").policies().apply();
    database.awaitsAny("Synced=False/ReconcilePaused");
    assertThat(database.status().observedGeneration()).isEqualTo(-1);
    database.merge("{\"spec\":{\"managementPolicies\":[\"*\"]}}").awaits("Ready=True");
  }

  @Test
  void aSpecEditedWhilePausedIsNotTakenForCurrent(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(Flavour.NAMESPACED, server);
    var database = space.database("a").apply().awaits("Ready=True").annotate(PAUSED, "true");
    database.awaitsAny("Synced=False/ReconcilePaused", "Ready=True/Available");
    edited(database);
    database.awaitsAny("Synced=False/ReconcilePaused", "Ready=True/Available");
    assertThat(database.status().isCurrent()).isFalse();
    assertThat(Kstatus.of(database.status())).isEqualTo(Kstatus.IN_PROGRESS);

    database.annotate(PAUSED, "false").awaits("Ready=True", "Synced=True");
    assertThat(database.observed("connectionLimit")).isEqualTo(9);
  }

  @Test
  void aPauseEndsWhatWasGoingOn(Space space, @PostgreSql EmbeddedPostgreSql server) {
    var database = space.database("a").apply().awaits("Ready=False/WaitingForProviderConfig", "Reconciling=True");
    database.annotate(PAUSED, "true").awaits("Synced=False/ReconcilePaused", "Ready=False/WaitingForProviderConfig", "!Reconciling", "!Stalled");
    space.credentials(Flavour.NAMESPACED, server);
    database.annotate(PAUSED, null).awaits("Ready=True");
  }

  @Test
  void aPausedResourceIsNotDeleted(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(Flavour.NAMESPACED, server);
    var database = space.database("a").apply().awaits("Ready=True").annotate(PAUSED, "true").awaits("Synced=False/ReconcilePaused");
    database.delete();
    await().during(java.time.Duration.ofSeconds(1)).until(() -> Servers.has(server, space.unique("a")) && database.get() != null);
    database.annotate(PAUSED, null).awaitGone();
    assertThat(Servers.has(server, space.unique("a"))).isFalse();
  }

  private static void edited(Resource database) {
    database.merge("{\"spec\":{\"forProvider\":{\"connectionLimit\":9}}}");
  }
}
