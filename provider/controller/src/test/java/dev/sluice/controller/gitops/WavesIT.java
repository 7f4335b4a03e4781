package dev.sluice.controller.gitops;

import static dev.sluice.controller.gitops.ArgoOperation.Phase.FAILED;
import static dev.sluice.controller.gitops.ArgoOperation.Phase.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.gitops.ArgoApplication.Outcome;
import dev.sluice.controller.gitops.ArgoApplication.Policy;
import dev.sluice.controller.gitops.ArgoCluster.Lag;
import dev.sluice.controller.testbed.Servers;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.time.Duration;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Releases by Argo CD's sync waves, with the health script that is shipped, the real provider and a real database. */
@ExtendWith(TestbedExtension.class)
class WavesIT {
  private static final Policy USUAL = new Policy(5, true, false);
  private static final String BAD = ", V2__t.sql: 'CREATE TABLE t2 (id nowhere);'";

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void noVersionIsAppliedBeforeItsMigrationHoweverOldWhatTheCacheShows(long seed, Space space, @PostgreSql EmbeddedPostgreSql server) {
    var shop = new Shop(space, server);
    try (var cluster = cluster(space, shop, Lag.BEHIND_THE_STATUS, seed)) {
      var argo = new ArgoApplication(cluster, USUAL);
      for (var version = 1; version <= 4; version++) {
        argo.push(shop.release(version));
        until(argo, argo::isSynced);
        assertThat(shop.image()).endsWith(":" + version);
      }
      assertThat(shop.ahead()).isEmpty();
      assertThat(argo.outcomes()).extracting(Outcome::phase).containsOnly(SUCCEEDED);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aFailedMigrationKeepsTheOldVersionAndTheFixGoesOn(long seed, Space space, @PostgreSql EmbeddedPostgreSql server) {
    var shop = new Shop(space, server);
    try (var cluster = cluster(space, shop, Lag.BEHIND_THE_STATUS, seed)) {
      // As long as it takes, since a retry comes at each look here.
      var argo = new ArgoApplication(cluster, new Policy(Integer.MAX_VALUE, true, false));
      argo.push(shop.release(1));
      until(argo, argo::isSynced);
      var broken = shop.release(2, Shop.files(1) + BAD);
      argo.push(broken);
      until(argo, () -> argo.outcomes().contains(new Outcome(broken, FAILED)));
      assertThat(shop.image()).endsWith(":1");

      argo.push(shop.release(2));
      until(argo, argo::isSynced);

      assertThat(shop.image()).endsWith(":2");
      assertThat(shop.ahead()).isEmpty();
    }
  }

  @Test
  void withoutRefreshTheBrokenRevisionIsTriedToTheEndBeforeTheFixIs(Space space, @PostgreSql EmbeddedPostgreSql server) {
    var shop = new Shop(space, server);
    try (var cluster = cluster(space, shop, Lag.NONE, 1)) {
      var argo = new ArgoApplication(cluster, new Policy(3, false, false));
      var broken = shop.release(2, Shop.files(1) + BAD);
      argo.push(broken);
      until(argo, () -> argo.last().isPresent());
      var fix = shop.release(2);
      argo.push(fix);
      until(argo, argo::isSynced);
      assertThat(argo.outcomes())
          .containsExactly(new Outcome(broken, FAILED), new Outcome(broken, FAILED), new Outcome(broken, FAILED), new Outcome(broken, FAILED), new Outcome(fix, SUCCEEDED));
      assertThat(shop.ahead()).isEmpty();
    }
  }

  @Test
  void aDatabaseThatIsMendedLateLetsNothingGoUntilTheNextCommit(Space space, @PostgreSql EmbeddedPostgreSql server) {
    var shop = new Shop(space, server);
    try (var cluster = cluster(space, shop, Lag.NONE, 1)) {
      var argo = new ArgoApplication(cluster, new Policy(1, true, false));
      argo.push(shop.release(1));
      until(argo, argo::isSynced);
      argo.push(shop.release(2, Shop.files(1) + ", V2__t.sql: 'ALTER TABLE missing ADD COLUMN n int;'"));
      until(argo, argo::hasGivenUp);
      var database = space.unique("orders");
      Servers.execute(server, database, "CREATE TABLE missing ()", "ALTER TABLE missing OWNER TO \"" + database + "_owner\"");
      shop.migration().annotate("sluice.dev/retry", "mended").awaits("Ready=True");
      argo.look();
      assertThat(argo.hasGivenUp()).isTrue();
      assertThat(shop.image()).endsWith(":1");
      argo.push(shop.release(2, Shop.files(1) + ", V2__t.sql: 'ALTER TABLE missing ADD COLUMN n int;'"));
      until(argo, argo::isSynced);
      assertThat(shop.image()).endsWith(":2");
      assertThat(shop.ahead()).isEmpty();
    }
  }

  @Test
  void aRevertPassesAtOnceAlsoBehindAFailure(Space space, @PostgreSql EmbeddedPostgreSql server) {
    var shop = new Shop(space, server);
    try (var cluster = cluster(space, shop, Lag.BEHIND_THE_STATUS, 1)) {
      var argo = new ArgoApplication(cluster, new Policy(Integer.MAX_VALUE, true, false));
      var first = shop.release(1);
      argo.push(first);
      until(argo, argo::isSynced);
      argo.push(shop.release(2));
      until(argo, argo::isSynced);

      argo.push(first.reverted());
      until(argo, argo::isSynced);
      shop.migration().awaits("Ready=True/SchemaAhead");
      assertThat(shop.image()).endsWith(":1");

      argo.push(shop.release(3, Shop.files(2) + BAD.replace("V2", "V3")));
      until(argo, () -> argo.last().orElseThrow().phase() == FAILED);
      argo.push(first.reverted());
      until(argo, argo::isSynced);
      assertThat(shop.image()).endsWith(":1");
      assertThat(shop.ahead()).isEmpty();
    }
  }

  @Test
  void aServerThatIsAwayIsWaitedForAndFailsNothing(Space space) {
    try (var own = EmbeddedPostgreSql.builder(18).withoutFsync().start()) {
      var shop = new Shop(space, own);
      try (var cluster = cluster(space, shop, Lag.NONE, 1)) {
        var argo = new ArgoApplication(cluster, new Policy(0, true, false));
        argo.push(shop.release(1));
        until(argo, argo::isSynced);
        own.stop();
        argo.push(shop.release(2));
        until(argo, () -> shop.migration().status().says("Ready=False/Unreachable"));
        await().during(Duration.ofSeconds(3)).pollInterval(Duration.ofMillis(50)).until(() -> {
          argo.look();
          return !argo.isSynced() && !argo.hasGivenUp();
        });
        assertThat(shop.image()).endsWith(":1");

        own.startAgain();
        until(argo, argo::isSynced);
        assertThat(argo.outcomes()).extracting(Outcome::phase).containsOnly(SUCCEEDED);
        assertThat(shop.ahead()).isEmpty();
      }
    }
  }

  /** It is a partial sync of what differs, in which no wave orders anything; but only of a revision whose sync succeeded. */
  @Test
  void selfHealingAppliesTheVersionWhoseMigrationIsApplied(Space space, @PostgreSql EmbeddedPostgreSql server) {
    var shop = new Shop(space, server);
    try (var cluster = cluster(space, shop, Lag.NONE, 1)) {
      var argo = new ArgoApplication(cluster, new Policy(0, true, false));
      argo.push(shop.release(1));
      until(argo, argo::isSynced);
      shop.drift();
      until(argo, () -> argo.isSynced() && shop.replicas() == 1);
      argo.push(shop.release(2, Shop.files(1) + BAD));
      until(argo, argo::hasGivenUp);
      shop.drift();
      argo.look();
      assertThat(argo.hasGivenUp()).isTrue();
      assertThat(shop.image()).endsWith(":1");
      assertThat(shop.ahead()).isEmpty();
    }
  }

  static ArgoCluster cluster(Space space, Shop shop, Lag lag, long seed) {
    return new ArgoCluster(space, lag, new Random(seed), Customization::health, shop::watch);
  }

  static void until(ArgoApplication argo, BooleanSupplier done) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> {
          argo.look();
          return done.getAsBoolean();
        });
  }
}
