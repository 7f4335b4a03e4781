package dev.sluice.controller.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.controller.migration.LiveMigration;
import dev.sluice.controller.migration.MigrationManifest;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** What people do about a file that failed half way, where DDL can't be rolled back. */
@ExtendWith(TestbedExtension.class)
class HalfDoneMigrationIT {
  private static final String V1 = "CREATE TABLE a (n int);";
  private static final String HALF = "ALTER TABLE a ADD m int;\nINSERT INTO a VALUES (1, 1);\nALTER TABLE a ADD o int;\n";

  @ParameterizedTest
  @ArgumentsSource(EveryEngine.class)
  void anEditOfWhatTookEffectIsAcceptedWithTheSourcesDigest(Product product, Space space) {
    assumeTrue(product.commitsDdl());
    var files = halfDone(product, space);

    var migration = apply(space, files.file("V2__b.sql", HALF.replace("(1, 1)", "(7, 7)") + "INSERT INTO a VALUES (2, 2, 2);"))
        .awaits("Ready=False/AppliedStatementEdited", "Stalled=True/AppliedStatementEdited");
    var digest = migration.seen().sourceDigest();
    assertThat(migration.message("Stalled")).contains("statement 2", "sluice.dev/repair: " + digest);
    migration.annotate("sluice.dev/repair", digest);

    migration.awaitsVersion("2");
    assertThat(product.column(space, space.unique("db"), "SELECT n FROM a ORDER BY n")).containsExactly("1", "2");
    assertThat(migration.get().getStatus().lastHandledRepair()).isEqualTo(digest);
    await().until(() -> space.events().stream().anyMatch(e -> e.getReason().equals("Repaired") && e.getMessage().contains("half-done")));
  }

  @ParameterizedTest
  @ArgumentsSource(EveryEngine.class)
  void aRevertIsReadyAndSaysWhatIsLeft(Product product, Space space) {
    assumeTrue(product.commitsDdl());
    halfDone(product, space);

    var migration = apply(space, files(space).file("V1__a.sql", V1)).awaits("Ready=True/SchemaAhead", "!Stalled");

    assertThat(migration.message("Ready")).contains("at version 1", "V2__b.sql is half done", "the source no longer has it");
  }

  private static MigrationManifest halfDone(Product product, Space space) {
    product.credentials(space);
    space.database("db").apply().awaits("Ready=True");
    var files = files(space).file("V1__a.sql", V1);
    apply(space, files).awaitsVersion("1");
    apply(space, files.file("V2__b.sql", HALF + "INSERT INTO nowhere VALUES (1);")).awaits("Ready=False", "Stalled=True");
    return files;
  }

  private static MigrationManifest files(Space space) {
    return MigrationManifest.in(space.name(), "m").forProvider("databaseRef", "{name: " + space.unique("db") + "}");
  }

  private static LiveMigration apply(Space space, MigrationManifest manifest) {
    space.apply(manifest.text());
    return new LiveMigration(space.client(), space.name(), manifest.name());
  }
}
