package dev.sluice.controller.gitops;

import static dev.sluice.controller.gitops.WavesIT.cluster;
import static dev.sluice.controller.gitops.WavesIT.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.gitops.ArgoApplication.Policy;
import dev.sluice.controller.gitops.ArgoCluster.Lag;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Where waves alone are not enough, whatever a health script says: why docs/argocd.md advises against these, and for the pod gate
 * where they can't be ruled out. They also show that {@link WavesIT} would notice.
 */
@ExtendWith(TestbedExtension.class)
class WavesAloneIT {
  private static final Policy USUAL = new Policy(0, true, false);
  private static final String BAD = ", V2__t.sql: 'CREATE TABLE t2 (id nowhere);'";

  @Test
  void aScriptThatLooksAtReadyAloneIsOvertaken(Space space, @PostgreSql EmbeddedPostgreSql server) {
    var shop = new Shop(space, server);
    try (var cluster = new ArgoCluster(space, Lag.BEHIND_THE_STATUS, new Random(1), WavesAloneIT::readyAlone, shop::watch)) {
      overtaken(shop, cluster);
    }
  }

  @Test
  void withoutADelayBetweenWavesTheCacheShowsWhatWasThereBefore(Space space, @PostgreSql EmbeddedPostgreSql server) {
    var shop = new Shop(space, server);
    try (var cluster = cluster(space, shop, Lag.BEHIND_THE_SPEC, 1)) {
      overtaken(shop, cluster);
    }
  }

  @Test
  void aSelectiveSyncSkipsTheWaves(Space space, @PostgreSql EmbeddedPostgreSql server) {
    var shop = new Shop(space, server);
    try (var cluster = cluster(space, shop, Lag.NONE, 1)) {
      var argo = new ArgoApplication(cluster, USUAL);
      argo.push(shop.release(1));
      until(argo, argo::isSynced);
      argo.push(shop.release(2));
      argo.syncOnly(Set.of("app"));
      until(argo, () -> !argo.last().orElseThrow().equals(argo.outcomes().getFirst()));
      assertThat(shop.ahead()).isNotEmpty();
    }
  }

  @Test
  void applyOutOfSyncOnlyPassesOverAMigrationThatFailed(Space space, @PostgreSql EmbeddedPostgreSql server) {
    var shop = new Shop(space, server);
    try (var cluster = cluster(space, shop, Lag.NONE, 1)) {
      var argo = new ArgoApplication(cluster, new Policy(1, true, true));
      argo.push(shop.release(1));
      until(argo, argo::isSynced);
      argo.push(shop.release(2, Shop.files(1) + BAD));
      until(argo, argo::isSynced);
      shop.migration().awaits("Stalled=True");
      assertThat(shop.image()).endsWith(":2");
      assertThat(shop.ahead()).isNotEmpty();
    }
  }

  @Test
  void theLastWaveIsNotWaitedFor(Space space, @PostgreSql EmbeddedPostgreSql server) {
    var shop = new Shop(space, server);
    try (var cluster = cluster(space, shop, Lag.NONE, 1)) {
      var argo = new ArgoApplication(cluster, USUAL);
      argo.push(shop.commit("the migration last", 3, 1, Shop.files(1) + BAD));
      until(argo, argo::isSynced);
      shop.migration().awaits("Stalled=True");
    }
  }

  /** More releases than a lucky cache can hide. */
  private static void overtaken(Shop shop, ArgoCluster cluster) {
    var argo = new ArgoApplication(cluster, USUAL);
    for (var version = 1; version <= 12 && shop.ahead().isEmpty(); version++) {
      argo.push(shop.release(version));
      until(argo, argo::isSynced);
      var target = Integer.toString(version);
      await().until(() -> shop.applied().contains(target));
    }
    assertThat(shop.ahead()).isNotEmpty();
  }

  private static Health readyAlone(Map<String, Object> object) {
    var status = Customization.map(object.getOrDefault("status", Map.of()));
    var ready = ((List<?>) status.getOrDefault("conditions", List.of())).stream()
        .map(Customization::map)
        .anyMatch(c -> c.get("type").equals("Ready") && c.get("status").equals("True"));
    return new Health(ready ? Health.Code.Healthy : Health.Code.Progressing, "");
  }
}
