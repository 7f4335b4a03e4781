package dev.sluice.controller.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.testbed.Flavour;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How plans are applied while other things happen. */
@ExtendWith(TestbedExtension.class)
class SchemaRunsIT {
  private static final String ONE = "CREATE TABLE t (a int);";
  private static final String TWO = "CREATE TABLE t (a int, b int);";

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void bothFlavoursDoTheSame(Flavour flavour, Space space, @PostgreSql EmbeddedPostgreSql server) {
    var scene = SchemaScene.of(space, flavour, server);
    scene.configMap("sql", Map.of("a.sql", "CREATE VIEW v AS SELECT a FROM t;", "b.sql", TWO));
    var reference = flavour == Flavour.NAMESPACED ? "[{name: sql}]" : "[{name: sql, namespace: " + space.name() + "}]";
    var manifest = scene.schema().desired("configMapRefs", reference).policy("lint", "{drop-column: off, drop-table: off}");
    var schema = scene.apply(manifest).awaitsInSync();
    assertThat(scene.database().has("public.v")).isTrue();

    var sql = new StringBuilder(TWO);
    for (var i = 0; i < 60; i++) {
      sql.append("CREATE TABLE t").append(i).append(" (a int);");
    }
    scene.apply(manifest.policies("Observe"));
    scene.configMap("sql", Map.of("b.sql", sql.toString()));
    schema.awaits("Ready=False/Pending");
    assertThat(schema.seen().plan().configMapRef().name()).isEqualTo(schema.name() + "-plan");
    assertThat(space.client().configMaps().inNamespace(space.name()).withName(schema.name() + "-plan").get()).isNotNull();

    schema.resource().delete().awaitGone();
    assertThat(scene.database().has("public.v")).isTrue();
  }

  @Test
  void aPausedOneIsLeftAlone(Space space, @PostgreSql EmbeddedPostgreSql server) {
    var scene = SchemaScene.of(space, server);
    var schema = scene.apply(scene.schema().sql(ONE)).awaitsInSync();
    schema.annotate("crossplane.io/paused", "true");
    schema.resource().awaitsAny("Synced=False/ReconcilePaused");
    scene.apply(scene.schema().sql(TWO).annotated("crossplane.io/paused", "true"));
    schema.resource().awaitsAny("Synced=False/ReconcilePaused", "Ready=True");
    assertThat(schema.resource().status().isCurrent()).isFalse();

    schema.annotate("crossplane.io/paused", null).awaitsInSync();
    assertThat(scene.database().number("SELECT count(*) FROM pg_attribute WHERE attrelid = 't'::regclass AND attnum > 0")).isEqualTo(2);
  }

  @Test
  void aLockThatIsNotHadIsTriedForAgain(Space space, @PostgreSql EmbeddedPostgreSql server) throws SQLException {
    var scene = SchemaScene.of(space, server);
    var schema = scene.apply(scene.schema().sql(ONE)).awaitsInSync();

    try (var reader = scene.database().holding("SELECT * FROM t")) {
      scene.apply(scene.schema().sql(TWO).forProvider("timeouts", "{lock: 50ms}"));
      await().until(() -> schema.message("Ready").contains("attempt"));
      schema.awaits("Ready=False/Applying", "Reconciling=True", "!Stalled");
      assertThat(schema.seen().running().statements()).isEqualTo(1);
      reader.rollback();
    }

    schema.awaitsInSync();
  }

  @Test
  void aSessionThatIsLostIsNoLoss(Space space, @PostgreSql EmbeddedPostgreSql server) throws SQLException {
    var scene = SchemaScene.of(space, server);
    var schema = scene.apply(scene.schema().sql(ONE)).awaitsInSync();

    try (var reader = scene.database().holding("SELECT * FROM t")) {
      scene.apply(scene.schema().sql(TWO + "CREATE TABLE u (a int);").forProvider("timeouts", "{lock: 20s}"));
      await().until(() -> scene.database().running("ALTER TABLE") == 1);
      scene.database().run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'ALTER TABLE%' AND datname = current_database()");
      schema.awaits("Ready=False", "Reconciling=True", "!Stalled");
      reader.rollback();
    }

    schema.awaitsInSync();
    assertThat(scene.database().has("public.u")).isTrue();
  }

  @Test
  void aSpecThatChangesDuringARunHasItsTurnAfterIt(Space space, @PostgreSql EmbeddedPostgreSql server) throws SQLException {
    var scene = SchemaScene.of(space, server);
    var schema = scene.apply(scene.schema().sql(ONE)).awaitsInSync();

    try (var reader = scene.database().holding("SELECT * FROM t")) {
      scene.apply(scene.schema().sql(TWO).forProvider("timeouts", "{lock: 20s}"));
      await().until(() -> scene.database().running("ALTER TABLE") == 1);
      scene.apply(scene.schema().sql(TWO + "CREATE TABLE u (a int);").forProvider("timeouts", "{lock: 20s}"));
      await().until(() -> schema.resource().status().isCurrent());
      reader.rollback();
    }

    schema.awaitsInSync();
    assertThat(schema.seen().history()).hasSize(3);
    assertThat(scene.database().has("public.u")).isTrue();
  }

  @Test
  void aMigrationOfTheSameDatabaseIsWaitedForAndItsTableUnseen(Space space, @PostgreSql EmbeddedPostgreSql server) {
    var scene = SchemaScene.of(space, server);
    space.apply(
        """
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: Migration
        metadata: {name: m, namespace: %s}
        spec:
          forProvider: {database: %s, source: {inline: {V1__a.sql: "SELECT pg_sleep(4);"}}}
          providerConfigRef: {kind: ProviderConfig, name: default}
        """
            .formatted(space.name(), scene.database().name()));
    await().until(() -> scene.database().running("pg_sleep") == 1);

    var schema = scene.apply(scene.schema().sql(ONE));

    schema.awaits("Ready=False/WaitingForLock", "Reconciling=True", "!Stalled");
    schema.awaitsInSync();
    space.resource(Flavour.NAMESPACED, "Migration", "m").awaits("Ready=True/UpToDate");
    schema.polled().awaitsInSync();
    assertThat(scene.database().has("public.flyway_schema_history")).isTrue();
  }
}
