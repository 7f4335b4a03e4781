package dev.sluice.engine.sqlite;

import static dev.sluice.engine.sqlite.Volume.design;
import static dev.sluice.engine.sqlite.Volume.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.database.DropPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a manifest or a file says, nothing outside the folder is read or written. */
class SqlitePathsIT {
  @TempDir private Path all;
  private Volume volume;
  private Volume outside;
  private DatabaseServer server;

  @BeforeEach
  void open() throws Exception {
    volume = new Volume(Files.createDirectory(all.resolve("data")));
    outside = new Volume(Files.createDirectory(all.resolve("outside")));
    outside.run("other.db", "CREATE TABLE secrets (word)", "INSERT INTO secrets VALUES ('x')");
    server = volume.open();
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aLinkInPlaceOfAFileIsRefused() throws Exception {
    Files.createSymbolicLink(volume.file("orders.db"), outside.file("other.db"));
    for (Runnable attempt : List.<Runnable>of(
        () -> server.databases().observe(design("orders")),
        () -> server.databases().create(design("orders")),
        () -> server.databases().drop(design("orders"), DropPolicy.ALWAYS_EVEN_ADOPTED),
        () -> Migrating.apply(server, Migrating.design("orders", "V1__t.sql", "CREATE TABLE t (a);")))) {
      assertThat(failureOf(attempt).message()).contains("orders.db in SQLite directory").contains("is a symbolic link");
    }
    untouched();
  }

  @Test
  void aLinkThatLeadsNowhereIsRefusedToo() throws Exception {
    Files.createSymbolicLink(volume.file("orders.db"), outside.file("new.db"));
    assertThat(failureOf(() -> server.databases().create(design("orders"))).message()).contains("is a symbolic link");
    assertThat(outside.file("new.db")).doesNotExist();
  }

  @Test
  void aLinkOnTheWayIsRefused() throws Exception {
    Files.createSymbolicLink(volume.file("shop"), outside.folder());
    assertThat(failureOf(() -> server.databases().create(design("orders", "path", "shop/new.db"))).message()).contains("shop in SQLite directory");
    assertThat(failureOf(() -> server.databases().observe(design("orders", "path", "shop/other.db"))).message()).contains("is a symbolic link");
    untouched();
  }

  @Test
  void sqliteItselfFollowsNoLink() throws Exception {
    Files.createSymbolicLink(volume.file("orders.db"), outside.file("other.db"));
    Files.createSymbolicLink(volume.file("shop"), outside.folder());
    for (var path : new String[] {"orders.db", "shop/other.db"}) {
      assertThatThrownBy(() -> SqliteConnection.open(volume.file(path), Volume.SOON)).isInstanceOf(SQLException.class).hasMessageContaining("CANTOPEN_SYMLINK");
    }
  }

  @Test
  void aJournalThatIsALinkIsNotWrittenThrough() throws Exception {
    server.databases().create(design("orders"));
    Files.createSymbolicLink(volume.file("orders.db-journal"), outside.file("journal"));
    var failure = failureOf(() -> Migrating.apply(server, Migrating.design("orders", "V1__t.sql", "CREATE TABLE t (a);")));
    assertThat(failure.sqlState()).hasValueSatisfying(code -> assertThat(code).startsWith("SQLITE_CANTOPEN"));
    assertThat(outside.file("journal")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../outside/other.db", "/etc/passwd", "shop/../../outside/other.db", "other.db\0"})
  void aForgedNoteLeadsNowhere(String path) throws Exception {
    Files.createDirectory(volume.file(".sluice"));
    Files.writeString(volume.file(".sluice/orders.path"), path);
    assertThat(server.databases().observe(design("orders"))).isEmpty();
    assertThat(server.connectionDetails("orders").get("uri")).endsWith("/data/orders.db");
    assertThat(server.databases().drop(design("orders"), DropPolicy.ALWAYS_EVEN_ADOPTED)).isEmpty();
    untouched();
  }

  @Test
  void notesAreNotKeptBehindALink() throws Exception {
    Files.createSymbolicLink(volume.file(".sluice"), outside.folder());
    assertThat(failureOf(() -> server.databases().create(design("orders", "path", "a.db"))).message()).contains(".sluice in SQLite directory");
    untouched();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ATTACH '%s/other.db' AS o", "attach database '%s/new.db' as o", "-- x\n;;ATTACH '%s/new.db' AS o",
        "VACUUM INTO '%s/new.db'", "VACUUM main /* x */ INTO '%s/new.db'", "backup to '%s/new.db'", "backup main to \"%s/new.db\"",
        "restore from '%s/other.db'", "RESTORE from '%s/other.db'", "PRAGMA temp_store_directory = '%s'", "EXPLAIN PRAGMA temp_store_directory = '%s'",
        "PRAGMA \"temp_store_directory\" = '%s'", "PRAGMA main.journal_mode = OFF",
        "PRAGMA writable_schema = ON", "PRAGMA trusted_schema = ON -- %s", "PRAGMA hard_heap_limit = 1", "DETACH main"
      })
  void aMigrationReachesNoOtherFile(String statement) {
    server.databases().create(design("orders"));
    var sql = statement.replace("%s", outside.folder().toString());
    var problem = Migrating.problem(server, Migrating.design("orders", "V1__t.sql", "CREATE TABLE t (a);\n" + sql + ";\n"));
    assertThat(problem).startsWith("V1__t.sql line ").contains("isn't run").endsWith(".");
    assertThat(volume.query("orders.db", "SELECT name FROM sqlite_schema WHERE type = 'table'")).isEmpty();
    untouched();
  }

  @Test
  void commentsDeceiveNobody() {
    server.databases().create(design("orders"));
    for (var sql : new String[] {"/* /* */ ATTACH '%s/new.db' AS o", "/* /* */ VACUUM INTO '%s/new.db'", "/* /* */ backup to '%s/new.db'"}) {
      var text = sql.formatted(outside.folder());
      assertThat(new SqliteMigrationStatements().objection(text)).isPresent();
      // To Flyway it is all comment, so far.
      Migrating.apply(server, Migrating.design("orders", "R__x.sql", text + ";\n"));
      untouched();
    }
  }

  @Test
  void sqliteRefusesWhatTheRulesDontSee() throws Exception {
    server.databases().create(design("orders"));
    try (var connection = SqliteConnection.open(volume.file("orders.db").toRealPath(), Volume.SOON)) {
      for (var sql : new String[] {"ATTACH ':memory:' AS o", "ATTACH '" + outside.file("other.db") + "' AS o", "VACUUM INTO '" + outside.file("new.db") + "'"}) {
        assertThatThrownBy(() -> connection.run(sql)).hasMessageContaining("too many attached databases - max 0");
      }
      assertThatThrownBy(() -> connection.run("SELECT load_extension('x')")).hasMessageContaining("not authorized");
      assertThatThrownBy(() -> connection.run("SELECT writefile('x', 'y')")).hasMessageContaining("no such function");
    }
    untouched();
  }

  @Test
  void theLibraryHasNoModuleThatReadsFiles() throws Exception {
    server.databases().create(design("orders"));
    try (var connection = SqliteConnection.open(volume.file("orders.db").toRealPath(), Volume.SOON);
        var ask = connection.createStatement();
        var modules = ask.executeQuery("SELECT group_concat(name) FROM pragma_module_list WHERE name IN ('csv', 'fsdir', 'zipfile', 'vsv', 'sqlite_dbpage')")) {
      assertThat(modules.next()).isTrue();
      assertThat(modules.getString(1)).isNull();
    }
  }

  @Test
  void aMigrationsVacuumWorksAndLeavesTheDoorShut() {
    server.databases().create(design("orders"));
    var state =
        Migrating.apply(
            server,
            Migrating.design(
                "orders", "V1__t.sql", "CREATE TABLE t (a);", "V2__v.sql", "VACUUM;", "V3__v.sql", "-- tidy up\nvacuum main ;", "V4__u.sql", "CREATE TABLE u (a);"));
    assertThat(state.appliedVersion()).contains("4");
    untouched();
  }

  @Test
  void theFolderIsAskedAnewEachTime() throws Exception {
    var moved = Files.createDirectory(volume.file("inner"));
    try (var inner = Volume.open(Map.of("directory", moved.toString()), List.of(volume.folder()))) {
      inner.databases().create(design("orders"));
      Files.move(moved, volume.file("before"));
      Files.createSymbolicLink(moved, outside.folder());
      assertThat(failureOf(() -> inner.databases().create(design("stock"))).message()).contains("below no folder");
      assertThat(failureOf(() -> Migrating.apply(inner, Migrating.design("other", "V1__t.sql", "CREATE TABLE t (a);"))).message()).contains("below no folder");
    }
    untouched();
  }

  private void untouched() {
    assertThat(outside.folder().toFile().list()).containsExactly("other.db");
    assertThat(outside.query("other.db", "SELECT group_concat(name) FROM sqlite_schema")).containsExactly("secrets");
  }
}
