package dev.sluice.controller.credentials;

import static dev.sluice.controller.testbed.Flavour.NAMESPACED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.testbed.Servers;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A namespace that is deleted takes its Secrets first; here by hand, since nothing empties namespaces on this control plane. */
@ExtendWith(TestbedExtension.class)
class EndingNamespaceIT {

  @Test
  void aDatabaseWhoseCredentialsWentFirstIsLeftOnTheServer(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server).awaits("Ready=True");
    var database = space.database("a").apply().awaits("Ready=True");
    space.client().namespaces().withName(space.name()).delete();
    space.delete(space.secret("admin"));
    database.delete().awaitGone();
    assertThat(Servers.has(server, space.unique("a"))).isTrue();
  }

  @Test
  void aDatabaseWithoutAUsageOnRecordGoesTooAndWithItsDatabase(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server).awaits("Ready=True");
    var database =
        space.database("a").annotated("crossplane.io/paused", "true").metadata("finalizers: [finalizer.managedresource.crossplane.io]").apply();
    database.awaitsAny("Synced=False/ReconcilePaused");
    space.client().namespaces().withName(space.name()).delete();
    database.delete();
    database.annotate("crossplane.io/paused", null).awaitGone();
  }

  @Test
  void elsewhereItWaitsForTheCredentials(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server).awaits("Ready=True");
    var database = space.database("a").apply().awaits("Ready=True");
    space.delete(space.secret("admin"));
    database.delete().awaits("Ready=False/WaitingForCredentials", "Reconciling=True");
    await().during(Duration.ofSeconds(2)).until(() -> database.get() != null);
    space.secret("admin", server, server.password());
    database.awaitGone();
    assertThat(Servers.has(server, space.unique("a"))).isFalse();
  }
}
