package dev.sluice.controller.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every field of {@code spec.forProvider}, by what it does in a database. */
@ExtendWith(TestbedExtension.class)
class MigrationFieldsIT {
  private MigrationScene scene;

  @BeforeEach
  void scene(Space space, @PostgreSql EmbeddedPostgreSql server) {
    scene = MigrationScene.of(space, server);
  }

  @Test
  void databaseNamesADatabaseOfTheServer() {
    var database = scene.existingDatabase();

    scene.apply(scene.migration(database).file("V1__a.sql", "CREATE TABLE a ();")).awaitsVersion("1");

    assertThat(database.has("public.a")).isTrue();
  }

  @Test
  void databaseRefTakesTheNameOfTheDatabaseResource() {
    scene.database(scene.namespace() + "-ref");

    var migration =
        scene.apply(scene.migration("m").forProvider("databaseRef", "{name: " + scene.namespace() + "-ref}").file("V1__a.sql", "CREATE TABLE a ();"));

    migration.awaitsVersion("1");
    assertThat(migration.seen().database()).isEqualTo(scene.namespace() + "-ref");
    assertThat(migration.seen().engine()).isEqualTo("PostgreSQL");
  }

  @Test
  void databaseSelectorTakesTheDatabaseWithTheLabels() {
    var name = scene.namespace() + "-sel";
    scene.database(name);
    scene.database(scene.namespace() + "-other");

    var migration =
        scene.apply(scene.migration("m").forProvider("databaseSelector", "{matchLabels: {part: " + name + "}}").file("V1__a.sql", "CREATE TABLE a ();"));

    migration.awaitsVersion("1");
    assertThat(migration.seen().database()).isEqualTo(name);
  }

  @Test
  void filesOfAllSourcesMakeOneSet() {
    var database = scene.existingDatabase();
    scene.configMap("one", Map.of("V1__a.sql", "CREATE TABLE a (n int);"));
    scene.configMap("two", Map.of("V3__c.sql", "INSERT INTO b VALUES (1);"));
    scene.secret("three", Map.of("V4__d.sql", "CREATE TABLE d ();"));

    var migration =
        scene.apply(
            scene.migration(database).file("V2__b.sql", "CREATE TABLE b (n int);").configMaps("one", "two").source("secretRefs: [{name: three}]"));

    migration.awaitsVersion("4");
    assertThat(database.history()).containsExactly("1", "2", "3", "4");
  }

  @Test
  void targetIsWhereItStops() {
    var database = scene.existingDatabase();
    var files = scene.migration(database).file("V1__a.sql", "CREATE TABLE a ();").file("V2__b.sql", "CREATE TABLE b ();").forProvider("target", "'1'");

    var migration = scene.apply(files).awaitsVersion("1");

    assertThat(migration.seen().targetVersion()).isEqualTo("1");
    assertThat(database.has("public.b")).isFalse();
    scene.apply(files.forProvider("target", "latest")).awaitsVersion("2");
    assertThat(migration.seen().targetVersion()).isEqualTo("2");
  }

  @Test
  void aTargetThatIsNotAmongTheFilesIsWaitedFor() {
    var database = scene.existingDatabase();
    var files = scene.migration(database).file("V1__a.sql", "CREATE TABLE a ();").forProvider("target", "'2'");

    var migration = scene.apply(files).awaits("Ready=False/WaitingForSource", "Reconciling=True", "Synced=False", "!Stalled");

    assertThat(migration.message("Ready")).contains("2", "target");
    assertThat(database.has("public.a")).isFalse();
    scene.apply(files.file("V2__b.sql", "CREATE TABLE b ();")).awaitsVersion("2");
  }

  @Test
  void aDigestThatIsNotTheFilesIsWaitedFor() {
    var database = scene.existingDatabase();
    var digest = dev.sluice.rules.SourceDigest.of(Map.of("V1__a.sql", "CREATE TABLE a ();"));
    scene.configMap("files", Map.of("V1__a.sql", "CREATE TABLE old ();"));

    var migration = scene.apply(scene.migration(database).configMaps("files").source("digest: '" + digest + "'"));

    migration.awaits("Ready=False/WaitingForSource", "Reconciling=True");
    assertThat(migration.message("Ready")).contains(digest);
    scene.configMap("files", Map.of("V1__a.sql", "CREATE TABLE a ();"));
    migration.awaitsVersion("1");
    assertThat(migration.seen().sourceDigest()).isEqualTo(digest);
    assertThat(migration.seen().appliedDigest()).isEqualTo(digest);
    assertThat(database.has("public.old")).isFalse();
  }

  @Test
  void historyGoesWhereItIsTold() {
    var database = scene.existingDatabase();

    scene
        .apply(
            scene
                .migration(database)
                .forProvider("historyTable", "changes")
                .forProvider("defaultSchema", "app")
                .forProvider("schemas", "[app, extra]")
                .file("V1__a.sql", "CREATE TABLE a (); CREATE TABLE extra.b ();"))
        .awaitsVersion("1");

    assertThat(database.has("app.changes")).isTrue();
    assertThat(database.has("app.a")).isTrue();
    assertThat(database.has("extra.b")).isTrue();
    assertThat(database.has("public.flyway_schema_history")).isFalse();
  }

  @Test
  void aBaselineStandsForWhatWasThereBefore() {
    var database = scene.existingDatabase();
    database.run("CREATE TABLE a ()");
    var files = scene.migration(database).file("V1__a.sql", "CREATE TABLE a ();").file("V2__b.sql", "CREATE TABLE b ();");

    var migration = scene.apply(files).awaits("Ready=False/BaselineNeeded", "Stalled=True");

    assertThat(migration.message("Stalled")).contains("spec.forProvider.baseline");
    scene.apply(files.forProvider("baseline", "{version: '1', description: adopted}")).awaitsVersion("2");
    assertThat(database.history()).containsExactly("1", "2");
  }

  @Test
  void aBaselineOfAnEmptyDatabaseIsLeftOutUnlessSaidOtherwise() {
    var database = scene.existingDatabase();
    var files = scene.migration(database).file("V1__a.sql", "CREATE TABLE a ();").forProvider("baseline", "{version: '1'}");

    scene.apply(files).awaitsVersion("1");

    assertThat(database.has("public.a")).isTrue();
  }

  @Test
  void outOfOrderLetsALateFileIn() {
    var database = scene.existingDatabase();
    var files = scene.migration(database).file("V1__a.sql", "CREATE TABLE a ();").file("V3__c.sql", "CREATE TABLE c ();");
    var migration = scene.apply(files).awaitsVersion("3");

    scene.apply(files.file("V2__b.sql", "CREATE TABLE b ();"));

    migration.awaits("Ready=False/OutOfOrder", "Stalled=True");
    assertThat(migration.message("Stalled")).contains("outOfOrder");
    scene.apply(files.forProvider("outOfOrder", "true")).awaitsVersion("3");
    assertThat(database.history()).containsExactly("1", "3", "2");
  }

  @Test
  void placeholdersTakeTheirValuesFromThreePlaces() {
    var database = scene.existingDatabase();
    scene.configMap("env", Map.of("tenant", "acme"));
    scene.secret("keys", Map.of("token", "s3cr3t-t0ken"));

    scene
        .apply(
            scene
                .migration(database)
                .file("V1__a.sql", "CREATE TABLE a AS SELECT '${region}' r, '${tenant}' t, '${token}' k;")
                .forProvider("placeholders", "{values: {region: eu}, valuesFrom: [{name: tenant, configMapKeyRef: {name: env, key: tenant}}, {name: token, secretKeyRef: {name: keys, key: token}}]}"))
        .awaitsVersion("1");

    assertThat(database.text("SELECT r || t || k FROM a")).isEqualTo("euacmes3cr3t-t0ken");
  }

  @Test
  void withoutThatSectionNothingIsReplaced() {
    var database = scene.existingDatabase();

    scene.apply(scene.migration(database).file("V1__a.sql", "CREATE TABLE a AS SELECT '${region}' r;")).awaitsVersion("1");

    assertThat(database.text("SELECT r FROM a")).isEqualTo("${region}");
  }

  @Test
  void aPlaceholderWithoutAValueIsNamed() {
    var database = scene.existingDatabase();

    var migration =
        scene.apply(scene.migration(database).file("V1__a.sql", "SELECT '${region}';").forProvider("placeholders", "{values: {other: x}}"));

    migration.awaits("Ready=False/InvalidSource", "Stalled=True");
    assertThat(migration.message("Stalled")).contains("V1__a.sql", "region", "spec.forProvider.placeholders");
  }

  @Test
  void timeoutsAreTheSessionsOwn() {
    var database = scene.existingDatabase();

    scene
        .apply(
            scene
                .migration(database)
                .forProvider("timeouts", "{lock: 1234ms, statement: 7s, deadline: 30s}")
                .file("V1__a.sql", "CREATE TABLE a AS SELECT current_setting('lock_timeout') l, current_setting('statement_timeout') s;"))
        .awaitsVersion("1");

    assertThat(database.text("SELECT l || ' ' || s FROM a")).isEqualTo("1234ms 7s");
  }
}
