package dev.sluice.controller.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.controller.gate.Application.Release;
import dev.sluice.controller.migration.MigrationScene;
import dev.sluice.controller.testbed.Servers;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import dev.sluice.local.provider.ProviderProcess;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Releases of one application, each with its migrations and its Deployment in one apply, on a cluster where pods roll out: no pod
 * runs ahead of its database, and the old ones serve until it is there.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RolloutIT {
  private static final Duration LONG = Duration.ofSeconds(120);
  private static final Duration WHILE = Duration.ofSeconds(2);
  private static final int APPLICATIONS = Integer.getInteger("sluice.rollouts", 12);
  private static final int RELEASES = 3;
  private static final int AT_ONCE = 4;
  private static final ObjectMapper JSON = new ObjectMapper();

  private WorkloadCluster workloads;
  private volatile ProviderProcess operator;

  @BeforeAll
  void start() {
    workloads = WorkloadCluster.start();
    operator = workloads.cluster().operator("--poll=1h");
  }

  @AfterAll
  void end() {
    if (workloads != null) {
      workloads.close();
    }
  }

  @Test
  void aFailedMigrationKeepsTheOldVersionServingAndTheFixGoesOnByItself(@PostgreSql EmbeddedPostgreSql server) {
    try (var app = new Application(workloads, server)) {
      var first = Release.first();
      serve(app, first);

      app.apply(first.plus("ALTER TABLE nowhere ADD COLUMN x int"), new Random(1));
      app.migration().awaits("Stalled=True");
      await().atMost(LONG).until(() -> app.waitingPods().size() == 1);
      await().during(WHILE).atMost(LONG).until(() -> app.servedVersions().equals(List.of(1, 1)) && app.waitingPods().size() == 1);
      assertThat(app.deployment().getStatus().getReadyReplicas()).isEqualTo(2);

      var fixed = first.plus("ALTER TABLE t ADD COLUMN x int");
      app.apply(fixed, new Random(2));
      app.awaitsServing(fixed);
      assertThat(app.serving().least()).isGreaterThanOrEqualTo(Application.REPLICAS);
      assertThat(app.released().violations()).isEmpty();
    }
  }

  @Test
  void theExampleRollsOut(@PostgreSql EmbeddedPostgreSql server) throws IOException {
    workloads.client().resource(new NamespaceBuilder().withNewMetadata().withName("shop").endMetadata().build()).create();
    var scene = new MigrationScene(workloads.client(), "shop", server);
    scene.credentials(server.username(), server.password(), "");
    scene.database("orders");

    workloads.cluster().controlPlane().apply(Files.readString(Path.of("../../examples/pod-gate.yaml")));

    await().atMost(LONG).until(() -> Integer.valueOf(2).equals(
        workloads.client().apps().deployments().inNamespace("shop").withName("orders").get().getStatus().getAvailableReplicas()));
    assertThat(Servers.ask(server, "orders", "SELECT version FROM flyway_schema_history ORDER BY installed_rank")).containsExactly("1", "2");
  }

  @Test
  void aRevertOfGitRollsTheApplicationBackAtOnce(@PostgreSql EmbeddedPostgreSql server) {
    try (var app = new Application(workloads, server)) {
      var first = Release.first();
      serve(app, first);
      var second = first.plus("ALTER TABLE t ADD COLUMN x int");
      app.apply(second, new Random(1));
      app.awaitsServing(second);
      // One that fails is reverted too.
      app.apply(second.plus("ALTER TABLE nowhere ADD COLUMN x int"), new Random(2));
      app.migration().awaits("Stalled=True");

      app.apply(first, new Random(3));

      app.awaitsServing(first);
      app.migration().awaits("Ready=True/SchemaAhead");
      assertThat(app.database().history()).containsExactly("1", "2");
      assertThat(app.serving().least()).isGreaterThanOrEqualTo(Application.REPLICAS);
      assertThat(app.released().violations()).isEmpty();
    }
  }

  @Test
  void podsOfTheOldReplicaSetAreRescheduledAfterTheMigrationWentFurther(@PostgreSql EmbeddedPostgreSql server) {
    try (var app = new Application(workloads, server)) {
      var first = Release.first();
      serve(app, first);
      // Applied, and the pods that need it wait for one more that fails.
      app.apply(first.plus("ALTER TABLE t ADD COLUMN x int").plus("ALTER TABLE nowhere ADD COLUMN x int"), new Random(1));
      app.migration().awaits("Stalled=True");
      assertThat(app.database().history()).containsExactly("1", "2");

      app.pods().stream().filter(p -> ReleasedPods.required(p) == 1).findFirst().ifPresent(p -> workloads.client().resource(p).withGracePeriod(0).delete());

      await().atMost(LONG).until(() -> app.servedVersions().equals(List.of(1, 1)) && app.released().required().size() == 3);
      assertThat(app.released().violations()).isEmpty();
    }
  }

  @Test
  void noPodEverRunsAheadInAnyOrderOfThings(@PostgreSql EmbeddedPostgreSql server) throws Exception {
    deliverAll(server, APPLICATIONS, seed());
  }

  @Test
  void norWhileTheProviderIsKilledAgainAndAgain(@PostgreSql EmbeddedPostgreSql server) throws Exception {
    var seed = seed();
    var done = new AtomicBoolean();
    try (var killer = Executors.newSingleThreadExecutor()) {
      var kills = killer.submit(() -> {
        var random = new Random(seed);
        var count = 0;
        var longest = 4000;
        while (!done.get()) {
          pause(random, longest);
          operator.kill();
          var killed = Instant.now();
          operator = workloads.cluster().operator("--poll=1h");
          // Where a start takes long, so does all else, and some run must come to its end.
          longest = Math.max(4000, 2 * (int) Duration.between(killed, Instant.now()).toMillis());
          count++;
        }
        return count;
      });
      try {
        deliverAll(server, Math.max(1, APPLICATIONS / 3), seed);
      } finally {
        done.set(true);
      }
      assertThat(kills.get()).isPositive();
    }
  }

  private static long seed() {
    var seed = Long.getLong("sluice.seed", new Random().nextLong());
    System.out.println("RolloutIT: repeat with -Dsluice.seed=" + seed);
    return seed;
  }

  private void deliverAll(EmbeddedPostgreSql server, int count, long seed) throws Exception {
    var applications = new ArrayList<Application>();
    try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
      IntStream.range(0, count).forEach(n -> applications.add(new Application(workloads, server)));
      var runs = IntStream.range(0, count).<Callable<Void>>mapToObj(n -> () -> {
        deliver(applications.get(n), new Random(seed + n));
        return null;
      }).toList();
      for (var run : threads.invokeAll(runs)) {
        run.get();
      }
      var lifted = liftedAt();
      for (var app : applications) {
        assertThat(app.released().violations()).as("seed %d, %s", seed, app.namespace()).isEmpty();
        // One less for a moment is the Deployment controller's: of a ReplicaSet that one release scales to nothing and the next one up
        // again it counts pods as available that are being deleted.
        assertThat(app.serving().least()).as("seed %d, %s, %s", seed, app.namespace(), app.diary()).isGreaterThanOrEqualTo(Application.REPLICAS - 1);
        assertThat(early(app, lifted)).as("seed %d, %s", seed, app.namespace()).isEmpty();
      }
    } finally {
      applications.forEach(Application::close);
    }
  }

  private static void serve(Application app, Release release) {
    app.apply(release, new Random(0));
    app.awaitsServing(release);
    await().atMost(LONG).until(() -> app.serving().now() == Application.REPLICAS);
    app.serving().watch();
  }

  /** Releases of all sorts, one after the other or over each other. */
  private static void deliver(Application app, Random random) {
    var good = Release.first();
    serve(app, good);
    for (var n = 0; n < RELEASES; n++) {
      var before = good;
      good = switch (random.nextInt(5)) {
        case 0 -> applied(app, before.plus("SELECT 1"), random);
        case 1 -> applied(app, before.plus("SELECT pg_sleep(0.%d)".formatted(1 + random.nextInt(8))), random);
        case 2 -> {
          app.apply(before.plus("SELECT 1/0"), random);
          pause(random);
          yield applied(app, before.plus("SELECT pg_sleep(0.%d)".formatted(1 + random.nextInt(4))), random);
        }
        case 3 -> {
          // The next one comes while this one still runs.
          var slow = applied(app, before.plus("SELECT pg_sleep(0.5)"), random);
          pause(random);
          yield applied(app, slow.plus("SELECT pg_sleep(0.2)").plus("SELECT 1"), random);
        }
        default -> {
          app.apply(before.plus("SELECT pg_sleep(0.4)").plus("SELECT 1/0"), random);
          pause(random);
          app.apply(before, random);
          pause(random);
          yield applied(app, before.plus("SELECT pg_sleep(0.4)").plus("SELECT 1"), random);
        }
      };
      if (random.nextBoolean()) {
        app.deleteAWaitingPod();
      }
      if (random.nextBoolean()) {
        app.awaitsServing(good);
      }
    }
    app.awaitsServing(good);
  }

  private static Release applied(Application app, Release release, Random random) {
    app.apply(release, random);
    return release;
  }

  /** Anything between nothing and the time that a run takes. */
  private static void pause(Random random) {
    pause(random, 900);
  }

  private static void pause(Random random, int most) {
    var end = Instant.now().plusMillis(random.nextInt(most));
    await().atMost(LONG).pollInterval(Duration.ofMillis(10)).until(() -> Instant.now().isAfter(end));
  }

  /** Pods whose gate was asked to be lifted before the last statement of what they require had run, by the clocks of both servers. */
  private static List<String> early(Application app, Map<String, Instant> lifted) {
    var done = new HashMap<Integer, Instant>();
    for (var row : app.database().column("SELECT version || ' ' || extract(epoch FROM min(at))::text FROM done GROUP BY version")) {
      var parts = row.split(" ");
      done.put(Integer.parseInt(parts[0]), Instant.EPOCH.plusNanos((long) (Double.parseDouble(parts[1]) * 1e9)));
    }
    var early = new ArrayList<String>();
    app.released().required().forEach((pod, version) -> {
      var at = lifted.get(app.namespace() + "/" + pod);
      if (at == null || done.get(version) == null || at.isBefore(done.get(version))) {
        early.add("%s requires %d, done at %s, lifted at %s".formatted(pod, version, done.get(version), at));
      }
    });
    return early;
  }

  /** From the API server's own log: the first request that lifted each pod's gate. */
  private Map<String, Instant> liftedAt() throws IOException {
    var lifted = new HashMap<String, Instant>();
    for (var line : Files.readAllLines(workloads.cluster().controlPlane().auditLog().orElseThrow())) {
      if (!line.contains("\"verb\":\"patch\"") || !line.contains("\"resource\":\"pods\"") || !line.contains("provider-sluice") || !line.contains("ResponseComplete")) {
        continue;
      }
      var entry = JSON.readTree(line);
      var object = entry.path("objectRef");
      if (object.path("subresource").isMissingNode() && entry.at("/responseStatus/code").asInt() == 200) {
        lifted.putIfAbsent(object.path("namespace").asText() + "/" + object.path("name").asText(), Instant.parse(entry.path("requestReceivedTimestamp").asText()));
      }
    }
    return lifted;
  }
}
