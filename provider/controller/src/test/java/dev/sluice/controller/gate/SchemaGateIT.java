package dev.sluice.controller.gate;

import static dev.sluice.controller.testbed.Flavour.NAMESPACED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.migration.MigrationScene;
import dev.sluice.controller.migration.TestDatabase;
import dev.sluice.controller.testbed.Resource;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import dev.sluice.rules.SourceDigest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pods that wait for a Schema. */
@ExtendWith(TestbedExtension.class)
class SchemaGateIT {
  private static final String ONE = "CREATE TABLE t (a int);";
  private static final String TWO = "CREATE TABLE t (a int, b int);";

  private Space space;
  private MigrationScene scene;
  private TestDatabase database;

  @BeforeEach
  void scene(Space own, @PostgreSql EmbeddedPostgreSql server) {
    space = own;
    GatedPod.admit(space.client(), space.name());
    scene = MigrationScene.of(space, server);
    database = scene.existingDatabase();
  }

  @Test
  void aPodWaitsForTheFilesThatItNeedsAndNoLonger() {
    var schema = schema(ONE, "Always").awaits("ApprovalRequired=True");
    var old = GatedPod.in(space, "old").requires("schema/s@" + digest(ONE)).create();
    var all = GatedPod.in(space, "all").requires("s").create();
    assertThat(old.awaitsEvent("NotApplied")).contains("no complete set of files is applied");
    assertThat(all.awaitsEvent("NotApplied")).contains("1 pending");
    await().atMost(Duration.ofSeconds(20)).until(() -> Integer.valueOf(2).equals(schema.observed("waitingPods")));

    schema.annotate("sluice.dev/approve", plan(schema));

    old.awaitsReleased();
    all.awaitsReleased();
    schema.awaits("Ready=True/Available");
    schema(TWO, "Always").awaits("ApprovalRequired=True");
    var newer = GatedPod.in(space, "newer").requires("schema/s@" + digest(TWO)).create();
    newer.awaitsEvent("NotApplied");
    // Pods of the old version may be made anew meanwhile.
    GatedPod.in(space, "again").requires("schema/s@" + digest(ONE)).create().awaitsReleased();
    assertThat(newer.isHeld()).isTrue();
    schema.annotate("sluice.dev/approve", plan(schema));
    newer.awaitsReleased();
    GatedPod.in(space, "again-2").requires("schema/s@" + digest(ONE)).create().awaitsReleased();
  }

  @Test
  void whatOthersChangeHoldsNoPod() {
    var schema = schema(ONE, "Destructive").awaits("Ready=True/Available");
    database.runAsOwner("ALTER TABLE t ADD COLUMN mine int");
    schema.annotate("crossplane.io/reconcile-requested-at", "1").awaits("Drifted=True");

    GatedPod.in(space, "p").requires("schema/s").create().awaitsReleased();
  }

  private static String digest(String sql) {
    return SourceDigest.of(Map.of("a.sql", sql));
  }

  private static String plan(Resource schema) {
    return ((Map<?, ?>) schema.observed("plan")).get("hash").toString();
  }

  private Resource schema(String sql, String approval) {
    space.apply(
        """
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: Schema
        metadata: {name: s, namespace: %s}
        spec:
          forProvider: {database: %s, desired: {inline: {a.sql: "%s"}}, policy: {approval: %s}}
          providerConfigRef: {kind: ProviderConfig, name: default}
        """
            .formatted(space.name(), database.name(), sql, approval));
    return space.resource(NAMESPACED, "Schema", "s");
  }
}
