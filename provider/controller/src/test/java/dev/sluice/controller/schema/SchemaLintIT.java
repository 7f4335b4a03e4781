package dev.sluice.controller.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What policy.lint keeps from running, and what it lets through. */
@ExtendWith(TestbedExtension.class)
class SchemaLintIT {
  private SchemaScene scene;

  @BeforeEach
  void scene(Space space, @PostgreSql EmbeddedPostgreSql server) {
    scene = SchemaScene.of(space, server);
  }

  @Test
  void aLossOfRowsIsAnErrorUntilThePolicySaysOtherwise() {
    scene.database().runAsOwner("CREATE TABLE t (a int, b int); INSERT INTO t VALUES (1, 1), (2, NULL)");
    var manifest = scene.schema().sql("CREATE TABLE t (a int);").policy("approval", "Never");

    var schema = scene.apply(manifest).awaits("Ready=False/LintFailed", "Stalled=True", "!Reconciling");

    assertThat(schema.message("Stalled")).contains("drop-column, column:public.t.b: ", "(nonNull 1, rows 2)", "policy.lint");
    assertThat(schema.seen().plan().lint()).singleElement()
        .matches(found -> found.rule().equals("drop-column") && found.severity().equals("error") && found.object().equals("column:public.t.b"))
        .matches(found -> found.facts().equals(Map.of("rows", 2L, "nonNull", 1L)));
    assertThat(schema.seen().plan().sql()).singleElement().matches(statement -> statement.facts().equals(Map.of("rows", 2L, "nonNull", 1L)));
    assertThat(scene.database().number("SELECT count(b) FROM t")).isEqualTo(1);

    scene.apply(manifest.policy("lint", "{drop-column: off}"));
    schema.awaitsInSync();
    assertThat(schema.seen().plan().lint()).isNull();
  }

  @Test
  void aRewriteIsMeasured() {
    scene.database().runAsOwner("CREATE TABLE t (a int); INSERT INTO t VALUES (1)");
    var manifest = scene.schema().sql("CREATE TABLE t (a bigint);").policy("maxRewriteBytes", "1Ki");

    var schema = scene.apply(manifest).awaits("Ready=False/LintFailed", "Stalled=True");
    assertThat(schema.seen().plan().lint()).singleElement().matches(found -> found.rule().equals("table-rewrite") && found.facts().get("bytes") >= 8192);
    assertThat(schema.seen().plan().sql()).singleElement().matches(statement -> statement.facts().get("bytes") >= 8192);

    scene.apply(manifest.policy("maxRewriteBytes", "1Mi"));
    schema.awaitsInSync();
  }

  @Test
  void aRuleThatThereIsntIsRefused() {
    var schema = scene.apply(scene.schema().sql("CREATE TABLE t (a int);").policy("lint", "{drop-tables: off}")).awaits("Ready=False/InvalidSpec", "Stalled=True");
    assertThat(schema.message("Stalled")).contains("spec.forProvider.policy.lint has a rule drop-tables", "drop-table,");
    assertThat(scene.database().has("public.t")).isFalse();
  }
}
