package dev.sluice.controller.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.role.Role;
import dev.sluice.controller.migration.MigrationScene;
import dev.sluice.controller.migration.TestDatabase;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A thousand Roles at once, which share twenty databases, through few sessions. */
@ExtendWith(ClusterExtension.class)
class ThousandRolesIT {
  private static final int ROLES = 1000;
  private static final int DATABASES = 20;
  private static final int SESSIONS = 8;
  private static final long CLOSING = 4;
  private static final Duration LONG = Duration.ofMinutes(8);

  private Cluster cluster;
  private MigrationScene scene;
  private TestDatabase server;

  @BeforeEach
  void scene(Cluster shared, @PostgreSql EmbeddedPostgreSql postgres) {
    cluster = shared;
    scene = cluster.scene(postgres);
    server = new TestDatabase(postgres, "postgres");
    // A login of its own, so that its sessions can be told from those of other tests.
    server.run("CREATE ROLE " + scene.namespace() + " SUPERUSER LOGIN PASSWORD 'pw'");
    scene.credentials(scene.namespace(), "pw", ", maxSessions: " + SESSIONS);
    IntStream.range(0, DATABASES).forEach(n -> server.run("CREATE DATABASE \"" + database(n) + "\""));
  }

  @Test
  void allBecomeReadyAndNoneIsMadeTwice() throws SQLException {
    cluster.operator();
    var most = new AtomicLong();
    try (var sampling = Executors.newSingleThreadScheduledExecutor()) {
      sampling.scheduleWithFixedDelay(
          () -> most.accumulateAndGet(server.number("SELECT count(*) FROM pg_stat_activity WHERE usename = '" + scene.namespace() + "'"), Math::max), 0, 100, TimeUnit.MILLISECONDS);
      cluster.controlPlane().kubectl().within(LONG).runWithInput(manifests(), "apply", "-f", "-").orThrow();
      await().atMost(LONG).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> assertThat(ready()).isEqualTo(ROLES));
      sampling.shutdownNow();
    }
    // One that was ended is seen until the server's process for it has gone.
    assertThat(most.get()).isBetween(1L, SESSIONS + CLOSING);
    assertThat(server.number("SELECT count(*) FROM pg_roles WHERE starts_with(rolname, '" + scene.namespace() + "-n')")).isEqualTo(ROLES);
    assertThat(most()).isEqualTo(1);
    assertThat(logsIn(0)).isTrue();
    assertThat(logsIn(ROLES - 1)).isTrue();
  }

  /** How often one was made that was made most often. Of a thousand events at once the API server may lose some. */
  private long most() {
    return cluster.client().v1().events().inNamespace(scene.namespace()).list().getItems().stream()
        .filter(event -> event.getReason().equals("CreatedExternalResource"))
        .collect(Collectors.groupingBy(event -> event.getInvolvedObject().getName(), Collectors.summingLong(event -> event.getCount() == null ? 1 : event.getCount())))
        .values().stream().mapToLong(Long::longValue).max().orElse(0);
  }

  private boolean logsIn(int n) throws SQLException {
    var data = cluster.client().secrets().inNamespace(scene.namespace()).withName(name(n)).get().getData();
    try (var connection = DriverManager.getConnection(new String(Base64.getDecoder().decode(data.get("jdbcUrl")), StandardCharsets.UTF_8))) {
      return connection.isValid(5);
    }
  }

  private String manifests() {
    return IntStream.range(0, ROLES).mapToObj(n -> """
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: Role
        metadata: {name: %1$s, namespace: %2$s}
        spec:
          forProvider: {access: [{database: %3$s, preset: ReadWrite}]}
          providerConfigRef: {kind: ProviderConfig, name: default}
          writeConnectionSecretToRef: {name: %1$s}
        """.formatted(name(n), scene.namespace(), database(n % DATABASES)))
        .collect(Collectors.joining("---\n"));
  }

  private String name(int n) {
    return scene.namespace() + "-n" + n;
  }

  private String database(int n) {
    return scene.namespace() + "-d" + n;
  }

  private long ready() {
    return cluster.client().resources(Role.class).inNamespace(scene.namespace()).list().getItems().stream()
        .filter(role -> role.getStatus() != null && role.getStatus().condition("Ready").filter(condition -> condition.isTrue()).isPresent())
        .count();
  }
}
