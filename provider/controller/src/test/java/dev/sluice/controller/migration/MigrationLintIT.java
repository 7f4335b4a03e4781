package dev.sluice.controller.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is found in a Migration's files before they run. */
@ExtendWith(TestbedExtension.class)
class MigrationLintIT {
  private static final String LOSS = "\nALTER TABLE t DROP COLUMN b;";

  private MigrationScene scene;
  private TestDatabase database;

  @BeforeEach
  void scene(Space space, @PostgreSql EmbeddedPostgreSql server) {
    scene = MigrationScene.of(space, server);
    database = scene.existingDatabase();
  }

  private MigrationManifest first() {
    return scene.migration(database).file("V1__t.sql", "CREATE TABLE t (a int, b int);");
  }

  @Test
  void warningsStandInTheStatusAndStopNothing() {
    var migration = scene.apply(first());
    migration.awaitsVersion("1");
    assertThat(migration.get().getStatus().atProvider().lint()).isNull();

    scene.apply(first().file("V2__loss.sql", LOSS)).awaitsVersion("2");

    assertThat(migration.get().getStatus().atProvider().lint()).singleElement()
        .matches(found -> found.rule().equals("drop-column") && found.severity().equals("warn"))
        .matches(found -> found.file().equals("V2__loss.sql") && found.line() == 2 && found.object().equals("column:t.b"));
  }

  @Test
  void anErrorStopsTheRunBeforeAnythingOfIt() {
    scene.apply(first()).awaitsVersion("1");
    var manifest = first().file("V2__u.sql", "CREATE TABLE u (a int);").file("V3__loss.sql", LOSS);

    var migration = scene.apply(manifest.forProvider("policy", "{lint: {drop-column: error}}"));
    migration.awaits("Ready=False/LintFailed", "Stalled=True", "!Reconciling");

    assertThat(migration.message("Stalled")).contains("V3__loss.sql line 2, drop-column: column t.b is dropped.", "policy.lint");
    assertThat(migration.get().getStatus().atProvider().lint()).singleElement().matches(found -> found.severity().equals("error"));
    assertThat(database.has("public.u")).isFalse();

    scene.apply(manifest.forProvider("policy", "{lint: {drop-column: off}}")).awaitsVersion("3");
    assertThat(migration.get().getStatus().atProvider().lint()).isNull();
  }

  @Test
  void aRuleThatThereIsntIsRefused() {
    var migration = scene.apply(first().forProvider("policy", "{lint: {drop-columns: error}}"));
    migration.awaits("Ready=False/InvalidSpec", "Stalled=True");
    assertThat(migration.message("Stalled")).contains("spec.forProvider.policy.lint has a rule drop-columns");
  }
}
