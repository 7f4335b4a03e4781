package dev.sluice.controller.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.common.Managed;
import dev.sluice.api.database.Database;
import dev.sluice.api.migration.Migration;
import dev.sluice.controller.migration.MigrationScene;
import dev.sluice.controller.migration.TestDatabase;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A thousand resources at once, and what they cost. */
@ExtendWith(ClusterExtension.class)
class ThousandIT {
  private static final int EACH = 500;
  private static final int SESSIONS = 8;
  private static final int WRITES_OF_A_DATABASE = 7;
  private static final int WRITES_OF_A_MIGRATION = 5;
  private static final Duration LONG = Duration.ofMinutes(6);
  private static final Set<String> WRITES = Set.of("create", "update", "patch", "delete");
  private static final ObjectMapper JSON = new ObjectMapper();

  private Cluster cluster;
  private MigrationScene scene;

  @BeforeEach
  void scene(Cluster shared, @PostgreSql EmbeddedPostgreSql server) {
    cluster = shared;
    scene = cluster.scene(server);
    // A login of its own, so that its sessions can be told from those of other tests.
    new TestDatabase(server, "postgres").run("CREATE ROLE " + scene.namespace() + " SUPERUSER LOGIN PASSWORD 'pw'");
    scene.credentials(scene.namespace(), "pw", ", maxSessions: " + SESSIONS);
  }

  @Test
  void allBecomeReadyWithinTheBounds() {
    cluster.operator();
    var most = new AtomicLong();
    try (var sampling = Executors.newSingleThreadScheduledExecutor()) {
      sample(sampling, most);
      cluster.controlPlane().kubectl().within(LONG).runWithInput(manifests(), "apply", "-f", "-").orThrow();

      await().atMost(LONG).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> assertThat(ready(Database.class) + " " + ready(Migration.class)).isEqualTo(EACH + " " + EACH));

      sampling.shutdownNow();
    }
    assertThat(most.get()).isBetween(1L, (long) SESSIONS);
    assertThat(writes("databases")).isLessThanOrEqualTo(WRITES_OF_A_DATABASE * EACH);
    // On a busy machine some runs take longer than a second and tell of their progress.
    assertThat(writes("migrations")).isLessThanOrEqualTo(WRITES_OF_A_MIGRATION * EACH + EACH / 10);
    assertThat(new TestDatabase(scene.server(), name(EACH - 1)).history()).containsExactly("1", "2", "3");
  }

  private String manifests() {
    return IntStream.range(0, EACH).mapToObj(n -> """
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: Database
        metadata: {name: %1$s, namespace: %2$s}
        spec: {forProvider: {}, providerConfigRef: {kind: ProviderConfig, name: default}}
        ---
        """.formatted(name(n), scene.namespace())
            + scene.migration(name(n))
                .forProvider("databaseRef", "{name: " + name(n) + "}")
                .file("V1__a.sql", "CREATE TABLE a (n int);")
                .file("V2__b.sql", "INSERT INTO a VALUES (1);")
                .file("V3__c.sql", "CREATE INDEX ON a (n);")
                .text())
        .collect(Collectors.joining("---\n"));
  }

  private String name(int n) {
    return scene.namespace() + "-n" + n;
  }

  private long ready(Class<? extends Managed<?, ?>> kind) {
    return cluster.client().resources(kind).inNamespace(scene.namespace()).list().getItems().stream()
        .filter(m -> m.getStatus() != null && m.getStatus().condition("Ready").filter(c -> c.isTrue()).isPresent())
        .count();
  }

  private void sample(ScheduledExecutorService sampling, AtomicLong most) {
    var server = new TestDatabase(scene.server(), "postgres");
    sampling.scheduleWithFixedDelay(
        () -> most.accumulateAndGet(server.number("SELECT count(*) FROM pg_stat_activity WHERE usename = '%1$s' OR starts_with(usename, '%2$s') AND usename LIKE '%%_runner'"
                    .formatted(scene.namespace(), name(0).substring(0, name(0).length() - 1))), Math::max),
        0, 100, TimeUnit.MILLISECONDS);
  }

  /** The operator's requests that changed something, of one kind and of what it keeps beside it. */
  private long writes(String resource) {
    try (var lines = Files.lines(cluster.controlPlane().auditLog().orElseThrow())) {
      return lines
          .filter(l -> l.contains("provider-sluice") && l.contains("\"" + scene.namespace() + "\""))
          .map(ThousandIT::parsed)
          .filter(r -> WRITES.contains(r.path("verb").asText()))
          .filter(r -> r.path("objectRef").path("resource").asText().equals(resource))
          .count()
          // One usage for each, whatever its kind.
          + EACH;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode parsed(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
