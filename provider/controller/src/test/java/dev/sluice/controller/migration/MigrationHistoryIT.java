package dev.sluice.controller.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.util.Map;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the history table says, and what follows from it. */
@ExtendWith(TestbedExtension.class)
class MigrationHistoryIT {
  private static final String A = "CREATE TABLE a (n int);";
  private static final String B = "CREATE TABLE b (n int);";

  private MigrationScene scene;
  private TestDatabase database;

  @BeforeEach
  void scene(Space space, @PostgreSql EmbeddedPostgreSql server) {
    scene = MigrationScene.of(space, server);
    database = scene.existingDatabase();
  }

  @Test
  void aRevertedSourceLeavesTheDatabaseAhead() {
    var files = scene.migration(database).file("V1__a.sql", A).file("V2__b.sql", B).file("R__v.sql", "CREATE OR REPLACE VIEW v AS SELECT n FROM b;");
    var migration = scene.apply(files).awaitsVersion("2");

    scene.apply(files.without("V2__b.sql").file("R__v.sql", "CREATE OR REPLACE VIEW v AS SELECT n FROM a;"));

    migration.awaits("Ready=True/SchemaAhead", "Synced=True", "!Stalled", "!Reconciling");
    assertThat(migration.message("Ready")).contains("2");
    assertThat(migration.seen().appliedVersion()).isEqualTo("2");
    assertThat(database.text("SELECT pg_get_viewdef('v')")).contains("FROM b");
    scene.apply(files.file("V2__b.sql", B).file("V3__c.sql", "CREATE TABLE c ();")).awaitsVersion("3");
    assertThat(database.text("SELECT pg_get_viewdef('v')")).contains("FROM a");
  }

  @Test
  void aGapBehindPendingFilesIsNamed() {
    var files = scene.migration(database).file("V1__a.sql", A).file("V2__b.sql", B);
    var migration = scene.apply(files).awaitsVersion("2");

    scene.apply(files.without("V2__b.sql").file("V3__c.sql", "CREATE TABLE c ();"));

    migration.awaits("Ready=False/MissingVersions", "Stalled=True");
    assertThat(migration.message("Stalled")).contains("2", "V3__c.sql");
    assertThat(database.has("public.c")).isFalse();
    scene.apply(files.file("V2__b.sql", B)).awaitsVersion("3");
  }

  @Test
  void aRepeatableFileRunsWhenItChanges() {
    var files = scene.migration(database).file("V1__a.sql", A).file("R__view.sql", "CREATE OR REPLACE VIEW v AS SELECT n FROM a;");
    scene.apply(files).awaitsVersion("1");

    var migration = scene.apply(files.file("R__view.sql", "CREATE OR REPLACE VIEW v AS SELECT n + 1 AS n FROM a;")).awaitsVersion("1");

    assertThat(database.text("SELECT pg_get_viewdef('v')")).contains("+ 1");
    assertThat(database.history()).containsExactly("1", "R__view.sql", "R__view.sql");
    assertThat(migration.seen().history()).hasSize(3);
  }

  @Test
  void repeatableFilesAloneHaveNoVersion() {
    var migration = scene.apply(scene.migration(database).file("R__view.sql", "CREATE OR REPLACE VIEW v AS SELECT 1 AS n;"));

    migration.awaits("Ready=True/UpToDate");
    assertThat(migration.seen().appliedVersion()).isNull();
    assertThat(migration.seen().appliedDigest()).isEqualTo(migration.seen().sourceDigest());
  }

  @Test
  void whatFlywayMigratedIsGoneOnFrom(@TempDir java.nio.file.Path folder) throws java.io.IOException {
    java.nio.file.Files.writeString(folder.resolve("V1__a.sql"), A);
    java.nio.file.Files.writeString(folder.resolve("V2__b.sql"), B);
    Flyway.configure()
        .dataSource(database.server().jdbcUrl(database.name()), database.server().username(), database.server().password())
        .locations("filesystem:" + folder)
        .load()
        .migrate();

    var migration =
        scene.apply(scene.migration(database).file("V1__a.sql", A).file("V2__b.sql", B).file("V3__c.sql", "INSERT INTO b VALUES (3);")).awaitsVersion("3");

    assertThat(database.history()).containsExactly("1", "2", "3");
    assertThat(migration.seen().history()).extracting("version", "description", "type", "success")
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("1", "a", "SQL", true),
            org.assertj.core.groups.Tuple.tuple("2", "b", "SQL", true),
            org.assertj.core.groups.Tuple.tuple("3", "c", "SQL", true));
    java.nio.file.Files.writeString(folder.resolve("V3__c.sql"), "INSERT INTO b VALUES (3);");
    assertThat(
            Flyway.configure()
                .dataSource(database.server().jdbcUrl(database.name()), database.server().username(), database.server().password())
                .locations("filesystem:" + folder)
                .load()
                .validateWithResult()
                .validationSuccessful)
        .isTrue();
  }

  @Test
  void theLastTwentyAreShown() {
    var files = scene.migration(database);
    IntStream.rangeClosed(1, 25).forEach(n -> files.file("V" + n + "__t.sql", "CREATE TABLE t" + n + " ();"));

    var migration = scene.apply(files).awaitsVersion("25");

    assertThat(migration.seen().history()).hasSize(20);
    assertThat(migration.seen().history().getLast().version()).isEqualTo("25");
    assertThat(migration.seen().history().getLast().installedBy()).isEqualTo(database.name() + "_owner");
    assertThat(migration.seen().history().getLast().installedOn()).isNotBlank();
  }

  @Test
  void whatTheStatusLostIsReadBack() {
    var files = scene.migration(database).file("V1__a.sql", A).file("V2__b.sql", B);
    var first = scene.apply(files).awaitsVersion("2");
    first.delete();
    first.awaitGone();

    var second = scene.apply(files).awaitsVersion("2");

    assertThat(second.seen().appliedAt()).isEqualTo(second.seen().history().getLast().installedOn());
    assertThat(database.history()).containsExactly("1", "2");
  }

  @Test
  void aRestoredDatabaseIsBroughtForwardAgainWithAnEvent() {
    var files = scene.migration(database).file("V1__a.sql", A).file("V2__b.sql", B);
    var migration = scene.apply(files).awaitsVersion("2");
    database.run("DROP TABLE b; DELETE FROM flyway_schema_history WHERE version = '2'");

    migration.annotate("crossplane.io/reconcile-requested-at", "restored");

    await().until(() -> "restored".equals(migration.get().getStatus().lastHandledReconcileAt()));
    migration.awaitsVersion("2");
    assertThat(database.has("public.b")).isTrue();
    await().untilAsserted(() -> assertThat(scene.events("VersionWentBack")).singleElement().asString().contains("version 2", "version 1"));
  }

  @Test
  void deletionLeavesTheDatabaseAlone() {
    var migration = scene.apply(scene.migration(database).file("V1__a.sql", A)).awaitsVersion("1");

    migration.delete();

    migration.awaitGone();
    assertThat(database.history()).containsExactly("1");
    assertThat(database.has("public.a")).isTrue();
  }

  @Test
  void appliedDigestsArePut() {
    scene.configMap("files", Map.of("V1__a.sql", A));
    var migration = scene.apply(scene.migration(database).configMaps("files")).awaitsVersion("1");
    var first = migration.seen().appliedDigest();

    scene.configMap("files", Map.of("V1__a.sql", A, "V2__b.sql", B));

    await().until(() -> "2".equals(migration.seen().appliedVersion()));
    assertThat(migration.seen().appliedDigests()).containsExactly(migration.seen().appliedDigest(), first);
  }
}
