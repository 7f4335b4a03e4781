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
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** When a pod with the scheduling gate is let go, and what is said while it waits. */
@ExtendWith(TestbedExtension.class)
class SchedulingGateIT {
  private static final Duration WHILE = Duration.ofSeconds(2);

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
  void aPodThatNeedsNoMoreThanWhatIsAppliedIsLetGoAtOnceAndWithoutAWord() {
    migrated();

    var pods = List.of(pod("version").requires("m>=2"), pod("older").requires("migration/m >= 1"), pod("digest").requires("m@" + appliedDigest()), pod("all").requires("m"));
    pods.forEach(GatedPod::create);

    pods.forEach(GatedPod::awaitsReleased);
    assertThat(pods).allSatisfy(p -> assertThat(p.events("NotApplied")).isEmpty());
  }

  @Test
  void aPodWaitsForTheVersionAndIsToldOfIt() throws SQLException {
    migrated();
    LiveMigration migration;
    var pod = pod("new").requires("m>=3").create();
    assertThat(pod.awaitsEvent("NotApplied")).contains("Waits for m>=3: version 2 is applied.").contains("It waits since 20");
    try (var gate = database.holding("SELECT pg_advisory_xact_lock(7)")) {
      migration = scene.apply(files().file("V3__c.sql", "SELECT pg_advisory_xact_lock(7);")).awaitsRunning("V3__c.sql");
      await().atMost(Duration.ofSeconds(20)).until(() -> Integer.valueOf(1).equals(migration.seen().waitingPods()));
      assertThat(pod.isHeld()).isTrue();
      gate.rollback();
    }

    pod.awaitsReleased();

    assertThat(database.history()).contains("3");
    assertThat(pod.awaitsEvent("Applied")).contains("m>=3 applied.").contains("It waited for ");
    await().atMost(Duration.ofSeconds(20)).until(() -> migration.seen().waitingPods() == 0);
    await().untilAsserted(() -> assertThat(scene.events("PodsWaiting")).singleElement().asString().contains("1 now", space.name() + "/new, which requires m>=3"));
    await().untilAsserted(() -> assertThat(scene.events("PodsReleased")).singleElement().asString().contains("1 let go, the longest after "));
  }

  @Test
  void aFailedMigrationKeepsHoldingAndTheFixLetsGo() {
    migrated();
    scene.apply(files().file("V3__c.sql", "ALTER TABLE nowhere ADD COLUMN x int;")).awaits("Stalled=True");
    var pod = pod("new").requires("m>=3").create();
    assertThat(pod.awaitsEvent("NotApplied")).contains("version 2 is applied, and the Migration is stalled (");
    await().during(WHILE).atMost(WHILE.multipliedBy(5)).until(pod::isHeld);

    scene.apply(files().file("V3__c.sql", "CREATE TABLE c ();"));

    pod.awaitsReleased();
    assertThat(database.has("c")).isTrue();
  }

  @Test
  void everyNamedOneMustHaveAppliedEnough() {
    migrated();
    var other = scene.existing("other");
    var pod = pod("two").requires("m>=2, other>=1").create();
    assertThat(pod.awaitsEvent("NotFound")).contains("Waits for other>=1: there is no Migration or Schema other in namespace " + space.name(), "apply it, or mend");

    scene.apply(scene.migration("other").database(other.name()).file("V1__a.sql", "CREATE TABLE a ();"));

    pod.awaitsReleased();
    assertThat(other.history()).containsExactly("1");
  }

  @Test
  void aNameAloneWaitsForTheManifestAsItIs() {
    migrated();
    scene.apply(files().file("V3__c.sql", "ALTER TABLE nowhere ADD COLUMN x int;")).awaits("Stalled=True");
    var pod = pod("all").requires("m").create();
    pod.awaitsEvent("NotApplied");
    assertThat(pod.isHeld()).isTrue();

    scene.apply(files().file("V3__c.sql", "CREATE TABLE c ();"));

    pod.awaitsReleased();
    assertThat(database.has("c")).isTrue();
  }

  @Test
  void aDatabaseThatIsDownHoldsNoPodWhoseVersionIsApplied() {
    var migration = migrated();
    scene.secret("admin", Map.of("port", "1"));
    migration.awaits("Ready=False/Unreachable");

    pod("applied").requires("m>=2").create().awaitsReleased();
    assertThat(pod("more").requires("m>=3").create().awaitsEvent("NotApplied")).contains("version 2 is applied");
  }

  @Test
  void onlyOurOwnGateIsRemoved() {
    migrated();
    var before = pod("before").gates("example.org/quota", "sluice.dev/migrated", "example.org/more").requires("m>=2").create();
    before.awaitsReleased();
    assertThat(before.openGates()).containsExactly("example.org/quota", "example.org/more");

    var later = pod("later").gates("example.org/quota", "sluice.dev/migrated").requires("m>=3").create();
    later.awaitsEvent("NotApplied");
    space.client().pods().inNamespace(space.name()).withName("later").edit(p -> {
      p.getSpec().getSchedulingGates().removeFirst();
      return p;
    });
    scene.apply(files().file("V3__c.sql", "CREATE TABLE c ();"));
    later.awaitsReleased();
    assertThat(later.openGates()).isEmpty();
  }

  @Test
  void whatIsWrittenWrongWaitsWithAWordAndIsMendedOnThePod() {
    migrated();
    var nothing = pod("nothing").create();
    var wrong = pod("wrong").requires("m>2").create();
    var kind = pod("kind").requires("schema/m>=2").create();

    assertThat(nothing.awaitsEvent("RequiresMissing")).contains("no annotation sluice.dev/requires", "such as sluice.dev/requires: orders>=3");
    assertThat(wrong.awaitsEvent("RequiresInvalid")).contains("in 'm>2': '>2' compares by something else than >= or @; write name>=version");
    assertThat(kind.awaitsEvent("NotFound")).contains("Waits for schema/m>=2: there is no Schema m in namespace " + space.name());
    for (var pod : List.of(nothing, wrong, kind)) {
      assertThat(pod.isHeld()).isTrue();
      pod.annotate(GatedPod.REQUIRES, "m>=2");
      pod.awaitsReleased();
    }
    // Said once, however often it was looked at.
    assertThat(wrong.events("RequiresInvalid")).hasSize(1);
  }

  @Test
  void aPodThatIsDeletedWhileItWaitsIsForgotten() {
    var migration = migrated();
    var pod = pod("gone").requires("m>=3").create();
    await().atMost(Duration.ofSeconds(20)).until(() -> Integer.valueOf(1).equals(migration.seen().waitingPods()));

    pod.delete();

    await().atMost(Duration.ofSeconds(20)).until(() -> migration.seen().waitingPods() == 0);
    await().untilAsserted(() -> assertThat(scene.events("PodsReleased")).singleElement().asString().contains("those that did are gone"));
    // One of the same name is another one.
    var again = pod("gone").requires("m>=2").create();
    again.awaitsReleased();
  }

  @Test
  void theOldOnesPodsAreLetGoAfterTheMigrationWentFurther() {
    migrated();
    var old = appliedDigest();
    scene.apply(files().file("V3__c.sql", "CREATE TABLE c ();")).awaitsVersion("3");

    pod("old").requires("m@" + old).create().awaitsReleased();
    pod("new").requires("m@" + appliedDigest()).create().awaitsReleased();
    // Also where the one after that fails.
    scene.apply(files().file("V3__c.sql", "CREATE TABLE c ();").file("V4__d.sql", "nonsense;")).awaits("Stalled=True");
    pod("oldest").requires("m@" + old).create().awaitsReleased();
    assertThat(pod("other").requires("m@sha256:" + "0".repeat(64)).create().awaitsEvent("NotApplied")).contains("the files of sha256:");
  }

  @Test
  void theCountSurvivesReconcilesAndTheReconcilersWritesSurviveTheCount() {
    var migration = migrated();
    pod("one").requires("m>=9").create();
    await().atMost(Duration.ofSeconds(20)).until(() -> Integer.valueOf(1).equals(migration.seen().waitingPods()));

    scene.apply(files().file("V3__c.sql", "CREATE TABLE c ();")).awaitsVersion("3");

    assertThat(migration.seen().waitingPods()).isEqualTo(1);
    pod("two").requires("m>=9").create();
    await().atMost(Duration.ofSeconds(20)).until(() -> migration.seen().waitingPods() == 2);
    assertThat(migration.seen().appliedVersion()).isEqualTo("3");
    var wide = space.bed().controlPlane().kubectl("get", "migration", "m", "-n", space.name(), "-o", "wide").stdout();
    assertThat(wide.lines().findFirst().orElseThrow()).contains("WAITING");
    assertThat(wide.lines().skip(1).findFirst().orElseThrow()).containsPattern("UpToDate +2 ");
  }

  private LiveMigration migrated() {
    return scene.apply(files()).awaitsVersion("2");
  }

  private MigrationManifest files() {
    return scene.migration(database).file("V1__a.sql", "CREATE TABLE a (n int);").file("V2__b.sql", "CREATE TABLE b ();");
  }

  private String appliedDigest() {
    return new LiveMigration(space.client(), space.name(), "m").seen().appliedDigest();
  }

  private GatedPod pod(String name) {
    return GatedPod.in(space, name);
  }
}
