package dev.sluice.controller.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.controller.migration.TestDatabase;
import dev.sluice.controller.testbed.Resource;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import dev.sluice.local.provider.ProviderProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The operator as a program: what it is told, what it tells, and how it ends. */
@ExtendWith(ClusterExtension.class)
class ProcessIT {
  private static final Duration LONG = Duration.ofSeconds(60);

  @ParameterizedTest
  @CsvSource({
    "--poll=often, --poll, 'often' is not a duration; write 10m",
    "--poll=0s, --poll, must be longer than nothing",
    "--lease-duration=0, --lease-duration, must be longer than nothing",
    "--log-format=xml, --log-format, plain",
    "--metrics-bind-address=nowhere, --metrics-bind-address, write :8080",
    "--health-probe-bind-address=:99999, --health-probe-bind-address, write :8080",
    "--no-such-flag, --no-such-flag, --help",
  })
  void aBadFlagIsNamedAndEndsItWithTwo(String flag, String name, String remedy, Cluster cluster) {
    var operator = cluster.begin(flag);

    assertThat(ended(operator)).isEqualTo(2);
    assertThat(operator.output()).contains(name).contains(remedy).doesNotContain("\tat ");
  }

  @Test
  void flagsOfOtherProvidersAreAccepted(Cluster cluster) {
    assertThat(cluster.operator("--max-reconcile-rate=10", "--sync=1h", "--enable-management-policies").ready()).isTrue();
  }

  @Test
  void pagesTellOfHealthAndNumbers(Cluster cluster, @PostgreSql EmbeddedPostgreSql server) throws IOException, InterruptedException {
    var scene = cluster.scene(server);
    var operator = cluster.operator();
    scene.database(scene.namespace() + "-db");
    var migration =
        scene
            .apply(scene.migration("m").forProvider("databaseRef", "{name: " + scene.namespace() + "-db}").file("V1__a.sql", "CREATE TABLE a ();"))
            .awaitsVersion("1");
    migration.delete();
    migration.awaitGone();
    var database = new Resource(scene.client(), "db.m.sluice.dev/v1alpha1", "Database", scene.namespace(), scene.namespace() + "-db");
    database.merge("{\"spec\": {\"forProvider\": {\"connectionLimit\": 7}}}").awaits("Ready=True");
    new TestDatabase(server, "postgres").run("ALTER DATABASE \"" + scene.namespace() + "-db\" CONNECTION LIMIT 3");
    database.annotate("crossplane.io/reconcile-requested-at", "now");
    await().atMost(LONG).until(() -> operator.metrics().orElseThrow().contains("crossplane_managed_resource_drift_seconds_count{gvk=\"db.m.sluice.dev/v1alpha1, Kind=Database\"} 2"));

    assertThat(page(operator.healthPort(), "/healthz")).isEqualTo("200 ok\n");
    assertThat(page(operator.healthPort(), "/readyz")).isEqualTo("200 ok\n");
    assertThat(page(operator.healthPort(), "/other")).startsWith("404");
    assertThat(operator.metrics().orElseThrow())
        .contains("crossplane_managed_resource_exists{gvk=\"db.m.sluice.dev/v1alpha1, Kind=Database\"} 1")
        .contains("crossplane_managed_resource_ready{gvk=\"db.m.sluice.dev/v1alpha1, Kind=Database\"} 1")
        .contains("crossplane_managed_resource_synced{gvk=\"db.m.sluice.dev/v1alpha1, Kind=Database\"} 1")
        .contains("crossplane_managed_resource_exists{gvk=\"db.m.sluice.dev/v1alpha1, Kind=Migration\"} 0")
        .contains("crossplane_managed_resource_first_time_to_reconcile_seconds_count{gvk=\"db.m.sluice.dev/v1alpha1, Kind=Migration\"} 1")
        .contains("crossplane_managed_resource_first_time_to_readiness_seconds_bucket{gvk=\"db.m.sluice.dev/v1alpha1, Kind=Migration\"")
        .contains("crossplane_managed_resource_deletion_seconds_count{gvk=\"db.m.sluice.dev/v1alpha1, Kind=Migration\"} 1")
        .containsPattern("controller_runtime_reconcile_total\\{controller=\"database.db.m.sluice.dev\",result=\"requeue_after\"} [1-9]")
        .contains("controller_runtime_reconcile_errors_total{controller=\"database.db.m.sluice.dev\"} 0")
        .containsPattern("controller_runtime_reconcile_time_seconds_bucket\\{controller=\"migration.db.m.sluice.dev\",le=\"[^\"]+\"} [1-9]")
        .containsPattern("rest_client_requests_total\\{code=\"200\",host=\"[^\"]+:\\d+\",method=\"PATCH\"} [1-9]");
  }

  @Test
  void logsAreJsonWhereAskedFor(Cluster cluster) {
    var operator = cluster.operator("--log-format=json", "--debug");

    operator.terminate(LONG);

    var mapper = new ObjectMapper();
    assertThat(operator.output().lines())
        .isNotEmpty()
        .allSatisfy(line -> assertThat(mapper.readTree(line).has("level")).as(line).isTrue())
        .anySatisfy(line -> assertThat(mapper.readTree(line).path("formattedMessage").asText()).startsWith("Reconciling,"));
  }

  private static int ended(ProviderProcess operator) {
    await().atMost(LONG).until(() -> !operator.isAlive());
    return operator.terminate(LONG).orElseThrow();
  }

  private static String page(int port, String path) throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      var answer = http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(), HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body();
    }
  }
}
