package dev.sluice.controller.managed;

import static dev.sluice.controller.testbed.Flavour.NAMESPACED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.migration.MigrationManifest;
import dev.sluice.controller.testbed.Resource;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The events that Crossplane's users know, each on the resource that it is about. */
@ExtendWith(TestbedExtension.class)
class EventsIT {

  @Test
  void aConfigurationThatMayNotBeUsed(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.secret("admin", server, server.password());
    space.apply(
        """
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: ClusterProviderConfig
        metadata: {name: %1$s}
        spec: {engine: PostgreSQL, credentials: {source: Secret, secretRef: {name: admin, namespace: %1$s}}, tls: {mode: disable}}
        """
            .formatted(space.name()));
    var database = space.database("a").with("{kind: ClusterProviderConfig, name: " + space.name() + "}").apply().awaits("Ready=False/NotAllowed");
    awaitEvent(space, database, "CannotConnectToProvider", "Warning", "namespace " + space.name());
  }

  @Test
  void aReferenceToNothing(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    var name = space.unique("m");
    space.apply(MigrationManifest.in(space.name(), name).forProvider("databaseRef", "{name: nothing}").file("V1__a.sql", "SELECT 1;").text());
    var migration = space.resource(NAMESPACED, "Migration", name).awaits("Ready=False/WaitingForReference", "Synced=False");
    awaitEvent(space, migration, "CannotResolveResourceReferences", "Warning", "nothing");
  }

  @Test
  void anObservedDatabaseThatIsNotThere(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    var database = space.database("a").policies("Observe").apply().awaits("Ready=False/WaitingForResource");
    awaitEvent(space, database, "CannotObserveExternalResource", "Warning", space.unique("a"));
  }

  @Test
  void aSecretOfSomebodyElse(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    var database = space.database("a").connectionSecret("admin").apply().awaits("Ready=False/SecretNotOurs");
    awaitEvent(space, database, "CannotPublishConnectionDetails", "Warning", "admin");
  }

  @Test
  void aCreationThatTheServerRefuses(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    var database = space.database("a").forProvider("postgresql: {template: nothing}").apply().awaits("Ready=False");
    awaitEvent(space, database, "CannotCreateExternalResource", "Warning", "nothing");
  }

  @Test
  void anUpdateThatTheServerRefuses(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    var database = space.database("a").apply().awaits("Ready=True");
    database.merge("{\"spec\":{\"forProvider\":{\"extensions\":[{\"name\":\"nothing\"}]}}}").awaits("Ready=False");
    awaitEvent(space, database, "CannotUpdateExternalResource", "Warning", "nothing");
  }

  @Test
  void aDeletion(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    var database = space.database("a").apply().awaits("Ready=True").delete();
    database.awaitGone();
    awaitEvent(space, database, "DeletedExternalResource", "Normal", "deleted");
  }

  private static void awaitEvent(Space space, Resource about, String reason, String type, String message) {
    await()
        .untilAsserted(
            () ->
                assertThat(space.events())
                    .filteredOn(e -> e.getReason().equals(reason) && e.getInvolvedObject().getName().equals(about.name()))
                    .anyMatch(e -> e.getType().equals(type) && e.getMessage().contains(message)));
  }
}
