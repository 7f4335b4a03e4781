package dev.sluice.controller.gitops;

import static dev.sluice.controller.testbed.Flavour.NAMESPACED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.gate.GatedPod;
import dev.sluice.controller.testbed.Servers;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.helm.Helm;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The chart of examples/helm by the real Helm, with the real provider and a database: install, upgrade, roll back, uninstall. */
@ExtendWith(TestbedExtension.class)
@DisabledIf(value = "helmIsMissing", disabledReason = "Helm is built from its Go module, and there is no Go")
class HelmIT {
  @TempDir private Path chart;

  static boolean helmIsMissing() {
    return Helm.missing().isPresent();
  }

  @Test
  void thePodsOfEachRevisionWaitForItsSchema(Space space) throws Exception {
    copy(Example.EXAMPLES.resolve("helm/orders"), chart);
    GatedPod.admit(space.client(), space.name());
    try (var server = EmbeddedPostgreSql.builder(18).withoutFsync().start();
        var helm = Helm.of(space.bed().controlPlane().kubeconfig(), System.err::println)) {
      space.credentials(NAMESPACED, server);
      helm.run("install", "orders", chart.toString(), "--namespace", space.name());
      Example.podOf(space, "first");
      await().atMost(Duration.ofSeconds(30)).until(() -> !Example.isHeld(space, "first"));
      assertThat(version(server)).isEqualTo("2");

      Files.writeString(chart.resolve("migrations/V3__add_total.sql"), "ALTER TABLE public.orders ADD COLUMN total numeric(12,2);\n");
      try (var lock = server.connect("orders")) {
        lock.setAutoCommit(false);
        lock.createStatement().execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");
        helm.run("upgrade", "orders", chart.toString(), "--namespace", space.name(), "--set", "image.tag=1.1.0", "--set-string", "schemaVersion=3");
        Example.podOf(space, "second");
        await().during(Duration.ofSeconds(1)).until(() -> Example.isHeld(space, "second"));
      }
      await().atMost(Duration.ofSeconds(30)).until(() -> !Example.isHeld(space, "second"));
      assertThat(version(server)).isEqualTo("3");

      helm.run("rollback", "orders", "1", "--namespace", space.name());
      Example.podOf(space, "first-again");
      await().atMost(Duration.ofSeconds(30)).until(() -> !Example.isHeld(space, "first-again"));
      assertThat(Example.image(space)).endsWith(":1.0.0");
      space.resource(NAMESPACED, "Migration", "orders").awaits("Ready=True/SchemaAhead");

      helm.run("uninstall", "orders", "--namespace", space.name());
      space.resource(NAMESPACED, "Migration", "orders").awaitGone();
      space.resource(NAMESPACED, "Database", "orders").awaits("Ready=True");
      assertThat(version(server)).isEqualTo("3");
    }
  }

  private static String version(EmbeddedPostgreSql server) {
    return Servers.ask(server, "orders", "SELECT version FROM flyway_schema_history WHERE success ORDER BY installed_rank DESC LIMIT 1").getFirst();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var all = Files.walk(from)) {
      for (var one : all.filter(path -> !path.equals(from)).toList()) {
        Files.copy(one, to.resolve(from.relativize(one).toString()));
      }
    }
  }
}
