package dev.sluice.controller.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.gate.GatedPod;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import dev.sluice.rules.SourceDigest;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pods wait for a Schema as they do for a Migration. */
@ExtendWith(TestbedExtension.class)
class SchemaGateIT {
  private static final String BEFORE = "CREATE TABLE t (a int, b int);";
  private static final String AFTER = "CREATE TABLE t (a int);";

  @Test
  void aPodIsLetGoOnceTheFilesThatItNamesAreApplied(Space space, @PostgreSql EmbeddedPostgreSql server) {
    GatedPod.admit(space.client(), space.name());
    var scene = SchemaScene.of(space, server);
    var manifest = scene.schema().policy("lint", "{drop-column: off}");
    var schema = scene.apply(manifest.sql(BEFORE)).awaitsInSync();
    var old = new GatedPod(space.client(), space.name(), "old").requires("schema/" + manifest.name() + "@" + digest(BEFORE)).create();
    var wanted = new GatedPod(space.client(), space.name(), "new").requires(manifest.name() + "@" + digest(AFTER)).create();

    old.awaitsReleased();
    assertThat(wanted.awaitsEvent("NotApplied")).contains("the files of " + digest(BEFORE) + " are applied");
    scene.apply(manifest.sql(AFTER));
    schema.awaitsApproval();
    await().until(() -> Integer.valueOf(1).equals(schema.seen().waitingPods()));
    assertThat(wanted.isHeld()).isTrue();

    schema.annotate("sluice.dev/approve", schema.seen().plan().hash());

    wanted.awaitsReleased();
    assertThat(scene.database().column("SELECT attname FROM pg_attribute WHERE attrelid = 't'::regclass AND attnum > 0 AND NOT attisdropped")).containsExactly("a");
    await().until(() -> Integer.valueOf(0).equals(schema.seen().waitingPods()));
  }

  private static String digest(String sql) {
    return SourceDigest.of(Map.of("desired.sql", sql));
  }
}
