package dev.sluice.controller.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.migration.TestDatabase;
import dev.sluice.controller.testbed.Flavour;
import dev.sluice.controller.testbed.Resource;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code cluster:} names the flavour without namespaces, which says itself whose pods may wait for it. */
@ExtendWith(TestbedExtension.class)
class ClusterFlavourGateIT {
  private Space space;
  private Resource migration;

  @BeforeEach
  void migration(Space own, @PostgreSql EmbeddedPostgreSql server) {
    space = own;
    GatedPod.admit(space.client(), space.name());
    space.credentials(Flavour.CLUSTER, server);
    var database = TestDatabase.create(server, space.name() + "_db");
    space.apply(
        """
        apiVersion: db.sluice.dev/v1alpha1
        kind: Migration
        metadata: {name: %s}
        spec: {forProvider: {database: %s, source: {inline: {V1__a.sql: CREATE TABLE a ();}}}, providerConfigRef: {name: %s}}
        """
            .formatted(space.unique("m"), database.name(), space.name()));
    migration = space.resource(Flavour.CLUSTER, "Migration", space.unique("m")).awaits("Ready=True/UpToDate");
  }

  @Test
  void itsAnnotationListsTheNamespaces() {
    var pod = pod("pod").requires("cluster:%s>=1".formatted(space.unique("m"))).create();
    assertThat(pod.awaitsEvent("NotAllowed")).contains("its annotation sluice.dev/allow-namespaces does not list namespace " + space.name());
    migration.annotate("sluice.dev/allow-namespaces", "other, " + space.name() + "x");
    assertThat(pod.isHeld()).isTrue();

    migration.annotate("sluice.dev/allow-namespaces", "other, " + space.name());

    pod.awaitsReleased();
  }

  @Test
  void aStarMeansAllOfThem() {
    migration.annotate("sluice.dev/allow-namespaces", "*");
    pod("pod").requires("cluster:migration/%s>=1".formatted(space.unique("m"))).create().awaitsReleased();

    var more = pod("more").requires("cluster:%s>=2".formatted(space.unique("m"))).create();
    assertThat(more.awaitsEvent("NotApplied")).contains("version 1 is applied");
    await().atMost(Duration.ofSeconds(20)).until(() -> Integer.valueOf(1).equals(migration.observed("waitingPods")));
  }

  @Test
  void aNameWithoutThePrefixMeansTheNamespacesOwn() {
    migration.annotate("sluice.dev/allow-namespaces", "*");
    var pod = pod("pod").requires(space.unique("m") + ">=1").create();
    assertThat(pod.awaitsEvent("NotFound")).contains("there is no Migration or Schema " + space.unique("m") + " in namespace " + space.name());
    assertThat(pod.isHeld()).isTrue();
  }

  private GatedPod pod(String name) {
    return GatedPod.in(space, name);
  }
}
