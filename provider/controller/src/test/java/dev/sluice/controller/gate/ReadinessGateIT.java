package dev.sluice.controller.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.migration.LiveMigration;
import dev.sluice.controller.migration.MigrationManifest;
import dev.sluice.controller.migration.MigrationScene;
import dev.sluice.controller.migration.TestDatabase;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pods that start and get no traffic until enough is applied. */
@ExtendWith(TestbedExtension.class)
class ReadinessGateIT {
  private static final Duration WHILE = Duration.ofSeconds(3);

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
  void theConditionSaysWhatIsWaitedForAndThenThatItIsApplied() {
    var migration = migrated();
    var pod = pod("new").requires("m>=3").create().awaitsSaying("False/NotApplied");
    assertThat(pod.condition().orElseThrow().getMessage()).isEqualTo("Waits for m>=3: version 2 is applied.");
    assertThat(pod.awaitsEvent("NotApplied")).contains("It waits since ");
    await().atMost(Duration.ofSeconds(20)).until(() -> Integer.valueOf(1).equals(migration.seen().waitingPods()));

    scene.apply(files().file("V3__c.sql", "CREATE TABLE c ();"));

    pod.awaitsSaying("True/Applied");
    assertThat(pod.condition().orElseThrow().getMessage()).isEqualTo("m>=3 applied.");
    assertThat(database.has("c")).isTrue();
    assertThat(pod.awaitsEvent("Applied")).contains("It waited for ");
    await().atMost(Duration.ofSeconds(20)).until(() -> migration.seen().waitingPods() == 0);
  }

  @Test
  void conditionsOfOthersStay() {
    migrated();
    var pod = pod("pod").requires("m>=2").create().awaitsSaying("True/Applied");
    space.applyStatus(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: pod, namespace: %s}
        status: {conditions: [{type: ContainersReady, status: "True"}]}
        """
            .formatted(space.name()));
    pod.annotate(GatedPod.REQUIRES, "m>=1");

    assertThat(pod.get().getStatus().getConditions()).extracting(c -> c.getType() + "=" + c.getStatus()).contains("ContainersReady=True", "sluice.dev/migrated=True");
  }

  @Test
  void onceTrueItStaysSoWhateverIsRestored() {
    migrated();
    var pod = pod("once").requires("m>=2").create().awaitsSaying("True/Applied");

    restoredToVersion1();

    await().during(WHILE).atMost(WHILE.multipliedBy(3)).until(() -> pod.says().equals("True/Applied"));
  }

  @Test
  void followClearsItWhereLessIsAppliedAgain() {
    migrated();
    var pod = pod("follow").requires("m>=2").annotated("sluice.dev/readiness-policy", "Follow").create().awaitsSaying("True/Applied");

    restoredToVersion1();

    pod.awaitsSaying("False/NotApplied");
    assertThat(pod.awaitsEvent("NotApplied")).contains("Its readiness gate is cleared");
    new LiveMigration(space.client(), space.name(), "m").annotate("sluice.dev/retry", "again").awaitsVersion("2");
    pod.awaitsSaying("True/Applied");
  }

  @Test
  void followKeepsItWhereNothingIsKnown() {
    var migration = migrated();
    var pod = pod("follow").requires("m>=2").annotated("sluice.dev/readiness-policy", "Follow").create().awaitsSaying("True/Applied");

    migration.delete();
    migration.awaitGone();

    await().during(WHILE).atMost(WHILE.multipliedBy(3)).until(() -> pod.says().equals("True/Applied"));
  }

  @Test
  void aPolicyThatIsNoneIsSaid() {
    migrated();
    var typo = pod("typo").requires("m>=2").annotated("sluice.dev/readiness-policy", "once").create().awaitsSaying("False/RequiresInvalid");
    assertThat(typo.condition().orElseThrow().getMessage()).contains("write Once or Follow");
    var name = pod("name").requires("m").annotated("sluice.dev/readiness-policy", "Follow").create().awaitsSaying("False/RequiresInvalid");
    assertThat(name.condition().orElseThrow().getMessage()).contains("write name>=version");
    typo.annotate("sluice.dev/readiness-policy", null);
    typo.awaitsSaying("True/Applied");
  }

  @Test
  void aGateWithoutTheLabelIsSaid() {
    assertThat(pod("bare").withoutLabel().requires("m>=2").create().awaitsEvent("LabelMissing")).contains("add sluice.dev/gated: \"true\" to the labels");
  }

  @Test
  void aPodWithBothGatesIsToldOfOnceAndCountedOnce() {
    var migration = migrated();
    var pod = GatedPod.in(space, "both").readiness().gates("sluice.dev/migrated").requires("m>=3").create();
    pod.awaitsSaying("False/NotApplied");
    await().atMost(Duration.ofSeconds(20)).until(() -> Integer.valueOf(1).equals(migration.seen().waitingPods()));
    assertThat(pod.events("NotApplied")).hasSize(1);

    scene.apply(files().file("V3__c.sql", "CREATE TABLE c ();"));

    pod.awaitsReleased().awaitsSaying("True/Applied");
    await().atMost(Duration.ofSeconds(20)).until(() -> migration.seen().waitingPods() == 0);
  }

  /** As a backup would: the second file is unknown again, and this time it can't run. */
  private void restoredToVersion1() {
    database.run("DELETE FROM flyway_schema_history WHERE version = '2'");
    database.run("CREATE TABLE b_other (); DROP TABLE b; CREATE VIEW b AS SELECT 1");
    var migration = new LiveMigration(space.client(), space.name(), "m");
    migration.annotate("sluice.dev/retry", "look");
    await().atMost(Duration.ofSeconds(20)).until(() -> migration.seen().appliedVersion().equals("1"));
    database.run("DROP VIEW b");
  }

  private LiveMigration migrated() {
    return scene.apply(files()).awaitsVersion("2");
  }

  private MigrationManifest files() {
    return scene.migration(database).file("V1__a.sql", "CREATE TABLE a (n int);").file("V2__b.sql", "CREATE TABLE b ();");
  }

  private GatedPod pod(String name) {
    return GatedPod.in(space, name).readiness();
  }
}
