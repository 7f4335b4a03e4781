package dev.sluice.controller.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.migration.MigrationScene;
import dev.sluice.controller.migration.TestDatabase;
import dev.sluice.controller.testbed.Flavour;
import dev.sluice.controller.testbed.Resource;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The operator is killed while a plan is applied, or starts anew where nothing is to be done. */
@ExtendWith(ClusterExtension.class)
class CrashedSchemaIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String[] DONE = {"Ready=True/Available", "Synced=True", "!Reconciling", "!Stalled"};

  private Cluster cluster;
  private MigrationScene scene;
  private TestDatabase database;

  @BeforeEach
  void scene(Cluster shared, @PostgreSql EmbeddedPostgreSql server) {
    cluster = shared;
    scene = cluster.scene(server);
    database = scene.existingDatabase();
  }

  @Test
  void theNextPlanFinishesWhatIsLeft() throws SQLException {
    var operator = cluster.operator();
    var schema = schema("CREATE TABLE t (a int);").awaitsWithin(LONG, DONE);

    try (var writer = database.holding("INSERT INTO t VALUES (1)")) {
      schema("CREATE TABLE t (a int, b int); CREATE INDEX i ON t (a);");
      await().atMost(LONG).until(() -> database.running("ALTER TABLE") + database.running("CREATE INDEX") > 0);
      operator.kill();
      cluster.operator();
      writer.commit();
    }

    schema.awaitsWithin(LONG, DONE);
    assertThat(database.number("SELECT count(*) FROM pg_attribute WHERE attrelid = 't'::regclass AND attnum > 0 AND NOT attisdropped")).isEqualTo(2);
    assertThat(database.column("SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = 't'::regclass AND indisvalid")).containsExactly("i");
    assertThat(database.number("SELECT count(*) FROM pg_index WHERE indrelid = 't'::regclass")).isEqualTo(1);
    assertThat(database.number("SELECT count(*) FROM t")).isEqualTo(1);
  }

  @Test
  void whatIsAsDesiredIsNotWrittenAgainAfterARestart() {
    var operator = cluster.operator();
    var schema = schema("CREATE TABLE t (a int);").awaitsWithin(LONG, DONE);
    database.runAsOwner("CREATE TABLE u (a int)");
    schema.annotate("crossplane.io/reconcile-requested-at", "1").awaitsWithin(LONG, "Drifted=True");
    await().until(() -> "1".equals(schema.observedStatus("lastHandledReconcileAt")));
    var conditions = schema.observedStatus("conditions");
    var observed = schema.observed("plan");
    var looks = looks();
    operator.kill();

    cluster.operator();
    await().atMost(LONG).until(() -> looks() > looks);
    schema.annotate("crossplane.io/reconcile-requested-at", "2");
    await().atMost(LONG).until(() -> "2".equals(schema.observedStatus("lastHandledReconcileAt")));

    // With the times of their transitions: nobody was told in between that it isn't ready.
    assertThat(schema.observedStatus("conditions")).isEqualTo(conditions);
    assertThat(schema.observed("plan")).isEqualTo(observed);
    assertThat(schema.observed("history").toString()).containsOnlyOnce("NotNeeded");
  }

  private long looks() {
    return new TestDatabase(database.server(), "postgres").number("SELECT sessions FROM pg_stat_database WHERE datname = '" + database.name() + "'");
  }

  private Resource schema(String sql) {
    scene.apply(
        """
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: Schema
        metadata: {name: s, namespace: %s}
        spec:
          forProvider: {database: %s, desired: {inline: {a.sql: "%s"}}, timeouts: {lock: 0s}}
          providerConfigRef: {kind: ProviderConfig, name: default}
        """
            .formatted(scene.namespace(), database.name(), sql));
    return new Resource(scene.client(), Flavour.NAMESPACED.apiVersion(), "Schema", scene.namespace(), "s");
  }
}
