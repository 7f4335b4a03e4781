package dev.sluice.controller.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One history table has one master. */
@ExtendWith(TestbedExtension.class)
class MigrationOwnershipIT {
  private MigrationScene scene;
  private TestDatabase database;

  @BeforeEach
  void scene(Space space, @PostgreSql EmbeddedPostgreSql server) {
    scene = MigrationScene.of(space, server);
    database = scene.existingDatabase();
  }

  @Test
  void theYoungerIsStalledUntilTheOlderIsGone() {
    var older = scene.apply(migration("older", "V1__a.sql", "CREATE TABLE a ();")).awaitsVersion("1");

    var younger = scene.apply(migration("younger", "V1__a.sql", "CREATE TABLE a ();").file("V2__b.sql", "CREATE TABLE b ();"));

    younger.awaits("Ready=False/Conflict", "Stalled=True", "Synced=False");
    assertThat(younger.message("Stalled")).contains(scene.namespace() + "/older", database.name());
    assertThat(database.has("public.b")).isFalse();
    older.delete();
    younger.awaitsVersion("2");
  }

  @Test
  void theYoungerGoesOnWhenTheOlderTurnsElsewhere() {
    var older = migration("older", "V1__a.sql", "CREATE TABLE a ();");
    scene.apply(older).awaitsVersion("1");
    var younger = scene.apply(migration("younger", "V1__a.sql", "CREATE TABLE a ();")).awaits("Ready=False/Conflict", "Stalled=True");

    scene.apply(older.forProvider("historyTable", "other").forProvider("baseline", "{version: '1'}"));

    younger.awaitsVersion("1");
  }

  @Test
  void anotherHistoryTableIsAnotherMatter() {
    scene.apply(migration("one", "V1__a.sql", "CREATE TABLE a ();")).awaitsVersion("1");

    scene
        .apply(migration("two", "V1__b.sql", "CREATE TABLE b ();").forProvider("historyTable", "two").forProvider("baseline", "{version: '0'}"))
        .awaitsVersion("1");

    assertThat(database.has("public.b")).isTrue();
  }

  private MigrationManifest migration(String name, String file, String sql) {
    return scene.migration(name).database(database.name()).file(file, sql);
  }
}
