package dev.sluice.controller.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.database.Database;
import dev.sluice.controller.migration.LiveMigration;
import dev.sluice.controller.migration.MigrationScene;
import dev.sluice.controller.migration.TestDatabase;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The operator is killed at the points of a creation, and another one starts: nothing is left for a person to decide. */
@ExtendWith(ClusterExtension.class)
class CrashedCreationIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String PENDING = "crossplane.io/external-create-pending";
  private static final String SUCCEEDED = "crossplane.io/external-create-succeeded";

  private Cluster cluster;
  private MigrationScene scene;
  private TestDatabase server;

  @BeforeEach
  void scene(Cluster shared, @PostgreSql EmbeddedPostgreSql postgres) {
    cluster = shared;
    scene = cluster.scene(postgres);
    server = new TestDatabase(postgres, "postgres");
  }

  @Test
  void afterItIsOnRecordAndBeforeItIsMade() throws java.sql.SQLException {
    var name = scene.namespace() + "-a";
    var operator = cluster.operator();
    try (var lock = lock(name)) {
      scene.database(name);
      await().atMost(LONG).until(() -> annotations(name).containsKey(PENDING));
      operator.kill();
      assertThat(exists(name)).isFalse();
      lock.rollback();
    }

    cluster.operator();

    awaitReady(name);
    assertThat(database(name).getStatus().atProvider().provenance()).isEqualTo("Created");
  }

  @Test
  void afterItIsMadeAndBeforeThatIsOnRecord() throws java.sql.SQLException {
    var name = scene.namespace() + "-b";
    var operator = cluster.operator();
    try (var lock = lock(name)) {
      scene.database(name);
      // Only then does it need the API server no more.
      await().atMost(LONG).until(() -> waitsForLock(name));
      assertThat(annotations(name)).containsKey(PENDING);
      cluster.controlPlane().stopApiServer();
      lock.rollback();
      await().atMost(LONG).until(() -> exists(name));
      operator.kill();
    }
    cluster.controlPlane().startApiServer();
    assertThat(annotations(name)).doesNotContainKey(SUCCEEDED);

    cluster.operator();

    awaitReady(name);
    // Known for ours, so that it may be dropped with its resource.
    assertThat(database(name).getStatus().atProvider().provenance()).isEqualTo("Created");
    cluster.client().resource(database(name)).delete();
    await().atMost(LONG).untilAsserted(() -> assertThat(database(name)).isNull());
    assertThat(exists(name)).isFalse();
  }

  @Test
  void inTheMiddleOfTheStatement() throws java.sql.SQLException {
    var name = scene.namespace() + "-c";
    server.run("CREATE DATABASE \"" + name + "-template\"");
    var operator = cluster.operator();
    // The server waits for a template's users to leave it.
    try (var user = server.server().connect(name + "-template")) {
      scene.apply(
          """
          apiVersion: db.m.sluice.dev/v1alpha1
          kind: Database
          metadata: {name: %s, namespace: %s}
          spec: {forProvider: {postgresql: {template: %s-template}}, providerConfigRef: {kind: ProviderConfig, name: default}}
          """
              .formatted(name, scene.namespace(), name));
      await().atMost(LONG).until(() -> server.number("SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'CREATE DATABASE \"" + name + "\"%'") == 1);
      operator.kill();
      assertThat(user.isValid(1)).isTrue();
    }

    cluster.operator();

    awaitReady(name);
  }

  @Test
  void sixtyOfEachWithThreeKillsInTheMiddle() {
    var operator = cluster.operator();
    IntStream.range(0, 60).forEach(n -> {
      scene.database(name(n));
      scene.apply(
          scene
              .migration(name(n))
              .forProvider("databaseRef", "{name: " + name(n) + "}")
              .file("V1__a.sql", "CREATE TABLE a (n int);")
              .file("V2__b.sql", "INSERT INTO a VALUES (1);")
              .file("V3__c.sql", "INSERT INTO a SELECT 2 FROM pg_sleep(0.05);"));
    });

    for (var created : new int[] {10, 25, 45}) {
      await().atMost(LONG).pollInterval(Duration.ofMillis(20)).until(() -> databases() >= created);
      operator.kill();
      operator = cluster.operator();
    }

    IntStream.range(0, 60).forEach(n -> {
      awaitReady(name(n));
      new LiveMigration(scene.client(), scene.namespace(), name(n)).awaitsWithin(LONG, "Ready=True/UpToDate", "!Stalled");
      var database = new TestDatabase(scene.server(), name(n));
      assertThat(database.column("SELECT n FROM a ORDER BY n")).containsExactly("1", "2");
      assertThat(database.history()).containsExactly("1", "2", "3");
    });
  }

  private String name(int n) {
    return scene.namespace() + "-n" + n;
  }

  private long databases() {
    return server.number("SELECT count(*) FROM pg_database WHERE datname LIKE '" + scene.namespace() + "-n%'");
  }

  /** Keeps whoever would create that database from it, as another replica would. */
  private Connection lock(String name) {
    return server.holding("SELECT pg_advisory_xact_lock(" + key(name) + ")");
  }

  private boolean waitsForLock(String name) {
    return server.number("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND (classid::bigint << 32 | objid::bigint) = " + key(name)) == 1;
  }

  private static String key(String name) {
    return "hashtextextended('sluice database " + name + "', 0)";
  }

  private boolean exists(String name) {
    return server.number("SELECT count(*) FROM pg_database WHERE datname = '" + name + "'") == 1;
  }

  private Database database(String name) {
    return cluster.client().resources(Database.class).inNamespace(scene.namespace()).withName(name).get();
  }

  private Map<String, String> annotations(String name) {
    var found = database(name).getMetadata().getAnnotations();
    return found == null ? Map.of() : found;
  }

  private void awaitReady(String name) {
    await()
        .atMost(LONG)
        .until(() -> database(name).getStatus().condition("Ready").filter(c -> c.isTrue()).isPresent() && annotations(name).containsKey(SUCCEEDED));
  }
}
