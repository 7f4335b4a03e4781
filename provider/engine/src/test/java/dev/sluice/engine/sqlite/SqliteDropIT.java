package dev.sluice.engine.sqlite;

import static dev.sluice.engine.database.DropPolicy.ALWAYS;
import static dev.sluice.engine.database.DropPolicy.ALWAYS_EVEN_ADOPTED;
import static dev.sluice.engine.database.DropPolicy.IF_EMPTY;
import static dev.sluice.engine.sqlite.Volume.claimed;
import static dev.sluice.engine.sqlite.Volume.design;
import static dev.sluice.engine.sqlite.Volume.failureOf;
import static dev.sluice.engine.sqlite.Volume.found;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.database.Databases;
import dev.sluice.engine.database.DropPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteDropIT {
  @TempDir private Path folder;
  private Volume volume;
  private DatabaseServer server;
  private Databases databases;

  @BeforeEach
  void open() {
    volume = new Volume(folder);
    server = volume.open();
    databases = server.databases();
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void whatIsGoneIsDroppedAlready() {
    assertThat(databases.drop(design("orders"), IF_EMPTY)).isEmpty();
    assertThat(databases.drop(design("orders"), ALWAYS)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Delete", "Truncate", "Persist", "Wal"})
  void anEmptyDatabaseGoesWithAllThatLiesBesideIt(String mode) throws Exception {
    var design = design("orders", "path", "shop/orders.db", "journalMode", mode);
    databases.create(design);
    volume.run("shop/orders.db", "PRAGMA journal_mode = " + mode, "CREATE TABLE flyway_schema_history (installed_rank INT)",
        "CREATE INDEX h ON flyway_schema_history (installed_rank)", "CREATE TABLE sluice_migration_progress (file TEXT)");
    Files.createFile(volume.file("shop/orders.db-sluice"));
    assertThat(databases.drop(design, IF_EMPTY)).isEmpty();
    assertThat(volume.file("shop")).isEmptyDirectory();
    assertThat(volume.file(".sluice")).isEmptyDirectory();
    assertThat(databases.observe(design)).isEmpty();
  }

  @Test
  void everyKindOfObjectKeepsTheDatabase() {
    databases.create(design("orders"));
    var kinds =
        Map.of(
            "1 table: t", new String[] {"CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT)", "DROP TABLE t"},
            "1 table: sluice_x", new String[] {"CREATE TABLE sluice_x (a)", "DROP TABLE sluice_x"},
            "1 view: v", new String[] {"CREATE VIEW v AS SELECT 1", "DROP VIEW v"},
            "1 table: f", new String[] {"CREATE VIRTUAL TABLE f USING fts5(x)", "DROP TABLE f"},
            "1 table: h; 1 trigger: tr", new String[] {"CREATE TABLE h (a); CREATE TRIGGER tr AFTER INSERT ON h BEGIN SELECT 1; END", "DROP TABLE h"});
    kinds.forEach((words, sql) -> {
      for (var statement : sql[0].split("(?<=\\)); ")) {
        volume.run("orders.db", statement);
      }
      var failure = failureOf(() -> databases.drop(design("orders"), IF_EMPTY));
      assertThat(failure).isInstanceOf(Failure.MissingRight.class);
      assertThat(failure.reason()).isEqualTo(Reasons.DELETION_BLOCKED);
      assertThat(failure.message()).isEqualTo("Database orders isn't dropped because it holds " + words
          + ". Drop these first, or set spec.forProvider.deletion to Always to lose them.");
      volume.run("orders.db", sql[1]);
    });
    assertThat(databases.drop(design("orders"), IF_EMPTY)).isEmpty();
  }

  @Test
  void manyObjectsAreCountedAndAHandfulNamed() {
    databases.create(design("orders"));
    for (var i = 0; i < 7; i++) {
      volume.run("orders.db", "CREATE TABLE t" + i + " (id)");
    }
    volume.run("orders.db", "CREATE VIEW v AS SELECT 1");
    assertThat(failureOf(() -> databases.drop(design("orders"), IF_EMPTY)).message()).contains("holds 7 tables: t0, t1, t2, t3, t4, ...; 1 view.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Delete", "Wal"})
  void nobodyLosesTheFileUnderHisHands(String mode) throws Exception {
    databases.create(design("orders", "journalMode", mode));
    volume.run("orders.db", "CREATE TABLE t (a)");
    for (var begin : new String[] {"BEGIN; SELECT * FROM t", "BEGIN IMMEDIATE"}) {
      try (var other = volume.connect("orders.db");
          var statement = other.createStatement()) {
        for (var sql : begin.split("; ")) {
          statement.execute(sql);
        }
        var failure = failureOf(() -> databases.drop(design("orders"), ALWAYS));
        assertThat(failure).isInstanceOf(Failure.Transient.class);
        assertThat(failure.reason()).isEqualTo(Reasons.DELETION_BLOCKED);
        assertThat(failure.message()).contains("will be tried again");
        statement.execute("ROLLBACK");
      }
      // As it was.
      assertThat(volume.query("orders.db", "PRAGMA journal_mode")).containsExactly(mode.toLowerCase(java.util.Locale.ROOT));
      assertThat(volume.query("orders.db", "SELECT name FROM sqlite_schema WHERE type = 'table'")).containsExactly("t");
    }
    assertThat(databases.drop(design("orders"), ALWAYS)).isEmpty();
    assertThat(folder.toFile().list()).isEmpty();
  }

  @Test
  void aMigrationThatRunsKeepsIt() throws Exception {
    databases.create(design("orders"));
    var lock = SqliteMigrationLock.tryTake(volume.file("orders.db").toRealPath()).orElseThrow();
    assertThat(failureOf(() -> databases.drop(design("orders"), ALWAYS)).message()).contains("a migration is running in it");
    lock.release();
    assertThat(databases.drop(design("orders"), ALWAYS)).isEmpty();
  }

  @Test
  void whatWasFoundIsNotDroppedByAlways() {
    volume.run("orders.db", "CREATE TABLE t (a)");
    databases.update(found("orders"), databases.observe(found("orders")).orElseThrow());
    var failure = failureOf(() -> databases.drop(design("orders"), ALWAYS));
    assertThat(failure).isInstanceOf(Failure.Permanent.class);
    assertThat(failure.message()).contains("it was there before this resource").contains("AlwaysEvenAdopted");
    assertThat(databases.drop(design("orders"), ALWAYS_EVEN_ADOPTED)).isEmpty();
    assertThat(databases.observe(design("orders"))).isEmpty();
  }

  @Test
  void whatAnotherHasClaimedStays() {
    databases.create(design("orders"));
    var other = claimed("orders", "other-uid", "test/Database/other", true);
    for (var policy : DropPolicy.values()) {
      assertThat(databases.drop(other, policy)).hasValueSatisfying(s -> assertThat(s).contains("claimed by test/Database/orders"));
    }
    assertThat(databases.observe(design("orders"))).isPresent();
  }

  @Test
  void whatIsNoDatabaseIsNeverDeleted() throws Exception {
    Files.writeString(volume.file("orders.db"), "Somebody's thesis.");
    for (var policy : DropPolicy.values()) {
      var failure = failureOf(() -> databases.drop(design("orders"), policy));
      assertThat(failure).isInstanceOf(Failure.MissingRight.class);
      assertThat(failure.reason()).isEqualTo(Reasons.DELETION_BLOCKED);
      assertThat(failure.message()).contains("can't be looked into: file is not a database");
    }
    assertThat(volume.file("orders.db")).hasContent("Somebody's thesis.");
  }

  @Test
  void whatCannotBeMadeCanStillBeDeleted() {
    databases.create(design("orders"));
    assertThat(databases.drop(design("orders", "journalMode", 7, "path", "../x", "bad", true), IF_EMPTY)).isEmpty();
    assertThat(volume.file("orders.db")).doesNotExist();
  }

  @Test
  void anotherFileOfTheUsualNameIsNotMeant() {
    volume.run("orders.db", "VACUUM");
    assertThat(databases.drop(design("orders", "path", "a.db"), ALWAYS)).isEmpty();
    assertThat(volume.file("orders.db")).exists();
  }
}
