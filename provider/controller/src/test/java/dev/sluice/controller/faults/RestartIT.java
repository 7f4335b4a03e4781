package dev.sluice.controller.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.migration.MigrationScene;
import dev.sluice.controller.migration.TestDatabase;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a restart of the operator must not forget. */
@ExtendWith(ClusterExtension.class)
class RestartIT {
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
  void aFailureIsStillHeld() {
    database.run("CREATE SEQUENCE tries");
    var first = cluster.operator();
    var migration =
        scene
            .apply(scene.migration(database).forProvider("baseline", "{version: '0'}").file("V1__bad.sql", "SELECT nextval('tries'); SELECT 1/0;"))
            .awaits("Stalled=True");
    var failure = migration.seen().lastFailure();
    first.kill();

    cluster.operator();
    // Looked at, which the request proves, and not run.
    migration.annotate("crossplane.io/reconcile-requested-at", "restarted");
    await().until(() -> "restarted".equals(migration.get().getStatus().lastHandledReconcileAt()));

    migration.awaits("Stalled=True", "!Reconciling");
    assertThat(migration.seen().lastFailure()).isEqualTo(failure);
    assertThat(database.number("SELECT last_value FROM tries")).isEqualTo(1);
    migration.annotate("sluice.dev/retry", "1");
    await().until(() -> database.number("SELECT last_value FROM tries") == 2);
  }

  @Test
  void aPlaceholderThatWasMendedMeanwhileIsTried() {
    scene.secret("env", Map.of("divisor", "0"));
    var first = cluster.operator();
    var migration =
        scene
            .apply(
                scene
                    .migration(database)
                    .forProvider("placeholders", "{valuesFrom: [{name: divisor, secretKeyRef: {name: env, key: divisor}}]}")
                    .file("V1__a.sql", "CREATE TABLE a AS SELECT 4/${divisor} AS n;"))
            .awaits("Stalled=True");
    first.kill();
    scene.secret("env", Map.of("divisor", "2"));

    cluster.operator();

    migration.awaitsVersion("1");
    assertThat(database.number("SELECT n FROM a")).isEqualTo(2);
  }

  @Test
  void aLimitThatWasRaisedMeanwhileIsTried() {
    scene.credentials(database.server().username(), database.server().password(), ", timeouts: {statement: 100ms}");
    var first = cluster.operator();
    var migration = scene.apply(scene.migration(database).file("V1__a.sql", "SELECT pg_sleep(0.5);")).awaits("Stalled=True", "Ready=False/StatementTimeout");
    first.kill();
    scene.credentials(database.server().username(), database.server().password(), ", timeouts: {statement: 0s}");

    cluster.operator();

    migration.awaitsVersion("1");
  }

  @Test
  void theYoungerOfTwoIsStillStalled() {
    var first = cluster.operator();
    var older = scene.apply(scene.migration("older").database(database.name()).file("V1__a.sql", "CREATE TABLE a ();")).awaitsVersion("1");
    var files = scene.migration("younger").database(database.name()).file("V1__a.sql", "CREATE TABLE a ();");
    var younger = scene.apply(files).awaits("Ready=False/Conflict", "Stalled=True");
    first.kill();

    cluster.operator();
    scene.apply(files.file("V2__b.sql", "CREATE TABLE b ();"));

    younger.awaits("Ready=False/Conflict", "Stalled=True");
    older.awaitsVersion("1");
    assertThat(database.has("public.b")).isFalse();
  }

  @Test
  void whatIsDoneIsNotWrittenAgain() {
    var first = cluster.operator();
    var migration = scene.apply(scene.migration(database).file("V1__a.sql", "CREATE TABLE a ();")).awaitsVersion("1");
    var other = scene.existing("other");
    var bad = scene.apply(scene.migration("bad").database(other.name()).file("V1__bad.sql", "SELECT 1/0;")).awaits("Stalled=True");
    first.kill();
    var versions = versions(migration, bad);
    var looks = looks(other);

    cluster.operator();
    await().until(() -> looks(other) > looks && looks(database) > 0);
    scene.apply(scene.migration("next").database(scene.existing("next").name()).file("V1__a.sql", "CREATE TABLE a ();")).awaitsVersion("1");

    assertThat(versions(migration, bad)).isEqualTo(versions);
  }

  private static java.util.List<String> versions(dev.sluice.controller.migration.LiveMigration... migrations) {
    return java.util.Arrays.stream(migrations).map(m -> m.get().getMetadata().getResourceVersion()).toList();
  }

  /** By what they leave in the database's statistics. */
  private static long looks(TestDatabase database) {
    return new TestDatabase(database.server(), "postgres").number("SELECT sessions FROM pg_stat_database WHERE datname = '" + database.name() + "'");
  }
}
