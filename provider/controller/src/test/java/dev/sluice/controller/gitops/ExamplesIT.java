package dev.sluice.controller.gitops;

import static dev.sluice.controller.gitops.WavesIT.until;
import static dev.sluice.controller.testbed.Flavour.NAMESPACED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.gate.GatedPod;
import dev.sluice.controller.gitops.ArgoApplication.Outcome;
import dev.sluice.controller.gitops.ArgoApplication.Policy;
import dev.sluice.controller.gitops.ArgoCluster.Lag;
import dev.sluice.controller.testbed.Kstatus;
import dev.sluice.controller.testbed.Resource;
import dev.sluice.controller.testbed.Servers;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What examples/argocd and examples/flux show, with the real provider and a database of its own for each, release by release. */
@ExtendWith(TestbedExtension.class)
class ExamplesIT {
  private static final Policy USUAL = new Policy(10, true, false);
  private static final String FIRST = "registry.example.org/orders:1.0.0";
  private static final String SECOND = "registry.example.org/orders:1.1.0";

  private EmbeddedPostgreSql server;

  @BeforeEach
  void start(Space space) {
    server = EmbeddedPostgreSql.builder(18).withoutFsync().start();
    space.credentials(NAMESPACED, server);
    GatedPod.admit(space.client(), space.name());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void wavesOrderTwoReleasesAndTheRevertOfTheSecond(Space space) {
    try (var cluster = cluster(space)) {
      var argo = new ArgoApplication(cluster, USUAL);
      for (var release : List.of("1-release", "2-release", "1-release")) {
        argo.push(Example.commit(space, "argocd/waves/" + release + ".yaml"));
        until(argo, argo::isSynced);
        assertThat(Example.image(space)).isEqualTo(release.startsWith("1") ? FIRST : SECOND);
      }
      assertThat(argo.outcomes()).extracting(Outcome::phase).containsOnly(ArgoOperation.Phase.SUCCEEDED);
      migration(space, "orders").awaits("Ready=True/SchemaAhead");
      assertThat(migration(space, "orders").observed("appliedVersion")).isEqualTo("3");
    }
  }

  /** Everything at once and in any order: of both releases no pod starts before its migration, and after a revert at once. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void inASingleWaveThePodsWait(long seed, Space space) {
    var order = new Random(seed);
    applyShuffled(space, "argocd/single-wave/1-release.yaml", order);
    assertHeldUntil(space, "first", "2");

    var held = lock();
    applyShuffled(space, "argocd/single-wave/2-release.yaml", order);
    Example.podOf(space, "second");
    await().during(Duration.ofSeconds(1)).until(() -> Example.isHeld(space, "second"));
    held.run();
    assertHeldUntil(space, "second-too", "3");
    await().until(() -> !Example.isHeld(space, "second"));

    applyShuffled(space, "argocd/single-wave/1-release.yaml", order);
    Example.podOf(space, "first-again");
    await().until(() -> !Example.isHeld(space, "first-again"));
    assertThat(Example.image(space)).isEqualTo(FIRST);
  }

  @Test
  void anAppOfAppsMayBeSyncedInTheWrongOrder(Space space) {
    apply(space, Example.read(Example.EXAMPLES.resolve("argocd/app-of-apps/app/orders.yaml")));
    Example.podOf(space, "early");
    await().during(Duration.ofSeconds(1)).until(() -> Example.isHeld(space, "early"));

    apply(space, Example.read(Example.EXAMPLES.resolve("argocd/app-of-apps/database/orders.yaml")));

    await().atMost(Duration.ofSeconds(30)).until(() -> !Example.isHeld(space, "early"));
    assertThat(migration(space, "orders").observed("appliedVersion")).isEqualTo("2");
  }

  /** Old and new versions write side by side, the old name goes after the last who knows it, and a revert of that finds the new one. */
  @Test
  void anExpandedSchemaServesBothVersionsAndIsContractedAfterTheNewOne(Space space) {
    try (var cluster = cluster(space)) {
      var argo = new ArgoApplication(cluster, USUAL);
      sync(argo, space, "1-release");
      write("INSERT INTO orders (customer, item, quantity) VALUES ('Ada', 'engine', 1)");

      sync(argo, space, "2-expand");
      write("INSERT INTO orders (customer, item, quantity) VALUES ('Grace', 'nanosecond', 2)");
      write("INSERT INTO orders (buyer, item, quantity) VALUES ('Edgar', 'relation', 3)");
      write("UPDATE orders SET customer = 'Ada L.' WHERE customer = 'Ada'");
      write("UPDATE orders SET buyer = 'Edgar F.' WHERE buyer = 'Edgar'");
      assertThat(ask("SELECT buyer FROM orders ORDER BY id")).containsExactly("Ada L.", "Grace", "Edgar F.");
      assertThat(ask("SELECT customer FROM orders ORDER BY id")).containsExactly("Ada L.", "Grace", "Edgar F.");

      sync(argo, space, "3-contract");
      migration(space, "orders-contract").awaits("Ready=True/UpToDate");
      assertThat(ask("SELECT column_name FROM information_schema.columns WHERE table_name = 'orders' ORDER BY 1")).containsExactly("buyer", "id", "item", "quantity");
      write("INSERT INTO orders (buyer, item, quantity) VALUES ('Barbara', 'abstraction', 4)");

      migration(space, "orders-contract").delete().awaitGone();
      sync(argo, space, "2-expand");
      assertThat(Example.image(space)).endsWith(":2.0.0");
      assertThat(ask("SELECT buyer FROM orders ORDER BY id")).containsExactly("Ada L.", "Grace", "Edgar F.", "Barbara");
    }
  }

  /** As Flux does it: what a Kustomization has applied is judged by kstatus, and what depends on it comes after that. */
  @Test
  void fluxAppliesTheApplicationWhenTheDatabaseIsCurrent(Space space) {
    apply(space, kustomize(space, "flux/database"));
    await().atMost(Duration.ofSeconds(30)).until(() -> Kstatus.of(migration(space, "orders").status()) == Kstatus.CURRENT);
    assertThat(migration(space, "orders").observed("appliedVersion")).isEqualTo("2");
    space.resource(NAMESPACED, "Role", "orders-app").awaits("Ready=True/Available");

    apply(space, kustomize(space, "flux/app"));

    assertThat(Example.image(space)).isEqualTo(FIRST);
    assertThat(space.secret("orders-app").getData()).containsKey("uri");
  }

  private static void sync(ArgoApplication argo, Space space, String release) {
    argo.push(Example.commit(space, "argocd/expand-contract/" + release + ".yaml"));
    until(argo, argo::isSynced);
  }

  private static ArgoCluster cluster(Space space) {
    return new ArgoCluster(space, Lag.NONE, new Random(1), Customization::health, manifest -> {});
  }

  private void assertHeldUntil(Space space, String pod, String version) {
    Example.podOf(space, pod);
    await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10)).until(() -> !Example.isHeld(space, pod));
    assertThat(ask("SELECT version FROM flyway_schema_history WHERE success ORDER BY installed_rank DESC LIMIT 1")).containsExactly(version);
  }

  /** Keeps migrations waiting until it is run. */
  private Runnable lock() {
    try {
      var connection = server.connect("orders");
      connection.setAutoCommit(false);
      connection.createStatement().execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");
      return () -> {
        try {
          connection.close();
        } catch (java.sql.SQLException e) {
          throw new IllegalStateException(e);
        }
      };
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void applyShuffled(Space space, String file, Random order) {
    var manifests = new ArrayList<>(Example.commit(space, file).manifests());
    Collections.shuffle(manifests, order);
    manifests.forEach(manifest -> space.apply(manifest.yaml()));
  }

  private static void apply(Space space, String manifests) {
    Example.manifests(space, manifests).forEach(manifest -> space.apply(manifest.yaml()));
  }

  private static String kustomize(Space space, String folder) {
    return space.bed().controlPlane().kubectl().run("kustomize", Example.EXAMPLES.resolve(folder).toString()).orThrow().stdout();
  }

  private static Resource migration(Space space, String name) {
    return space.resource(NAMESPACED, "Migration", name);
  }

  private void write(String statement) {
    Servers.execute(server, "orders", statement);
  }

  private List<String> ask(String query) {
    return Servers.ask(server, "orders", query);
  }
}
