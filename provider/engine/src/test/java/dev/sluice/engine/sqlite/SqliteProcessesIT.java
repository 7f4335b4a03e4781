package dev.sluice.engine.sqlite;

import static dev.sluice.engine.sqlite.Volume.design;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.migration.MigrationDesign;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Providers in processes of their own: killed, as by {@code kill -9}, at work at the same time, or without rights. */
@Timeout(180)
class SqliteProcessesIT {
  private static final String T = "CREATE TABLE t (a INT);\n";
  private static final String[] STEPS = {
    "V1__t.sql", T + "INSERT INTO t VALUES (1);",
    "V2__step.sql", "INSERT INTO t VALUES (2);\nVACUUM;\nPRAGMA foreign_keys = OFF;\nINSERT INTO t VALUES (3);", "V2__step.sql.conf", "executeInTransaction=false",
    "V3__last.sql", "INSERT INTO t VALUES (4);"
  };

  @TempDir private Path all;
  private Volume volume;
  private Path files;
  private DatabaseServer server;
  private final List<Process> children = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    volume = new Volume(Files.createDirectory(all.resolve("data")));
    files = Files.createDirectory(all.resolve("files"));
    server = volume.openPatiently();
  }

  @AfterEach
  void close() throws Exception {
    server.close();
    for (var child : children) {
      child.destroyForcibly().waitFor();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, Delete", "2, Delete", "3, Delete", "4, Delete", "5, Delete", "6, Delete", "7, Delete", "2, Wal", "4, Wal", "6, Wal"})
  void killedBetweenStatements(int statement, String mode) throws Exception {
    server.databases().create(design("orders", "journalMode", mode));
    var design = Migrating.design("orders", STEPS);
    var child = migrate(design, statement);
    try (BufferedReader output = child.inputReader()) {
      assertThat(output.readLine()).isEqualTo("ready");
      assertThat(output.readLine()).isEqualTo("stopped");
    }
    assertThat(SqliteMigrationLock.holder(volume.file("orders.db").toRealPath())).hasValueSatisfying(
        holder -> assertThat(holder).startsWith("process " + child.pid()));
    child.destroyForcibly().waitFor();
    converges(design, "1", "2", "3", "4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Delete", "Persist", "Wal"})
  void killedWhileItWrites(String mode) throws Exception {
    server.databases().create(design("orders", "journalMode", mode));
    var fill = "INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n) SELECT randomblob(2000) FROM n;";
    var child = migrate(Migrating.design("orders", "V1__t.sql", T, "V2__fill.sql", "DELETE FROM t;\n" + fill), 0);
    var written = volume.file(mode.equals("Wal") ? "orders.db-wal" : "orders.db");
    await().atMost(Volume.SOON).until(() -> Files.exists(written) && Files.size(written) > 20_000_000);
    child.destroyForcibly().waitFor();
    converges(Migrating.design("orders", "V1__t.sql", T, "V2__fill.sql", "INSERT INTO t VALUES (2);"), "2");
  }

  @Test
  void atWorkAtTheSameTimeTheyApplyEachFileOnce() throws Exception {
    server.databases().create(design("orders"));
    var texts = new ArrayList<String>(List.of("V1__t.sql", T));
    for (var version = 2; version <= 30; version++) {
      texts.addAll(List.of("V" + version + "__i.sql", "INSERT INTO t VALUES (" + version + ");\nINSERT INTO t VALUES (" + version * 1000 + ");"));
    }
    var design = Migrating.design("orders", texts.toArray(String[]::new));
    var outcomes = new ArrayList<CompletableFuture<String>>();
    for (var i = 0; i < 3; i++) {
      var child = migrate(design, 0);
      outcomes.add(CompletableFuture.supplyAsync(() -> {
        try {
          return new String(child.getInputStream().readAllBytes());
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
      }, task -> Thread.ofVirtual().start(task)));
    }
    assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.join()).isEqualTo("ready\ndone\n"));
    assertThat(volume.query("orders.db", "SELECT count(*) || ' ' || count(DISTINCT a) FROM t")).containsExactly("58 58");
    assertThat(volume.query("orders.db", "SELECT count(*) || ' ' || count(DISTINCT version) FROM flyway_schema_history")).containsExactly("30 30");
  }

  @Test
  void anotherProcessAtWorkIsNamedAndWaitedFor() throws Exception {
    server.databases().create(design("orders"));
    var design = Migrating.design("orders", "V1__t.sql", T, "V2__i.sql", "INSERT INTO t VALUES (2);");
    var child = migrate(design, 2);
    try (BufferedReader output = child.inputReader()) {
      assertThat(output.readLine()).isEqualTo("ready");
      assertThat(output.readLine()).isEqualTo("stopped");
    }
    var run = Migrating.quietly();
    var going = CompletableFuture.supplyAsync(() -> server.migrations().apply(design, run), task -> Thread.ofVirtual().start(task));
    await().atMost(Volume.SOON).until(() -> !run.holders.isEmpty());
    assertThat(run.holders.getFirst()).startsWith("process " + child.pid());
    assertThat(Volume.failureOf(() -> server.databases().drop(design("orders"), dev.sluice.engine.database.DropPolicy.ALWAYS)).message())
        .contains("a migration is running in it");
    child.destroyForcibly().waitFor();
    assertThat(going.join().appliedVersion()).contains("2");
    assertThat(volume.query("orders.db", "SELECT a FROM t")).containsExactly("2");
  }

  @Test
  void withoutTheRightToWriteTheyFailWithARemedy() throws Exception {
    server.databases().create(design("orders"));
    Files.setPosixFilePermissions(volume.folder(), PosixFilePermissions.fromString("r-xr-xr-x"));
    Files.setPosixFilePermissions(volume.file("orders.db"), PosixFilePermissions.fromString("r--r--r--"));
    try {
      var child = unprivileged("orders", "try");
      var said = child.inputReader().lines().toList();
      assertThat(said).hasSize(3);
      assertThat(said.get(0)).startsWith("MissingRight MissingRight SQLite directory").contains("can't be written: access is denied. Allow it");
      assertThat(said.get(1)).startsWith("MissingRight MissingRight SQLite database").contains("Allow the file and its folder");
      assertThat(said.get(2)).startsWith("MissingRight ").contains("Allow the file and its folder");
      Files.setPosixFilePermissions(volume.folder(), PosixFilePermissions.fromString("rwxr-xr-x"));
      assertThat(unprivileged("orders", "try").inputReader().lines().toList().get(2)).startsWith("MissingRight ReadOnly V1__t.sql");
    } finally {
      Files.setPosixFilePermissions(volume.folder(), PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @Test
  void withoutAPlaceForItsLibraryItSaysSo() throws Exception {
    server.databases().create(design("orders"));
    var child = start(List.of("env", "JDK_JAVA_OPTIONS=-Djava.io.tmpdir=" + all.resolve("missing")), "orders", "try");
    assertThat(child.inputReader().lines()).hasSize(3).allSatisfy(line ->
        assertThat(line).startsWith("MissingRight ServerOutOfResources SQLite can't be loaded").contains("-Dorg.sqlite.lib.path"));
  }

  private void converges(MigrationDesign design, String... rows) {
    var run = Migrating.quietly();
    var state = server.migrations().apply(design, run);
    assertThat(state.problems()).isEmpty();
    assertThat(state.pending()).isEmpty();
    // Its lock died with it.
    assertThat(run.holders).isEmpty();
    assertThat(volume.query("orders.db", "SELECT a FROM t ORDER BY a")).containsExactly(rows);
    assertThat(volume.query("orders.db", "PRAGMA integrity_check")).containsExactly("ok");
    assertThat(volume.query("orders.db", "SELECT 1 FROM flyway_schema_history GROUP BY version HAVING count(*) > 1")).isEmpty();
    write(design);
    var flyway = Flyway.configure().dataSource("jdbc:sqlite:" + volume.file("orders.db"), "", "").locations("filesystem:" + files).load();
    assertThat(flyway.validateWithResult().validationSuccessful).isTrue();
  }

  private void write(MigrationDesign design) {
    try {
      for (var file : design.files().files().entrySet()) {
        Files.writeString(files.resolve(file.getKey()), file.getValue());
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Process migrate(MigrationDesign design, int stopAt) throws IOException {
    write(design);
    return start(List.of(), design.database(), files.toString(), Integer.toString(stopAt));
  }

  /** Root, too, obeys permissions once it is nobody's root. */
  private Process unprivileged(String... arguments) throws IOException {
    var root = Files.getOwner(volume.folder()).getName().equals("root");
    return start(root ? List.of("unshare", "-U") : List.of(), arguments);
  }

  private Process start(List<String> prefix, String... arguments) throws IOException {
    var command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            ProcessHandle.current().info().command().orElseThrow(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp",
            System.getProperty("java.class.path"), SqliteProcess.class.getName(), volume.folder().toString()));
    command.addAll(List.of(arguments));
    var child = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    children.add(child);
    return child;
  }
}
