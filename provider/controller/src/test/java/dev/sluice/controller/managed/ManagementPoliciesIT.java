package dev.sluice.controller.managed;

import static dev.sluice.controller.testbed.Flavour.CLUSTER;
import static dev.sluice.controller.testbed.Flavour.NAMESPACED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.testbed.Flavour;
import dev.sluice.controller.testbed.Servers;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What each set of policies lets the provider do to a database. The empty set is a pause: {@link PauseIT}. */
@ExtendWith(TestbedExtension.class)
class ManagementPoliciesIT {

  @ParameterizedTest
  @CsvSource({
    "*, yes, yes, yes",
    "Observe Create Update Delete LateInitialize, yes, yes, yes",
    "Observe, no, no, no",
    "Observe Create Update Delete, yes, yes, yes",
    "Observe Create Update LateInitialize, yes, yes, no",
    "Observe Create Update, yes, yes, no",
    "Observe Create Delete LateInitialize, yes, no, yes",
    "Observe Create Delete, yes, no, yes",
    "Observe Create, yes, no, no",
    "Observe Create LateInitialize, yes, no, no",
    "Observe Delete, no, no, yes",
    "Observe Update, no, yes, no",
    "Observe LateInitialize, no, no, no",
    "Observe Update LateInitialize, no, yes, no",
  })
  void aSetAllowsWhatItNames(String policies, String creates, String updates, String deletes, Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    Servers.execute(server, "postgres", "CREATE DATABASE \"" + space.unique("there") + "\"");
    var absent = space.database("absent").policies(policies.split(" ")).apply();
    var there = space.database("there").policies(policies.split(" ")).forProvider("connectionLimit: 7").apply();

    absent.awaits(creates.equals("yes") ? "Ready=True" : "Ready=False/WaitingForResource");
    there.awaits("Ready=True", "Synced=True");
    assertThat(Servers.has(server, space.unique("absent"))).isEqualTo(creates.equals("yes"));
    assertThat(limit(server, space.unique("there"))).isEqualTo(updates.equals("yes") ? "7" : "-1");
    assertThat(there.status().message("Ready")).contains(updates.equals("yes") ? "" : "connectionLimit -1 -> 7");

    there.delete().awaitGone();
    absent.delete().awaitGone();
    assertThat(Servers.has(server, space.unique("there"))).isEqualTo(deletes.equals("no"));
    assertThat(Servers.has(server, space.unique("absent"))).isEqualTo(creates.equals("yes") && deletes.equals("no"));
  }

  @ParameterizedTest
  @EnumSource
  void aSetThatMakesNoSenseIsRefusedAndTheSpecNotTakenForSeen(Flavour flavour, Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(flavour, server);
    var database = space.database(flavour, "a").policies("Create", "Delete").apply();
    database.awaitsAny("Synced=False/ReconcileError", "!Ready", "!Reconciling");
    assertThat(database.status().observedGeneration()).isEqualTo(-1);
    assertThat(database.status().message("Synced")).contains("managementPolicies").contains("Create").contains("Delete");
    await().until(() -> space.events().stream().anyMatch(e -> e.getReason().equals("CannotUseInvalidManagementPolicy")));
    assertThat(Servers.has(server, space.unique("a"))).isFalse();

    database.merge("{\"spec\":{\"managementPolicies\":[\"*\"]}}").awaits("Ready=True", "Synced=True");
  }

  @Test
  void anObservedDatabaseThatComesLaterIsFound(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    var database = space.database("a").policies("Observe").apply().awaits("Ready=False/WaitingForResource", "Reconciling=True", "Synced=False");
    Servers.execute(server, "postgres", "CREATE DATABASE \"" + space.unique("a") + "\"");
    database.awaits("Ready=True", "Synced=True", "!Reconciling");
    assertThat(database.observed("provenance")).isEqualTo("Adopted");
  }

  /** A set that names Delete outranks the older field; the default set doesn't. */
  @ParameterizedTest
  @CsvSource({"'*', stays", "Observe Create Update Delete, goes", "Observe Create Update Delete LateInitialize, goes", "Observe Create, stays"})
  void anOrphanedDatabaseStays(String policies, String fate, Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(CLUSTER, server);
    space.database(CLUSTER, "a").policies(policies.split(" ")).spec("deletionPolicy: Orphan").apply().awaits("Ready=True").delete().awaitGone();
    assertThat(Servers.has(server, space.unique("a"))).isEqualTo(fate.equals("stays"));
  }

  private static String limit(EmbeddedPostgreSql server, String database) {
    return Servers.ask(server, "postgres", "SELECT datconnlimit FROM pg_database WHERE datname = '" + database + "'").getFirst();
  }
}
