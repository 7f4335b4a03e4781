package dev.sluice.controller.gitops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.testbed.Flavour;
import dev.sluice.controller.testbed.Kstatus;
import dev.sluice.controller.testbed.ObjectHistory;
import dev.sluice.controller.testbed.Resource;
import dev.sluice.controller.testbed.Servers;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.controlplane.Kubectl;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Those who apply and wait: kubectl itself, and what Flux and Helm would have seen at each moment. */
@ExtendWith(TestbedExtension.class)
class WaitingIT {
  private static final int RELEASES = 6;

  /** Right behind the apply, when the provider has not seen the new generation yet. */
  @Test
  void kubectlWaitReturnsWhenTheVersionIsAppliedAndNeverSooner(Space space, @PostgreSql EmbeddedPostgreSql server) {
    var scene = scene(space, server);
    for (var version = 1; version <= RELEASES; version++) {
      scene.migrate(Shop.files(version), "");
      assertThat(wait(space, "--for=condition=Ready").orThrow().stdout()).contains("condition met");
      assertThat(applied(server, space)).contains(Integer.toString(version));
    }
  }

  @Test
  void kubectlWaitsForAVersionToo(Space space, @PostgreSql EmbeddedPostgreSql server) {
    var scene = scene(space, server);
    for (var version = 1; version <= RELEASES; version++) {
      scene.migrate(Shop.files(version), "");
      wait(space, "--for=jsonpath={.status.atProvider.appliedVersion}=" + version).orThrow();
      assertThat(applied(server, space)).contains(Integer.toString(version));
    }
  }

  @Test
  void kubectlWaitsForAFailureToo(Space space, @PostgreSql EmbeddedPostgreSql server) {
    var scene = scene(space, server);
    scene.migrate(Shop.files(1) + ", V2__t.sql: 'CREATE TABLE t2 (id nowhere);'", "");
    wait(space, "--for=condition=Stalled").orThrow();
    assertThat(scene.resource("Migration", "orders").status().says("Ready=False")).isTrue();
  }

  /** Whatever version of the object they look at: done is done, and only what can't go on by itself has failed. */
  @Test
  void fluxAndHelmSeeEachReleaseDoneWhenItIsAndNeverFailedOnTheWay(Space space, @PostgreSql EmbeddedPostgreSql server) {
    try (var history = new ObjectHistory(space, Flavour.NAMESPACED, "Migration")) {
      var scene = scene(space, server);
      for (var version = 1; version <= RELEASES; version++) {
        scene.migrate(Shop.files(version), "");
        scene.resource("Migration", "orders").awaits("Ready=True");
      }
      var name = space.unique("orders");
      await().until(() -> history.of(name).stream().filter(v -> Kstatus.of(v) == Kstatus.CURRENT).count() >= RELEASES);
      assertThat(history.of(name)).noneMatch(v -> Kstatus.of(v) == Kstatus.FAILED);
      for (var version : history.of(name)) {
        if (Kstatus.of(version) == Kstatus.CURRENT) {
          var applied = version.get("status", "atProvider", "appliedVersion");
          assertThat(applied).as("of generation %d", version.getMetadata().getGeneration()).isEqualTo(version.getMetadata().getGeneration().toString());
        }
      }
    }
  }

  /** Crossplane's annotation, and Flux's; as of both the later one where there are two. */
  @ParameterizedTest
  @ValueSource(strings = {"crossplane.io/reconcile-requested-at", "reconcile.fluxcd.io/requestedAt"})
  void aRequestToLookAgainIsHandledAndEchoed(String annotation, Space space, @PostgreSql EmbeddedPostgreSql server) {
    var database = database(space, server);
    Servers.execute(server, "postgres", "ALTER DATABASE \"" + database.name() + "\" CONNECTION LIMIT 3");
    database.annotate(annotation, "2026-11-23T10:00:00.123456789+01:00");
    await().untilAsserted(() -> assertThat(database.observedStatus("lastHandledReconcileAt")).isEqualTo("2026-11-23T10:00:00.123456789+01:00"));
    assertThat(Servers.ask(server, "postgres", "SELECT datconnlimit FROM pg_database WHERE datname = '" + database.name() + "'")).containsExactly("9");
  }

  @Test
  void ofTwoRequestsTheLaterOneIsEchoed(Space space, @PostgreSql EmbeddedPostgreSql server) {
    var database = database(space, server);
    // The next one is earlier as a time and later in letters; the one after that later as both.
    database.annotate("reconcile.fluxcd.io/requestedAt", "2026-11-23T09:30:00Z");
    await().untilAsserted(() -> assertThat(database.observedStatus("lastHandledReconcileAt")).isEqualTo("2026-11-23T09:30:00Z"));
    database.annotate("crossplane.io/reconcile-requested-at", "2026-11-23T09:45:00+01:00");
    database.annotate("sluice.dev/retry", "marks that the one before was seen");
    await().until(() -> database.observedStatus("lastHandledRetry") != null);
    assertThat(database.observedStatus("lastHandledReconcileAt")).isEqualTo("2026-11-23T09:30:00Z");
    database.annotate("crossplane.io/reconcile-requested-at", "2026-11-23T11:00:00+01:00");
    await().untilAsserted(() -> assertThat(database.observedStatus("lastHandledReconcileAt")).isEqualTo("2026-11-23T11:00:00+01:00"));
  }

  private static Scene scene(Space space, EmbeddedPostgreSql server) {
    var scene = Scene.of(space, Flavour.NAMESPACED, server);
    scene.apply("Database", "orders", "", "");
    return scene;
  }

  private static Resource database(Space space, EmbeddedPostgreSql server) {
    Scene.of(space, Flavour.NAMESPACED, server);
    return space.database("orders").forProvider("connectionLimit: 9").apply().awaits("Ready=True");
  }

  private static List<String> applied(EmbeddedPostgreSql server, Space space) {
    return Servers.ask(server, space.unique("orders"), "SELECT version FROM flyway_schema_history WHERE success");
  }

  private static Kubectl.Result wait(Space space, String condition) {
    var migration = "migrations.db.m.sluice.dev/" + space.unique("orders");
    return space.bed().controlPlane().kubectl("wait", condition, "--timeout=50s", "--namespace=" + space.name(), migration);
  }
}
