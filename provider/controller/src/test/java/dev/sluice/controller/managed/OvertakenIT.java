package dev.sluice.controller.managed;

import static dev.sluice.controller.testbed.Flavour.NAMESPACED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.testbed.ObjectHistory;
import dev.sluice.controller.testbed.Servers;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A spec that changes while the one before is worked on. */
@ExtendWith(TestbedExtension.class)
class OvertakenIT {

  /** That the newer generation was announced before it was done is one of the rules that every test is held to. */
  @Test
  void whatIsDoneIsNeverSaidOfASpecThatCameMeanwhile(Space space) throws SQLException {
    try (var own = EmbeddedPostgreSql.builder(18).withoutFsync().start();
        var gate = own.connect("postgres")) {
      space.secret("admin", own, own.password());
      space.config(NAMESPACED, ", timeouts: {lock: 0s}").awaits("Ready=True");
      close(gate);
      var database = space.database("a").forProvider("connectionLimit: 1").apply();
      awaitAtGate(own);
      database.merge("{\"spec\":{\"forProvider\":{\"connectionLimit\":2}}}");
      gate.rollback();

      database.awaits("Ready=True");

      assertThat(database.observed("connectionLimit")).isEqualTo(2);
      assertThat(Servers.ask(own, "postgres", "SELECT datconnlimit FROM pg_database WHERE datname = '" + space.unique("a") + "'")).containsExactly("2");
    }
  }

  @Test
  void aRetryThatIsAskedForMeanwhileIsAnsweredByAPassOfItsOwn(Space space) throws SQLException {
    try (var own = EmbeddedPostgreSql.builder(18).withoutFsync().start();
        var gate = own.connect("postgres");
        var history = new ObjectHistory(space, NAMESPACED, "Database")) {
      space.secret("admin", own, own.password());
      space.config(NAMESPACED, ", timeouts: {lock: 0s}").awaits("Ready=True");
      close(gate);
      var database = space.database("a").annotated("sluice.dev/retry", "first").apply();
      awaitAtGate(own);
      database.annotate("sluice.dev/retry", "second");
      gate.rollback();

      await().untilAsserted(() -> assertThat(database.observedStatus("lastHandledRetry")).isEqualTo("second"));
      database.awaits("Ready=True");
      assertThat(history.of(database.name())).extracting(OvertakenIT::echo).contains("first");
    }
  }

  /** Nothing can be created, and everybody can log in. */
  private static void close(Connection gate) throws SQLException {
    gate.setAutoCommit(false);
    try (var statement = gate.createStatement()) {
      statement.execute("LOCK TABLE pg_database IN SHARE MODE");
    }
  }

  private static void awaitAtGate(EmbeddedPostgreSql server) {
    var waiting = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'CREATE DATABASE%'";
    await().until(() -> Servers.ask(server, "postgres", waiting).size() == 1);
  }

  private static Object echo(GenericKubernetesResource version) {
    return ((Map<?, ?>) version.getAdditionalProperties().getOrDefault("status", Map.of())).get("lastHandledRetry");
  }
}
