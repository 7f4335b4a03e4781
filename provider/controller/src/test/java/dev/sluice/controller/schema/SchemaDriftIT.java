package dev.sluice.controller.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.testbed.Flavour;
import dev.sluice.controller.testbed.ObjectHistory;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of a database that somebody else changes. */
@ExtendWith(TestbedExtension.class)
class SchemaDriftIT {
  private static final String SQL = "CREATE TABLE t (a int);";

  private SchemaScene scene;

  @BeforeEach
  void scene(Space space, @PostgreSql EmbeddedPostgreSql server) {
    scene = SchemaScene.of(space, server);
  }

  @Test
  void itIsReportedAndLeftAsItIs() {
    var schema = scene.apply(scene.schema().sql(SQL)).awaitsInSync();
    try (var history = new ObjectHistory(scene.space(), Flavour.NAMESPACED, "Schema")) {
      scene.database().runAsOwner("ALTER TABLE t ADD COLUMN mine int");
      schema.polled().awaits("Ready=True/Available", "Synced=True", "Drifted=True", "!Reconciling", "!Stalled");

      assertThat(schema.seen().drift().objects()).containsExactly("column:public.t.mine");
      assertThat(schema.seen().drift().since()).isNotNull();
      assertThat(schema.seen().plan().statements()).isEqualTo(1);
      assertThat(schema.message("Drifted")).contains("column:public.t.mine");
      assertThat(scene.events("Drifted")).hasSize(1);
      // Whoever waits for readiness must not be told that it went because somebody looked.
      assertThat(history.first(o -> o.toString().contains("status=False, type=Ready"))).isEmpty();
    }
    schema.polled();
    assertThat(scene.database().number("SELECT count(*) FROM pg_attribute WHERE attrelid = 't'::regclass AND attnum > 0")).isEqualTo(2);

    scene.database().runAsOwner("ALTER TABLE t DROP COLUMN mine");
    schema.polled().awaitsInSync();
    assertThat(schema.seen().drift()).isNull();
  }

  @Test
  void itIsCorrectedAndALossNeedsApproval() {
    var schema = scene.apply(scene.schema().sql(SQL).policy("drift", "Correct").policy("lint", "{drop-column: off}")).awaitsInSync();

    scene.database().runAsOwner("ALTER TABLE t ALTER COLUMN a SET DEFAULT 1");
    schema.polled().awaitsInSync();
    assertThat(scene.database().number("SELECT count(*) FROM pg_attrdef WHERE adrelid = 't'::regclass")).isZero();
    assertThat(schema.seen().history()).hasSize(2);

    scene.database().runAsOwner("ALTER TABLE t ADD COLUMN mine int");
    schema.polled().awaits("Ready=False/ApprovalRequired", "ApprovalRequired=True", "Drifted=True", "!Stalled");
    assertThat(scene.database().number("SELECT count(*) FROM pg_attribute WHERE attrelid = 't'::regclass AND attnum > 0")).isEqualTo(2);
    schema.annotate("sluice.dev/approve", schema.seen().plan().hash()).awaitsInSync();
  }

  @Test
  void itIsIgnored() {
    var manifest = scene.schema().sql(SQL).policy("drift", "Ignore");
    var schema = scene.apply(manifest).awaitsInSync();

    scene.database().runAsOwner("ALTER TABLE t ALTER COLUMN a SET DEFAULT 1");
    schema.polled().awaitsInSync();
    assertThat(schema.seen().drift()).isNull();

    // What is asked for anew is compared with what is there.
    scene.apply(manifest.sql(SQL + " CREATE TABLE u (a int);")).awaitsInSync();
    assertThat(scene.database().number("SELECT count(*) FROM pg_attrdef WHERE adrelid = 't'::regclass")).isZero();
  }

  @Test
  void aLookThatFindsNothingWritesNothing() {
    var schema = scene.apply(scene.schema().sql(SQL)).awaitsInSync();
    scene.database().runAsOwner("INSERT INTO t VALUES (1); CREATE TEMPORARY TABLE x (a int); ANALYZE t");

    try (var history = new ObjectHistory(scene.space(), Flavour.NAMESPACED, "Schema")) {
      await().until(() -> history.of(schema.name()).size() == 1);
      schema.polled();

      // As it was, with the request, and with its echo.
      await().until(() -> history.of(schema.name()).size() >= 3);
      schema.awaitsInSync();
      assertThat(history.of(schema.name())).hasSize(3);
    }
  }
}
