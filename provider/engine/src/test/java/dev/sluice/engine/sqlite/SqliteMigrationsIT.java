package dev.sluice.engine.sqlite;

import static dev.sluice.engine.sqlite.Volume.design;
import static dev.sluice.engine.sqlite.Volume.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.database.DropPolicy;
import dev.sluice.engine.migration.MigrationDesign;
import dev.sluice.engine.migration.MigrationRun.Progress;
import dev.sluice.engine.migration.MigrationState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class SqliteMigrationsIT {
  private static final String[] SHOP = {
    "V1__orders.sql", "CREATE TABLE orders (id INTEGER PRIMARY KEY);\nINSERT INTO orders VALUES (1);",
    "V2__total.sql", "ALTER TABLE orders ADD COLUMN total numeric;\n"
        + "CREATE TRIGGER tr AFTER INSERT ON orders BEGIN UPDATE orders SET total = CASE WHEN id > 1 THEN 2 ELSE 3 END; UPDATE orders SET id = id; END;",
    "V10__note.sql", "-- a note\nALTER TABLE orders ADD COLUMN note text;",
    "R__views.sql", "DROP VIEW IF EXISTS order_ids; CREATE VIEW order_ids AS SELECT id FROM orders;"
  };
  /** Hours. */
  private static final String LONG = "INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n;";
  private static final String T = "CREATE TABLE t (a);\n";

  @TempDir private Path folder;
  private Volume volume;
  private DatabaseServer server;

  @BeforeEach
  void open() {
    volume = new Volume(folder);
    server = volume.openPatiently();
    server.databases().create(design("orders"));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void theBodyOfATriggerIsOneStatement() {
    var run = Migrating.quietly();
    assertThat(server.migrations().apply(Migrating.design("orders", SHOP), run).appliedVersion()).contains("10");
    assertThat(run.progress).contains(new Progress("V2__total.sql", "2", 2, 2)).endsWith(new Progress("R__views.sql", "", 2, 2));
    assertThat(flyway("orders.db", files(SHOP)).validateWithResult().validationSuccessful).isTrue();
  }

  @Test
  void flywayMayBeginWhereOurDatabaseIsNew() {
    assertThat(flyway("orders.db", files(SHOP)).migrate().migrationsExecuted).isEqualTo(4);
    var state = server.migrations().observe(Migrating.design("orders", SHOP));
    assertThat(state.problems()).isEmpty();
    assertThat(state.pending()).isEmpty();
    assertThat(state.history()).extracting(MigrationState.Applied::installedOn).allSatisfy(at ->
        assertThat(at).isCloseTo(Instant.now(), org.assertj.core.api.Assertions.within(1, ChronoUnit.MINUTES)));
  }

  @Test
  void tablesWithoutHistoryNeedABaseline() {
    volume.run("orders.db", "CREATE TABLE before (id INTEGER PRIMARY KEY AUTOINCREMENT)");
    assertThat(server.migrations().observe(Migrating.design("orders", SHOP)).problems()).extracting(MigrationState.Problem::reason)
        .containsExactly("BaselineNeeded");
  }

  @Test
  void aDatabaseWithAPathOfItsOwnIsFoundByItsNameAfterARestart() {
    server.databases().create(design("stock", "path", "shop/stock.sqlite", "journalMode", "Wal"));
    try (var restarted = volume.openPatiently()) {
      assertThat(Migrating.apply(restarted, Migrating.design("stock", SHOP)).appliedVersion()).contains("10");
    }
    assertThat(volume.query("shop/stock.sqlite", "SELECT id FROM orders")).containsExactly("1");
    assertThat(volume.file("stock.db")).doesNotExist();
  }

  @Test
  void aFileOutsideATransactionIsGoneOnWithWhereItFailed() {
    var text = "PRAGMA foreign_keys = OFF;\nCREATE TABLE u (a);\nINSERT INTO t VALUES (1);\nINSERT INTO %s VALUES (2);\nVACUUM;";
    var conf = new String[] {"V2__step.sql.conf", "executeInTransaction=false"};
    var failure = Migrating.failure(server, Migrating.design("orders", "V1__t.sql", T, "V2__step.sql", text.formatted("missing"), conf[0], conf[1]));
    assertThat(failure.failure().message()).contains("Statement 4 of 5 failed; statements 1 to 3 took effect");
    var corrected = Migrating.design("orders", "V1__t.sql", T, "V2__step.sql", text.formatted("t"), conf[0], conf[1]);
    assertThat(Migrating.apply(server, corrected).appliedVersion()).contains("2");
    assertThat(volume.query("orders.db", "SELECT a FROM t")).containsExactly("1", "2");
    assertThat(volume.query("orders.db", "SELECT count(*) FROM sluice_migration_progress")).containsExactly("0");
    assertThat(flyway("orders.db", files("V1__t.sql", T, "V2__step.sql", text.formatted("t"), conf[0], conf[1])).validateWithResult().validationSuccessful).isTrue();
  }

  @Test
  void aFilesOwnSettingsEndWithIt() {
    var parent = "CREATE TABLE parent (id INTEGER PRIMARY KEY); CREATE TABLE child (id REFERENCES parent);";
    var off = "PRAGMA foreign_keys = OFF;\nPRAGMA max_page_count = 8;\nINSERT INTO child VALUES (1);";
    var design = Migrating.design(
        "orders", "V1__t.sql", parent, "V2__off.sql", off, "V2__off.sql.conf", "executeInTransaction=false", "V3__on.sql", "INSERT INTO child VALUES (2);");
    var failure = Migrating.failure(server, design);
    assertThat(failure.where().file()).isEqualTo("V3__on.sql");
    assertThat(failure.failure().sqlState()).contains("SQLITE_CONSTRAINT_FOREIGNKEY");
    assertThat(volume.query("orders.db", "SELECT id FROM child")).containsExactly("1");
  }

  @Test
  void nothingIsDroppedInSilence() {
    var text = T + "CREATE TABLE u (begin);\nSELECT begin FROM u;\nINSERT INTO t VALUES (1);\nSELECT 2 AS end;";
    assertThat(Migrating.problem(server, Migrating.design("orders", "V1__t.sql", text))).contains("V1__t.sql").contains("only the first part would be run");
  }

  @Test
  void ourOwnIdleSessionsAreInNobodysWay() {
    var wal = design("orders", "journalMode", "Wal");
    Migrating.apply(server, Migrating.design("orders", "V1__t.sql", T));
    server.migrations().observe(Migrating.design("orders", "V1__t.sql", T));
    server.databases().update(wal, server.databases().observe(wal).orElseThrow());
    server.migrations().observe(Migrating.design("orders", "V1__t.sql", T));
    var delete = design("orders", "journalMode", "Delete");
    server.databases().update(delete, server.databases().observe(delete).orElseThrow());
    server.databases().update(wal, server.databases().observe(wal).orElseThrow());
    server.migrations().observe(Migrating.design("orders", "V1__t.sql", T));
    assertThat(server.databases().drop(wal, DropPolicy.ALWAYS)).isEmpty();
    assertThat(volume.file("orders.db")).doesNotExist();
  }

  @Test
  void aSettingThatNeedsToStandOutsideIsNotPassedOverInSilence() {
    var problem = Migrating.problem(server, Migrating.design("orders", "V1__t.sql", "PRAGMA foreign_keys = OFF;\nCREATE TABLE t (a);"));
    assertThat(problem).contains("V1__t.sql mixes").contains("executeInTransaction=false");
  }

  @ParameterizedTest
  @ValueSource(strings = {"BEGIN;\nCREATE TABLE t (a);\nCOMMIT;", "begin immediate transaction;\nCREATE TABLE t (a);\nEND;", "BEGIN;"})
  void transactionsOfAFilesOwnAreRefused(String text) {
    var problem = Migrating.problem(server, Migrating.design("orders", "V1__t.sql", text));
    assertThat(problem).contains("V1__t.sql").contains("line 1");
    assertThat(volume.query("orders.db", "SELECT name FROM sqlite_schema WHERE name = 't'")).isEmpty();
  }

  @Test
  void savepointsAreTheFilesOwnAffair() {
    var text = T + "SAVEPOINT a; INSERT INTO t VALUES (1); ROLLBACK TO a; INSERT INTO t VALUES (2); RELEASE a;";
    assertThat(Migrating.apply(server, Migrating.design("orders", "V1__t.sql", text)).appliedVersion()).contains("1");
    assertThat(volume.query("orders.db", "SELECT a FROM t")).containsExactly("2");
  }

  @Test
  void otherSchemasThanMainAreRefused() {
    var d = Migrating.design("orders", SHOP);
    var other =
        new MigrationDesign(
            d.database(), d.files(), d.target(), d.historyTable(), Optional.of("app"), List.of(), Optional.empty(), false, Optional.empty(), Set.of(),
            d.lockTimeout(), d.statementTimeout(), d.deadline(), d.runAs());
    var failure = failureOf(() -> Migrating.apply(server, other));
    assertThat(failure.reason()).isEqualTo(Reasons.INVALID_SPEC);
    assertThat(failure.message()).contains("schema app").contains("none but main");
  }

  @Test
  void theDeadlineEndsAStatementThatOnlyComputes() {
    var design = Migrating.design("orders", files("V1__t.sql", T + LONG), Duration.ZERO, Duration.ofSeconds(1));
    var failure = Migrating.failure(server, design);
    assertThat(failure.failure().reason()).isEqualTo("DeadlineExceeded");
    assertThat(failure.where().line()).contains(2);
    assertThat(volume.query("orders.db", "SELECT name FROM sqlite_schema")).containsExactly("sluice_claim");
  }

  @Test
  void aRunDoesNotGoOnInAFileThatWasRemovedMeanwhile() throws Exception {
    var lock = SqliteMigrationLock.tryTake(volume.file("orders.db").toRealPath()).orElseThrow();
    var run = Migrating.quietly();
    var going = async(() -> server.migrations().apply(Migrating.design("orders", "V1__t.sql", T), run));
    await().atMost(Volume.SOON).until(() -> !run.holders.isEmpty());
    Files.move(volume.file("orders.db"), volume.file("elsewhere.db"));
    lock.release();
    var failure = (EngineException) catchThrowableOfType(CompletionException.class, going::join).getCause();
    assertThat(failure.failure().message()).contains("was moved or removed");
    assertThat(volume.query("elsewhere.db", "SELECT name FROM sqlite_schema")).containsExactly("sluice_claim");
  }

  // The common pool may have one thread only.
  private static <R> CompletableFuture<R> async(java.util.function.Supplier<R> work) {
    return CompletableFuture.supplyAsync(work, task -> Thread.ofVirtual().start(task));
  }

  private static TreeMap<String, String> files(String... files) {
    return new TreeMap<>(Migrating.design("x", files).files().files());
  }

  /** The command line's Flyway, with the files on disk. */
  private Flyway flyway(String file, Map<String, String> files) {
    try {
      var sources = Files.createTempDirectory(folder, "sql");
      for (var entry : files.entrySet()) {
        Files.writeString(sources.resolve(entry.getKey()), entry.getValue());
      }
      return Flyway.configure().dataSource("jdbc:sqlite:" + volume.file(file), "", "").locations("filesystem:" + sources).load();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
