package dev.sluice.engine.sqlite;

import static dev.sluice.engine.sqlite.Volume.design;
import static dev.sluice.engine.sqlite.Volume.failureOf;
import static dev.sluice.engine.sqlite.Volume.found;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.database.DatabaseChange;
import dev.sluice.engine.database.DatabaseDesign;
import dev.sluice.engine.database.Databases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteDatabasesIT {
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
  void madeAsDesignedItHasNothingToAlter() {
    assertThat(databases.observe(design("orders"))).isEmpty();
    databases.create(design("orders", "journalMode", "Wal"));
    var state = databases.observe(design("orders", "journalMode", "Wal")).orElseThrow();
    assertThat(state.changes()).isEmpty();
    assertThat(state.unalterable()).isEmpty();
    assertThat(state.facts().encoding()).contains("UTF-8");
    assertThat(state.facts().sizeBytes()).isEqualTo(volume.file("orders.db").toFile().length()).isPositive();
    assertThat(state.facts().claim()).contains(new Claim("uid-orders", "test/Database/orders", true));
    assertThat(volume.query("orders.db", "PRAGMA journal_mode")).containsExactly("wal");
    assertThat(folder.toFile().list()).containsExactly("orders.db");
  }

  @Test
  void aPathOfItsOwnIsFoundByTheNameAfterwards() {
    databases.create(design("orders", "path", "shop/eu/orders.sqlite"));
    assertThat(volume.file("shop/eu/orders.sqlite")).isRegularFile();
    assertThat(volume.file("orders.db")).doesNotExist();
    try (var restarted = volume.open()) {
      assertThat(restarted.databases().observe(design("orders", "path", "shop/eu/orders.sqlite")).orElseThrow().changes()).isEmpty();
      // Left out, it is left as it is.
      assertThat(restarted.databases().observe(design("orders")).orElseThrow().unalterable()).isEmpty();
      assertThat(restarted.connectionDetails("orders").get("uri")).endsWith("shop/eu/orders.sqlite");
    }
  }

  @Test
  void anEditedPathMakesNoSecondDatabase() {
    databases.create(design("orders"));
    databases.create(design("stock", "path", "a.db"));
    assertThat(databases.observe(design("orders", "path", "b.db")).orElseThrow().unalterable()).containsExactly("path is orders.db and the spec says b.db");
    assertThat(databases.observe(design("stock", "path", "b.db")).orElseThrow().unalterable()).containsExactly("path is a.db and the spec says b.db");
    databases.create(design("stock", "path", "b.db"));
    assertThat(volume.file("b.db")).doesNotExist();
  }

  @Test
  void aLostNoteIsWrittenAgain() throws Exception {
    databases.create(design("orders", "path", "a.db"));
    Files.delete(volume.file(".sluice/orders.path"));
    var state = databases.observe(design("orders", "path", "a.db")).orElseThrow();
    assertThat(state.changes()).extracting(DatabaseChange::what).containsExactly("path a.db noted");
    databases.update(design("orders", "path", "a.db"), state);
    assertThat(databases.observe(design("orders", "path", "a.db")).orElseThrow().changes()).isEmpty();
    assertThat(volume.file(".sluice/orders.path")).hasContent("a.db\n");
    assertThat(volume.file(".sluice").toFile().list()).hasSize(1);
  }

  @Test
  void aNoteOfAFileThatIsGoneDoesNotCount() throws Exception {
    databases.create(design("orders", "path", "a.db"));
    Files.delete(volume.file("a.db"));
    assertThat(databases.observe(design("orders", "path", "b.db"))).isEmpty();
    databases.create(design("orders", "path", "b.db"));
    assertThat(databases.observe(design("orders", "path", "b.db")).orElseThrow().changes()).isEmpty();
    Files.delete(volume.file("b.db"));
    databases.create(design("orders"));
    assertThat(volume.file(".sluice/orders.path")).doesNotExist();
    assertThat(server.connectionDetails("orders").get("uri")).endsWith("/orders.db");
  }

  @ParameterizedTest
  @EnumSource(JournalMode.class)
  void journalModesAreAltered(JournalMode mode) {
    databases.create(design("orders"));
    volume.run("orders.db", "CREATE TABLE t (a)");
    var wanted = design("orders", "journalMode", mode.word());
    var state = databases.observe(wanted).orElseThrow();
    assertThat(state.changes()).extracting(DatabaseChange::what)
        .isEqualTo(mode == JournalMode.DELETE ? List.of() : List.of("journalMode Delete -> " + mode.word()));
    databases.update(wanted, state);
    assertThat(databases.observe(wanted).orElseThrow().changes()).isEmpty();
    assertThat(volume.query("orders.db", "PRAGMA journal_mode")).containsExactly(mode == JournalMode.WAL ? "wal" : "delete");
    var back = design("orders", "journalMode", "Delete");
    databases.update(back, databases.observe(back).orElseThrow());
    assertThat(databases.observe(back).orElseThrow().changes()).isEmpty();
    assertThat(volume.query("orders.db", "PRAGMA journal_mode")).containsExactly("delete");
  }

  @Test
  void walIsNotLeftWhileSomebodyIsIn() throws Exception {
    databases.create(design("orders", "journalMode", "Wal"));
    var wanted = design("orders", "journalMode", "Delete");
    var state = databases.observe(wanted).orElseThrow();
    try (var other = volume.connect("orders.db");
        var statement = other.createStatement()) {
      statement.execute("CREATE TABLE t (a)");
      var failure = failureOf(() -> databases.update(wanted, state));
      assertThat(failure).isInstanceOf(Failure.Transient.class);
      assertThat(failure.reason()).isEqualTo(Reasons.LOCK_TIMEOUT);
    }
    databases.update(wanted, databases.observe(wanted).orElseThrow());
    assertThat(databases.observe(wanted).orElseThrow().changes()).isEmpty();
  }

  @Test
  void whatItLacksIsRefusedByName() {
    var plain = design("orders");
    assertThat(refusal(with(plain, Optional.of("me"), Optional.empty(), List.of()))).contains("spec.forProvider.owner").contains("remove it");
    assertThat(refusal(with(plain, Optional.empty(), Optional.of(5), List.of()))).contains("spec.forProvider.connectionLimit");
    assertThat(refusal(with(plain, Optional.empty(), Optional.empty(), List.of(new DatabaseDesign.Extension("x", Optional.empty(), Optional.empty())))))
        .contains("spec.forProvider.extensions");
    assertThat(refusal(design("orders", "collation", "C"))).contains("spec.forProvider.sqlite.collation isn't a field that SQLite has");
    assertThat(refusal(design("orders", "journalMode", "Off"))).contains("spec.forProvider.sqlite.journalMode must be one of Delete, Truncate, Persist, Wal");
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/etc/x", "../x", "a/../x", "a//b", "a/", ".x", ".sluice/x", "x-wal", "x-journal", "x-shm", "x-sluice", "a?mode=memory", "a b", "x\0", "-x", ":memory:"})
  void pathsThatLeadElsewhereAreRefused(String path) {
    assertThat(refusal(design("orders", "path", path))).startsWith("spec.forProvider.sqlite.path must lead from the ProviderConfig's directory down to a file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "..", ".hidden", "a b", "x?y", "é", "-x"})
  void namesThatCannotBeFilesAreRefused(String name) {
    assertThat(refusal(design(name))).contains("can't be a file of that name");
  }

  @Test
  void itIsAsOpenAsItsFolder() throws Exception {
    for (var mode : Map.of("rwxrwx---", "rw-rw----", "rwx------", "rw-------", "rwxrwxrwx", "rw-rw-r--").entrySet()) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode.getKey()));
      var name = "d" + mode.getKey().hashCode();
      databases.create(design(name.replace('-', '_')));
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(volume.file(name.replace('-', '_') + ".db")))).isEqualTo(mode.getValue());
    }
  }

  @Test
  void aJournalWithoutItsDatabaseIsNotPlayedIntoANewOne() throws Exception {
    Files.writeString(volume.file("orders.db-journal"), "precious");
    var failure = failureOf(() -> databases.create(design("orders")));
    assertThat(failure).isInstanceOf(Failure.MissingRight.class);
    assertThat(failure.message()).contains("orders.db-journal").contains("move it away");
    assertThat(volume.file("orders.db")).doesNotExist();
    assertThat(volume.file("orders.db-journal")).hasContent("precious");
  }

  @Test
  void whatIsNoDatabaseIsLeftAsItIs() throws Exception {
    Files.writeString(volume.file("orders.db"), "Not a database, yet somebody's work.");
    for (Runnable attempt : List.<Runnable>of(
        () -> databases.observe(found("orders")),
        () -> databases.create(design("orders")))) {
      var failure = failureOf(attempt);
      assertThat(failure).isInstanceOf(Failure.Permanent.class);
      assertThat(failure.sqlState()).contains("SQLITE_NOTADB");
      assertThat(failure.message()).contains("file is not a database").contains("move it away");
    }
    assertThat(volume.file("orders.db")).hasContent("Not a database, yet somebody's work.");
    assertThat(folder.toFile().list()).containsExactly("orders.db");
  }

  private String refusal(DatabaseDesign design) {
    var failure = failureOf(() -> databases.create(design));
    assertThat(failure).isInstanceOf(Failure.Permanent.class);
    assertThat(failure.reason()).isEqualTo(Reasons.INVALID_SPEC);
    assertThat(failureOf(() -> databases.observe(design))).isEqualTo(failure);
    return failure.message();
  }

  private static DatabaseDesign with(DatabaseDesign d, Optional<String> owner, Optional<Integer> limit, List<DatabaseDesign.Extension> extensions) {
    return new DatabaseDesign(d.name(), d.claim(), owner, limit, extensions, d.options());
  }
}
