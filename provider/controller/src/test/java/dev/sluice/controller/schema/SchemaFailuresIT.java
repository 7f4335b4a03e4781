package dev.sluice.controller.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a Schema says of what can't be done, and what it never says. */
@ExtendWith(TestbedExtension.class)
class SchemaFailuresIT {
  private SchemaScene scene;

  @BeforeEach
  void scene(Space space, @PostgreSql EmbeddedPostgreSql server) {
    scene = SchemaScene.of(space, server);
  }

  @Test
  void sqlThatDoesNotRunIsNamedByFileLineAndStatement() {
    var manifest = scene.schema().file("1-good.sql", "CREATE TABLE good (a int);").file("2-bad.sql", "-- a comment\nCREATE TABLE bad (a nonsense);");
    var schema = scene.apply(manifest).awaits("Ready=False/InvalidSource", "Stalled=True/InvalidSource", "Synced=False", "!Reconciling");

    var failure = schema.seen().lastFailure();
    assertThat(failure.file()).isEqualTo("2-bad.sql");
    assertThat(failure.line()).isEqualTo(2);
    assertThat(failure.statement()).contains("CREATE TABLE bad");
    assertThat(failure.sqlState()).isEqualTo("42704");
    assertThat(schema.message("Stalled")).contains("2-bad.sql", "42704", "nonsense");
    assertThat(scene.database().has("public.good")).isFalse();

    schema.annotate("sluice.dev/retry", "1");
    await().until(() -> schema.seen().lastFailure().attempts() == 2);
    scene.apply(manifest.file("2-bad.sql", "CREATE TABLE bad (a int);")).awaitsInSync();
    assertThat(schema.seen().lastFailure()).isNull();
  }

  @Test
  void aStatementThatTheRowsForbidFailsForGood() {
    scene.database().runAsOwner("CREATE TABLE t (a int); INSERT INTO t VALUES (1), (1)");
    var schema = scene.apply(scene.schema().sql("CREATE TABLE t (a int UNIQUE);").policy("lint", "{unique-on-data: off}"));

    schema.awaits("Ready=False", "Stalled=True", "!Reconciling");
    assertThat(schema.message("Stalled")).contains("23505", "constraint public.t.t_a_key").doesNotContain("(1)");

    scene.database().runAsOwner("TRUNCATE t");
    schema.annotate("sluice.dev/retry", "again").awaitsInSync();
  }

  @Test
  void whatComesFromASecretIsNeverShown() {
    scene.secret("sql", Map.of("a.sql", "CREATE TABLE hushhush (sesame int DEFAULT 4711);", "notes.txt", "not SQL"));
    var manifest = scene.schema().desired("secretRefs", "[{name: sql}]").policy("approval", "Always");

    var schema = scene.apply(manifest).awaitsApproval();
    assertThat(schema.seen().plan().sql()).isNotEmpty().allMatch(s -> s.statement() == null && s.object() != null);
    assertThat(schema.seen().plan().configMapRef()).isNull();
    schema.annotate("sluice.dev/approve", schema.seen().plan().hash()).awaitsInSync();
    assertThat(scene.database().has("public.hushhush")).isTrue();

    scene.secret("sql", Map.of("a.sql", "CREATE TABLE hushhush (sesame int DEFAULT 4711); CREATE TABLE other (a outlandish DEFAULT 'opensesame');"));
    schema.awaits("Stalled=True/InvalidSource");
    assertThat(schema.seen().lastFailure().statement()).isNull();
    assertThat(schema.seen().lastFailure().file()).isEqualTo("a.sql");
    assertThat(schema.resource().get().toString() + scene.space().events()).doesNotContain("4711", "opensesame");
  }

  @Test
  void aSourceMayComeLaterAndMustBeTheExpectedOne() {
    var manifest = scene.schema().desired("configMapRefs", "[{name: sql}]");
    var schema = scene.apply(manifest).awaits("Ready=False/WaitingForSource", "Reconciling=True", "!Stalled");
    scene.configMap("sql", Map.of("README.md", "nothing here yet"));
    await().until(() -> schema.message("Ready").contains(".sql"));
    schema.awaits("Ready=False/WaitingForSource");

    scene.configMap("sql", Map.of("a.sql", "CREATE TABLE a (a int);"));
    schema.awaitsInSync();
    var first = schema.seen().desiredDigest();

    scene.configMap("sql", Map.of("a.sql", "CREATE TABLE a (a int, b int);"));
    await().until(() -> !first.equals(schema.seen().appliedDigest()));
    schema.awaitsInSync();

    scene.apply(manifest.desired("digest", "'" + first + "'"));
    schema.awaits("Ready=False/WaitingForSource");
    assertThat(schema.message("Ready")).contains(first).contains("desired.digest");
    scene.apply(manifest.forProvider("timeouts", "{deadline: 1s}"));
    schema.awaits("Stalled=True/DeadlineExceeded");
  }

  @Test
  void theOlderOfTwoOwnsTheSameSchemas() {
    var older = scene.apply(scene.schema("older").sql("CREATE TABLE a (a int);")).awaitsInSync();
    var younger = scene.apply(scene.schema("younger").sql("CREATE TABLE b (b int);")).awaits("Stalled=True/Conflict");
    assertThat(younger.message("Stalled")).contains(older.name());
    assertThat(scene.database().has("public.b")).isFalse();

    older.resource().delete();
    older.resource().awaitGone();
    younger.awaitsApproval();
    assertThat(scene.database().has("public.a")).isTrue();
  }

  @Test
  void twoWithSchemasOfTheirOwnLiveSideBySide() {
    scene.database().runAsOwner("CREATE SCHEMA one; CREATE SCHEMA two");

    scene.apply(scene.schema("one").forProvider("schemas", "[one]").sql("CREATE SCHEMA one; CREATE TABLE one.a (a int);")).awaitsInSync();
    scene.apply(scene.schema("two").forProvider("schemas", "[two]").sql("CREATE SCHEMA two; CREATE TABLE two.a (a int);")).awaitsInSync();

    assertThat(scene.database().has("one.a")).isTrue();
    assertThat(scene.database().has("two.a")).isTrue();
  }

  @Test
  void aLargePlanIsInAConfigMapOfItsOwn() {
    var sql = new StringBuilder();
    for (var i = 0; i < 120; i++) {
      sql.append("CREATE TABLE t").append(i).append(" (a int);\n");
    }
    var schema = scene.apply(scene.schema().sql(sql.toString()).policy("approval", "Always")).awaitsApproval();

    var plan = schema.seen().plan();
    assertThat(plan.statements()).isEqualTo(120);
    assertThat(plan.sql()).hasSize(50);
    var map = scene.space().client().configMaps().inNamespace(scene.space().name()).withName(plan.configMapRef().name()).get();
    assertThat(map.getData().get("plan.sql")).contains(plan.hash()).contains("\"t119\"");
    assertThat(map.getMetadata().getOwnerReferences()).singleElement().matches(o -> o.getUid().equals(schema.resource().uid()));
    scene.space().client().resource(map).delete();
    await().until(() -> scene.space().client().configMaps().inNamespace(scene.space().name()).withName(plan.configMapRef().name()).get() != null);
  }

  @Test
  void aConfigMapOfSomebodyElsesIsLeftAlone() {
    scene.configMap(scene.schema().name() + "-plan", Map.of("mine", "yes"));
    var sql = "CREATE TABLE t (" + "a".repeat(50) + " int DEFAULT length('" + "x".repeat(3000) + "'));";

    var schema = scene.apply(scene.schema().sql(sql).policy("approval", "Always")).awaits("Stalled=True/ConfigMapNotOurs");

    assertThat(schema.message("Stalled")).contains(scene.schema().name() + "-plan");
  }

  @Test
  void whoCanMakeNoScratchDatabaseIsToldWhatToGrant() {
    var user = scene.space().name() + "_user";
    scene.database().run("CREATE ROLE " + user + " LOGIN PASSWORD 'pw' CREATEROLE; GRANT " + scene.database().name() + "_owner TO " + user + " WITH ADMIN OPTION");
    scene.secret("admin", Map.of("username", user, "password", "pw"));

    var schema = scene.apply(scene.schema().sql("CREATE TABLE t (a int);")).awaits("Stalled=True/MissingRight");

    assertThat(schema.message("Stalled")).contains("scratch database", "CREATEDB");
    scene.database().run("ALTER ROLE " + user + " CREATEDB");
    schema.awaitsInSync();
  }
}
