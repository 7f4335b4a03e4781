package dev.sluice.controller.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.gate.GatedPod;
import dev.sluice.controller.migration.LiveMigration;
import dev.sluice.controller.migration.MigrationManifest;
import dev.sluice.controller.migration.MigrationScene;
import dev.sluice.controller.migration.TestDatabase;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import dev.sluice.local.provider.ProviderProcess;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pods that wait while the provider, its rights or the API server come and go. */
@ExtendWith(ClusterExtension.class)
class GateIT {
  private static final Duration LONG = Duration.ofSeconds(90);
  private static final Duration WHILE = Duration.ofSeconds(3);

  private Cluster cluster;
  private MigrationScene scene;
  private TestDatabase database;

  @BeforeEach
  void scene(Cluster shared, @PostgreSql EmbeddedPostgreSql server) {
    cluster = shared;
    scene = cluster.scene(server);
    database = scene.existingDatabase();
    GatedPod.admit(cluster.client(), scene.namespace());
    cluster.client().leases().inNamespace("sluice-system").delete();
  }

  @Test
  void podsThatWaitedForAProviderThatWasKilledAreLetGoByTheNextOne() throws SQLException {
    var first = cluster.operator();
    scene.apply(files(2)).awaitsVersion("2");
    var pod = pod("waits", 3);
    pod.awaitsEvent("NotApplied");
    try (var gate = database.holding("SELECT pg_advisory_xact_lock(7)")) {
      migrate().awaitsRunning("V3__held.sql");
      first.kill();
      gate.rollback();
    }
    var second = pod("second", 2);
    assertThat(List.of(pod.isHeld(), second.isHeld())).containsOnly(true);

    cluster.operator();

    second.awaitsReleased();
    pod.awaitsReleased();
    assertThat(database.history()).containsExactly("1", "2", "3");
    await().atMost(LONG).until(() -> migration().seen().waitingPods() == null || migration().seen().waitingPods() == 0);
  }

  @Test
  void countsThatADeadProviderLeftArePutRight() {
    var first = cluster.operator();
    scene.apply(files(2)).awaitsVersion("2");
    var pod = pod("waits", 3);
    await().atMost(LONG).until(() -> Integer.valueOf(1).equals(migration().seen().waitingPods()));
    first.kill();
    pod.delete();

    cluster.operator();

    await().atMost(LONG).until(() -> migration().seen().waitingPods() == 0);
  }

  @Test
  void whatWasAppliedWhileTheApiServerWasGoneLetsPodsGoWhenItIsBack() throws SQLException {
    var operator = cluster.operator();
    scene.apply(files(2)).awaitsVersion("2");
    var pod = pod("waits", 3);
    pod.awaitsEvent("NotApplied");
    try (var gate = database.holding("SELECT pg_advisory_xact_lock(7)")) {
      migrate().awaitsRunning("V3__held.sql");
      cluster.controlPlane().stopApiServer();
      gate.rollback();
      await().atMost(LONG).until(() -> database.history().contains("3"));
    }

    cluster.controlPlane().startApiServer();

    await().atMost(LONG).until(() -> !pod.isHeld());
    assertThat(operator.isAlive()).isTrue();
    var later = pod("later", 3);
    await().atMost(LONG).until(() -> !later.isHeld());
  }

  @Test
  void theOtherReplicaLetsPodsGoWhenTheFirstIsKilled() throws SQLException {
    var first = replica();
    awaitWorks(first);
    var second = replica();
    scene.apply(files(2)).awaitsVersion("2");
    var pod = pod("waits", 3);
    pod.awaitsEvent("NotApplied");
    assertThat(second.output()).doesNotContain("The pod gate is on");
    try (var gate = database.holding("SELECT pg_advisory_xact_lock(7)")) {
      migrate().awaitsRunning("V3__held.sql");
      first.kill();
      awaitWorks(second);
      assertThat(pod.isHeld()).isTrue();
      gate.rollback();
    }

    await().atMost(LONG).until(() -> !pod.isHeld());
    assertThat(database.history()).contains("3");
  }

  @Test
  void manyPodsOfOneReleaseWait() {
    var operator = cluster.operator();
    scene.apply(files(2)).awaitsVersion("2");
    IntStream.range(0, 300).forEach(n -> new GatedPod(cluster.client(), scene.namespace(), "other-" + n).gates("example.org/other").create());
    var pods = IntStream.range(0, 60).mapToObj(n -> pod("waits-" + n, 3)).toList();
    await().atMost(LONG).until(() -> Integer.valueOf(60).equals(migration().seen().waitingPods()));
    // Of all that are not scheduled, those that wait.
    assertThat(operator.metrics().orElseThrow()).contains("sluice_gate_waiting_pods{variant=\"scheduling\"} 60.0");

    scene.apply(files(3)).awaitsVersion("3");

    await().atMost(LONG).until(() -> pods.stream().noneMatch(GatedPod::isHeld));
    await().atMost(LONG).until(() -> migration().seen().waitingPods() == 0);
    assertThat(scene.events("PodsReleased")).singleElement().asString().contains("60 let go");
    assertThat(operator.metrics().orElseThrow())
        .contains("sluice_gate_waiting_pods{variant=\"scheduling\"} 0.0", "sluice_gate_released_total{variant=\"scheduling\"} 60.0")
        .contains("sluice_gate_lift_seconds_count{variant=\"scheduling\"} 60");
  }

  @Test
  void withoutRightsItIsOffAndComesOnWhenTheyAreGranted() {
    var user = "system:serviceaccount:sluice-system:" + scene.namespace();
    bind(user, "provider-sluice-without-pods", withoutPods());
    var operator = cluster.beginAs(user);
    operator.awaitReady(LONG);
    await().atMost(LONG).until(() -> operator.output().contains("The pod gate is off: the service account may not list pods."));
    scene.apply(files(2)).awaitsVersion("2");
    var pod = pod("waits", 2);
    await().during(WHILE).atMost(WHILE.multipliedBy(3)).until(pod::isHeld);

    cluster.controlPlane().kubectl("apply", "-f", Cluster.packageFolder().resolve("rbac/pod-gate.yaml").toString()).orThrow();
    bind(user, "provider-sluice-pod-gate");

    await().atMost(LONG).until(() -> !pod.isHeld());
    assertThat(operator.output().split("The pod gate is off", -1)).hasSize(2);
    cluster.client().rbac().clusterRoleBindings().withName(scene.namespace() + "-provider-sluice-pod-gate").delete();
    var later = pod("later", 2);
    await().atMost(LONG).until(() -> operator.output().split("The pod gate is off", -1).length == 3);
    assertThat(later.isHeld()).isTrue();
    bind(user, "provider-sluice-pod-gate");
    await().atMost(LONG).until(() -> !later.isHeld());
  }

  @Test
  void aFlagSwitchesItOff() {
    var operator = cluster.operator("--pod-gate=false");
    scene.apply(files(2)).awaitsVersion("2");
    var pod = pod("waits", 2);
    await().during(WHILE).atMost(WHILE.multipliedBy(3)).until(pod::isHeld);
    assertThat(operator.output()).contains("The pod gate is switched off by --pod-gate=false").doesNotContain("The pod gate is on");
  }

  private ClusterRole withoutPods() {
    var all = cluster.client().rbac().clusterRoles().withName("provider-sluice").get();
    var rules = all.getRules().stream().filter(r -> r.getResources().stream().noneMatch(n -> n.startsWith("pods"))).toList();
    return new ClusterRoleBuilder().withNewMetadata().withName("provider-sluice-without-pods").endMetadata().withRules(rules).build();
  }

  private void bind(String user, String role, ClusterRole definition) {
    cluster.client().resource(definition).serverSideApply();
    bind(user, role);
  }

  private void bind(String user, String role) {
    cluster
        .client()
        .resource(
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(scene.namespace() + "-" + role)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role)
                .addNewSubject("rbac.authorization.k8s.io", "User", user, null)
                .build())
        .serverSideApply();
  }

  private ProviderProcess replica() {
    return cluster.operator("--leader-election", "--lease-duration=5s");
  }

  private static void awaitWorks(ProviderProcess replica) {
    await().atMost(LONG).until(() -> replica.output().contains("Reconciling,"));
  }

  private LiveMigration migrate() {
    return scene.apply(files(2).forProvider("timeouts", "{lock: 0s}").file("V3__held.sql", "SELECT pg_advisory_xact_lock(7);"));
  }

  private LiveMigration migration() {
    return new LiveMigration(cluster.client(), scene.namespace(), "m");
  }

  private MigrationManifest files(int versions) {
    var manifest = scene.migration(database);
    IntStream.rangeClosed(1, versions).forEach(n -> manifest.file("V" + n + "__t.sql", "CREATE TABLE t" + n + " ();"));
    return manifest;
  }

  private GatedPod pod(String name, int version) {
    return new GatedPod(cluster.client(), scene.namespace(), name).requires("m>=" + version).create();
  }
}
