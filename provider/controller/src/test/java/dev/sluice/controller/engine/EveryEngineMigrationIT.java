package dev.sluice.controller.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.controller.migration.LiveMigration;
import dev.sluice.controller.migration.MigrationManifest;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import java.sql.SQLException;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** The same Migration, whatever the product. */
@ExtendWith(TestbedExtension.class)
class EveryEngineMigrationIT {
  private static final String HISTORY = "SELECT version FROM flyway_schema_history ORDER BY installed_rank";
  private static final String V1 = "CREATE TABLE a (n int);";
  private static final String V2 = "INSERT INTO a VALUES (1);\nINSERT INTO a VALUES (2);";

  @ParameterizedTest
  @ArgumentsSource(EveryEngine.class)
  void aReleaseAndTheNextOne(Product product, Space space) {
    var database = database(product, space);
    var files = files(space).file("V1__a.sql", V1).file("V2__rows.sql", V2);

    var migration = apply(space, files).awaitsVersion("2");
    assertThat(migration.seen().engine()).isEqualTo(product.id());
    assertThat(product.column(space, database, "SELECT n FROM a ORDER BY n")).containsExactly("1", "2");

    apply(space, files.file("V3__more.sql", product.script("ALTER TABLE a ADD m int;\nUPDATE a SET m = n * 2;"))).awaitsVersion("3");
    assertThat(product.column(space, database, "SELECT m FROM a ORDER BY n")).containsExactly("2", "4");
    assertThat(product.column(space, database, HISTORY)).containsExactly("1", "2", "3");
    assertThat(migration.seen().history()).hasSize(3).allMatch(row -> row.success());
  }

  @ParameterizedTest
  @ArgumentsSource(EveryEngine.class)
  void aFileThatFailsSaysWhereAndGoesOnWhenItIsCorrected(Product product, Space space) {
    var database = database(product, space);
    var bad = "CREATE TABLE b (n int);\nINSERT INTO b VALUES (1);\nINSERT INTO nowhere VALUES (1);\nINSERT INTO b VALUES (3);";
    var files = files(space).file("V1__a.sql", V1).file("V2__b.sql", bad);

    var migration = apply(space, files).awaits("Ready=False", "Stalled=True", "Synced=False/ReconcileError");

    var failure = migration.seen().lastFailure();
    assertThat(failure.file()).isEqualTo("V2__b.sql");
    assertThat(failure.line()).isEqualTo(3);
    assertThat(failure.statement()).contains("nowhere");
    assertThat(migration.seen().appliedVersion()).isEqualTo("1");
    assertThat(migration.message("Stalled"))
        .contains(product.commitsDdl() ? "statements 1 to 2 took effect" : "rolled back as a whole");

    apply(space, files.file("V2__b.sql", bad.replace("INTO nowhere VALUES (1)", "INTO b VALUES (2)"))).awaitsVersion("2");
    assertThat(product.column(space, database, "SELECT n FROM b ORDER BY n")).containsExactly("1", "2", "3");
  }

  @ParameterizedTest
  @ArgumentsSource(EveryEngine.class)
  void whatWasAppliedMayNotBeEdited(Product product, Space space) {
    database(product, space);
    var files = files(space).file("V1__a.sql", V1);
    var migration = apply(space, files).awaitsVersion("1");

    apply(space, files.file("V1__a.sql", "CREATE TABLE a (n bigint);")).awaits("Ready=False/ChecksumMismatch", "Stalled=True/ChecksumMismatch");
    migration.annotate("sluice.dev/repair", migration.seen().sourceDigest());

    migration.awaits("Ready=True/UpToDate", "!Stalled");
  }

  @ParameterizedTest
  @ArgumentsSource(EveryEngine.class)
  void aDatabaseWithTablesNeedsABaseline(Product product, Space space) {
    var database = database(product, space);
    product.run(space, database, "CREATE TABLE older (n int)");
    var files = files(space).file("V1__a.sql", "CREATE TABLE older (n int);").file("V2__b.sql", V1);

    apply(space, files).awaits("Ready=False/BaselineNeeded", "Stalled=True");
    apply(space, files.forProvider("baseline", "{version: '1', description: adopted}")).awaitsVersion("2");

    assertThat(product.column(space, database, HISTORY)).containsExactly("1", "2");
  }

  @ParameterizedTest
  @ArgumentsSource(EveryEngine.class)
  void whatSomebodyHoldsIsTriedAgainUntilItIsFree(Product product, Space space) throws SQLException {
    var database = database(product, space);
    var files = files(space).forProvider("timeouts", "{lock: 200ms}").file("V1__a.sql", V1);
    var migration = apply(space, files).awaitsVersion("1");

    try (var holder = product.connect(space, database);
        var statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("INSERT INTO a VALUES (1)");
      apply(space, files.file("V2__b.sql", "ALTER TABLE a ADD m int;")).awaits("Ready=False/LockTimeout", "Reconciling=True", "!Stalled");
      holder.rollback();
    }

    migration.awaitsVersion("2");
    assertThat(migration.seen().lastFailure()).isNull();
    assertThat(product.column(space, database, HISTORY)).containsExactly("1", "2");
  }

  private static String database(Product product, Space space) {
    product.credentials(space);
    space.database("db").apply().awaits("Ready=True");
    return space.unique("db");
  }

  private static MigrationManifest files(Space space) {
    return MigrationManifest.in(space.name(), "m").forProvider("databaseRef", "{name: " + space.unique("db") + "}");
  }

  private static LiveMigration apply(Space space, MigrationManifest manifest) {
    space.apply(manifest.text());
    return new LiveMigration(space.client(), space.name(), manifest.name());
  }
}
