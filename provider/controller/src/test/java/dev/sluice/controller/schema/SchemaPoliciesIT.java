package dev.sluice.controller.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a Schema does by itself, and what it asks for. */
@ExtendWith(TestbedExtension.class)
class SchemaPoliciesIT {
  private static final String TWO = "CREATE TABLE t (a int, b int);";
  private static final String ONE = "CREATE TABLE t (a int);";

  private SchemaScene scene;

  @BeforeEach
  void scene(Space space, @PostgreSql EmbeddedPostgreSql server) {
    scene = SchemaScene.of(space, server);
  }

  @Test
  void whatIsDeclaredIsMadeAndChanged() {
    var schema = scene.apply(scene.schema().sql(ONE)).awaitsInSync();

    var made = schema.seen();
    assertThat(made.plan().statements()).isZero();
    assertThat(made.appliedDigest()).isEqualTo(made.desiredDigest()).startsWith("sha256:");
    assertThat(made.appliedDigests()).containsExactly(made.appliedDigest());
    assertThat(made.history()).singleElement().matches(h -> h.statements() == 1 && h.approval().equals("NotNeeded") && h.digest().equals(made.appliedDigest()));
    assertThat(made.lastAppliedAt()).isNotNull();
    assertThat(made.running()).isNull();

    scene.apply(scene.schema().sql(TWO)).awaitsInSync();
    assertThat(scene.database().column("SELECT attname FROM pg_attribute WHERE attrelid = 't'::regclass AND attnum > 0 ORDER BY attnum")).containsExactly("a", "b");
    assertThat(schema.seen().appliedDigests()).hasSize(2);
    assertThat(scene.events("PlanApplied")).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"Never, no, no", "Destructive, no, yes", "Always, yes, yes"})
  void plansWaitForApprovalAsThePolicySays(String approval, String creation, String loss) {
    scene.database().runAsOwner("CREATE TABLE t (a int, b int)");
    var manifest = scene.schema().policy("approval", approval).policy("lint", "{drop-column: off, drop-table: off}");

    var schema = scene.apply(manifest.sql(TWO + "CREATE TABLE other (a int);"));
    if (creation.equals("yes")) {
      approve(schema.awaitsApproval());
    }
    schema.awaitsInSync();
    scene.apply(manifest.sql(ONE + "CREATE TABLE other (a int);"));
    if (loss.equals("yes")) {
      approve(schema.awaitsApproval());
    }
    schema.awaitsInSync();

    assertThat(scene.database().column("SELECT attname FROM pg_attribute WHERE attrelid = 't'::regclass AND attnum > 0 AND NOT attisdropped")).containsExactly("a");
    assertThat(schema.seen().history().getLast().approval()).isEqualTo(loss.equals("yes") ? "Annotation" : "NotNeeded");
  }

  private static void approve(SchemaScene.LiveSchema schema) {
    schema.annotate("sluice.dev/approve", schema.seen().plan().hash());
  }

  @Test
  void anApprovalIsOfOnePlanAndCountsOnce() {
    scene.database().runAsOwner("CREATE TABLE t (a int, b int, c int)");
    var manifest = scene.schema().sql(ONE + " -- without b and c").policy("lint", "{drop-column: off}").policy("drift", "Correct");
    var schema = scene.apply(manifest).awaitsApproval();
    var first = schema.seen().plan().hash();
    assertThat(schema.message("ApprovalRequired")).contains(first).contains("column:public.t.b");
    assertThat(scene.events("ApprovalRequired")).hasSize(1);

    // The plan changes before somebody says yes to what it was.
    scene.database().runAsOwner("ALTER TABLE t ADD COLUMN d int");
    schema.annotate("sluice.dev/approve", first).awaits("Ready=False/ApprovalRequired");
    await().until(() -> !first.equals(schema.seen().plan().hash()));
    var second = schema.awaitsApproval().seen().plan().hash();
    assertThat(scene.database().number("SELECT count(*) FROM pg_attribute WHERE attrelid = 't'::regclass AND attnum > 0")).isEqualTo(4);

    schema.annotate("sluice.dev/approve", second).awaitsInSync();
    assertThat(schema.resource().observedStatus("lastHandledApprove")).isEqualTo(second);

    // The same loss again: what was said once isn't said for ever.
    scene.database().runAsOwner("ALTER TABLE t ADD COLUMN b int, ADD COLUMN c int, ADD COLUMN d int");
    schema.polled().awaits("ApprovalRequired=True", "Drifted=True");
    assertThat(schema.seen().plan().hash()).isEqualTo(second);
    schema.annotate("sluice.dev/approve", null);
    await().until(() -> schema.resource().observedStatus("lastHandledApprove") == null);
    schema.annotate("sluice.dev/approve", second).awaitsInSync();
  }

  @Test
  void anApprovalMayComeFromGit() {
    scene.database().runAsOwner("CREATE TABLE t (a int, b int)");
    var manifest = scene.schema().sql(ONE).policy("lint", "{drop-column: off}");
    var schema = scene.apply(manifest).awaitsApproval();

    scene.apply(manifest.policy("approvedPlan", "'sha256:" + "0".repeat(64) + "'"));
    schema.awaitsApproval();
    scene.apply(manifest.policy("approvedPlan", "'" + schema.seen().plan().hash() + "'"));

    schema.awaitsInSync();
    assertThat(schema.seen().history()).singleElement().matches(h -> h.approval().equals("Spec"));
  }

  @Test
  void kindsOfChangeCanBeLeftOut() {
    scene.database().runAsOwner("CREATE TABLE t (a int, b int); CREATE TABLE kept (a int)");

    var schema = scene.apply(scene.schema().sql(ONE).policy("skip", "[drop-table, drop-column]")).awaitsInSync();

    assertThat(scene.database().has("public.kept")).isTrue();
    assertThat(schema.seen().plan().statements()).isZero();
  }

  @Test
  void whatIsExcludedAndWhatIsOutsideIsInvisible() {
    scene.database().runAsOwner("CREATE SCHEMA other; CREATE TABLE other.t (a int); CREATE TABLE tmp_1 (a int); CREATE MATERIALIZED VIEW sums AS SELECT 1 AS one");

    scene.apply(scene.schema().sql(ONE).forProvider("schemas", "[public]").forProvider("exclude", "['table:public.tmp_*', 'materialized-view:public.sums']"))
        .awaitsInSync();

    assertThat(scene.database().has("other.t")).isTrue();
    assertThat(scene.database().has("public.tmp_1")).isTrue();
    assertThat(scene.database().has("public.sums")).isTrue();
    assertThat(scene.database().has("public.t")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"true, CREATE INDEX CONCURRENTLY", "false, CREATE INDEX t_b ON"})
  void indexesAreBuiltBesideWritersUnlessToldOtherwise(String online, String statement) {
    scene.database().runAsOwner(TWO);
    var schema = scene.schema().sql(TWO + "CREATE INDEX t_b ON t (b);").policy("online", online);

    var preview = scene.apply(schema.policies("Observe")).awaits("Ready=False/Pending");
    assertThat(preview.seen().plan().sql()).singleElement().matches(step -> step.statement().startsWith(statement));
    scene.apply(schema.policies("*")).awaitsInSync();
    assertThat(scene.database().has("public.t_b")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"auto, 0", "perStatement, 1"})
  void howMuchOfAPlanIsOneTransactionIsThePolicys(String transaction, long madeBefore) {
    scene.database().runAsOwner("CREATE TABLE t (a int); INSERT INTO t VALUES (1), (1)");
    var manifest = scene.schema().sql("CREATE TABLE a_first (a int); CREATE TABLE t (a int, b int NOT NULL);");

    var schema = scene.apply(manifest.policy("transaction", transaction).policy("lint", "{not-null-on-data: off}")).awaits("Ready=False/StatementFailed", "Stalled=True");

    assertThat(schema.seen().lastFailure().sqlState()).isEqualTo("23502");
    assertThat(scene.database().number("SELECT count(*) FROM pg_class WHERE relname = 'a_first'")).isEqualTo(madeBefore);
  }

  /** The preview. */
  @Test
  void whoMayOnlyObserveShowsWhatWouldBeDone() {
    scene.database().runAsOwner("CREATE TABLE t (a int, b int)");
    var manifest = scene.schema().sql(ONE).policies("Observe").policy("approval", "Never").policy("lint", "{drop-column: off}");

    var schema = scene.apply(manifest).awaits("Ready=False/Pending", "Synced=True", "!Reconciling", "!Stalled", "!ApprovalRequired");

    var plan = schema.seen().plan();
    assertThat(plan.destructive()).isEqualTo(1);
    assertThat(plan.sql()).singleElement().matches(s -> s.statement().contains("DROP COLUMN \"b\"") && s.object().equals("column:public.t.b") && s.destructive());
    assertThat(schema.message("Ready")).contains(plan.hash()).contains("Create");
    assertThat(schema.seen().history()).isNull();
    assertThat(scene.database().number("SELECT count(*) FROM pg_attribute WHERE attrelid = 't'::regclass AND attnum > 0")).isEqualTo(2);

    scene.database().runAsOwner("ALTER TABLE t DROP COLUMN b");
    schema.polled().awaitsInSync();
    scene.database().runAsOwner("ALTER TABLE t ADD COLUMN c int");
    schema.polled().awaits("Ready=True", "Drifted=True");
  }
}
