package dev.sluice.engine.sqlite;

import static dev.sluice.engine.sqlite.Volume.design;
import static dev.sluice.engine.sqlite.Volume.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.Failure;
import dev.sluice.engine.FailureRule;
import dev.sluice.engine.Reasons;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqliteFailuresIT {
  private static final String T = "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT UNIQUE CHECK (b <> 'no'));\n";

  @TempDir private Path folder;
  private Volume volume;
  private DatabaseServer server;

  @BeforeEach
  void open() {
    volume = new Volume(folder);
    server = volume.open();
    server.databases().create(design("orders"));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aFileThatSomebodyElseWritesIsTriedAgain() throws Exception {
    try (var other = volume.connect("orders.db");
        var statement = other.createStatement()) {
      statement.execute("BEGIN EXCLUSIVE");
      var looking = failureOf(() -> server.databases().observe(design("orders")));
      assertThat(looking).isInstanceOf(Failure.Transient.class);
      assertThat(looking.reason()).isEqualTo(Reasons.LOCK_TIMEOUT);
      assertThat(failureOf(() -> Migrating.apply(server, Migrating.design("orders", "V1__t.sql", T))).reason()).isEqualTo(Reasons.LOCK_TIMEOUT);
    }
    assertThat(Migrating.apply(server, Migrating.design("orders", "V1__t.sql", T)).appliedVersion()).contains("1");
  }

  @Test
  void aReaderDelaysTheCommitAndTheFileIsRolledBackWhole() throws Exception {
    Migrating.apply(server, Migrating.design("orders", "V1__t.sql", T + "INSERT INTO t VALUES (1, 'x');"));
    try (var other = volume.connect("orders.db");
        var statement = other.createStatement()) {
      statement.execute("BEGIN");
      statement.execute("SELECT * FROM t");
      var files = Map.of("V1__t.sql", T + "INSERT INTO t VALUES (1, 'x');", "V2__u.sql", "CREATE TABLE u (a);");
      var failure = Migrating.failure(server, Migrating.design("orders", files, Duration.ofMillis(50), Duration.ZERO, Volume.SOON));
      assertThat(failure.failure()).isInstanceOf(Failure.Transient.class);
      assertThat(failure.failure().reason()).isEqualTo(Reasons.LOCK_TIMEOUT);
      assertThat(failure.failure().message()).contains("V2__u.sql").contains("rolled back as a whole");
    }
    assertThat(volume.query("orders.db", "SELECT version FROM flyway_schema_history")).containsExactly("1");
    assertThat(volume.query("orders.db", "SELECT name FROM sqlite_schema WHERE name = 'u'")).isEmpty();
  }

  @Test
  void aFullDiskIsTransientAndTheFileIsRolledBackWhole() {
    var fill = "CREATE TABLE u (a);\nPRAGMA max_page_count = 20;\nINSERT INTO u WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)"
        + " SELECT randomblob(1000) FROM n;\n";
    var failure = Migrating.failure(server, Migrating.design("orders", "V1__t.sql", T, "V2__fill.sql", fill));
    assertThat(failure.failure()).isInstanceOf(Failure.Transient.class);
    assertThat(failure.failure().reason()).isEqualTo(Reasons.DISK_FULL);
    assertThat(failure.failure().sqlState()).contains("SQLITE_FULL");
    assertThat(failure.where().line()).contains(3);
    assertThat(volume.query("orders.db", "SELECT version FROM flyway_schema_history")).containsExactly("1");
    assertThat(volume.query("orders.db", "SELECT name FROM sqlite_schema WHERE name = 'u'")).isEmpty();
    assertThat(Migrating.apply(server, Migrating.design("orders", "V1__t.sql", T, "V2__fill.sql", "CREATE TABLE u (a);")).appliedVersion()).contains("2");
  }

  @Test
  void aDamagedFileIsPermanent() throws Exception {
    Migrating.apply(server, Migrating.design("orders", "V1__t.sql", T));
    volume.run("orders.db", "INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) SELECT i, 'text ' || i FROM n");
    server.close();
    try (var file = new RandomAccessFile(volume.file("orders.db").toFile(), "rw")) {
      // All but the first page, which holds the schema.
      for (var at = 4096; at < file.length(); at += 4096) {
        file.seek(at);
        file.write(new byte[] {99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99});
      }
    }
    try (var again = volume.open()) {
      var failure = failureOf(() -> Migrating.apply(again, Migrating.design("orders", "V1__t.sql", T, "V2__u.sql", "UPDATE t SET b = b || 'x';")));
      assertThat(failure).isInstanceOf(Failure.Permanent.class);
      assertThat(failure.sqlState()).hasValueSatisfying(code -> assertThat(code).startsWith("SQLITE_CORRUPT"));
    }
  }

  @Test
  void aMigrationOfWhatIsNoDatabaseIsRefused() throws Exception {
    Files.writeString(volume.file("thesis.db"), "Chapter one. ".repeat(500));
    var failure = failureOf(() -> Migrating.apply(server, Migrating.design("thesis", "V1__t.sql", T)));
    assertThat(failure).isInstanceOf(Failure.Permanent.class);
    assertThat(failure.sqlState()).contains("SQLITE_NOTADB");
    assertThat(volume.file("thesis.db")).hasContent("Chapter one. ".repeat(500));
  }

  @Test
  void aMigrationMakesNoDatabase() {
    var failure = failureOf(() -> Migrating.apply(server, Migrating.design("missing", "V1__t.sql", T)));
    assertThat(failure.reason()).isEqualTo(Reasons.DATABASE_MISSING);
    assertThat(failure.message()).contains("no missing.db in " + folder).contains("Create it first");
    assertThat(volume.file("missing.db")).doesNotExist();
  }

  @Test
  void aFileThatIsMovedAwayWhileOpenIsNotWritten() throws Exception {
    try (var connection = SqliteConnection.open(volume.file("orders.db").toRealPath(), Volume.SOON)) {
      connection.run("CREATE TABLE t (a)");
      assertThat(connection.isValid(1)).isTrue();
      Files.move(volume.file("orders.db"), volume.file("elsewhere.db"));
      assertThat(connection.isValid(1)).isFalse();
      var e = catchThrowableOfType(SQLException.class, () -> connection.run("INSERT INTO t VALUES (1)"));
      var failure = new SqliteFailures().of(e, "orders");
      assertThat(failure).isInstanceOf(Failure.Transient.class);
      assertThat(failure.sqlState()).contains("SQLITE_READONLY_DBMOVED");
      Files.copy(volume.file("elsewhere.db"), volume.file("orders.db"));
      assertThat(connection.isValid(1)).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "INSERT INTO t VALUES (2, 'hidden'); UNIQUE constraint failed: t.b; SQLITE_CONSTRAINT_UNIQUE",
        "INSERT INTO t VALUES (2, 'no'); CHECK constraint failed: b <> 'no'; SQLITE_CONSTRAINT_CHECK",
        "INSERT INTO t VALUES ('hidden', 'x'); datatype mismatch; SQLITE_MISMATCH",
        "UPDATE t SET b = 'y'; a trigger refused it with RAISE; SQLITE_CONSTRAINT_TRIGGER",
        "SELECT json_extract('{}', b) FROM t; bad JSON path: (text left out); SQLITE_ERROR",
        "SELECT * FROM f, t WHERE f.x MATCH t.b || '\"'; unterminated string; SQLITE_ERROR",
        "INSERT INTO nowhere VALUES (1); no such table: nowhere; SQLITE_ERROR",
        "INSERT INTO c VALUES (7); FOREIGN KEY constraint failed; SQLITE_CONSTRAINT_FOREIGNKEY"
      })
  void messagesNameColumnsAndNeverValues(String sql, String message, String code) {
    var first = T + "INSERT INTO t VALUES (1, 'hidden');\nCREATE VIRTUAL TABLE f USING fts5(x);\nINSERT INTO f VALUES ('z');\n"
        + "CREATE TABLE c (a REFERENCES t);\n"
        + "CREATE TRIGGER tr BEFORE UPDATE ON t BEGIN SELECT RAISE(ABORT, 'it was ' || OLD.b) WHERE OLD.b = 'hidden'; END;\n";
    var failure = Migrating.failure(server, Migrating.design("orders", "V1__t.sql", first, "V2__x.sql", sql + ";"));
    assertThat(failure.failure()).isInstanceOf(Failure.Permanent.class);
    assertThat(failure.where().message()).isEqualTo(message);
    assertThat(failure.failure().sqlState()).contains(code);
    assertThat(failure.failure().message()).contains("V2__x.sql line 1: " + message + ". The file was rolled back as a whole.").doesNotContain("hidden");
  }

  @Test
  void whatSqliteAddsLaterIsStillUnderstood() {
    assertThat(ResultCodes.TABLE.of("SQLITE_BUSY_SOMEHOW").reason()).isEqualTo(Reasons.LOCK_TIMEOUT);
    assertThat(ResultCodes.TABLE.of("SQLITE_IOERR_FSYNC").reason()).isEqualTo(Reasons.RESOURCES);
    assertThat(ResultCodes.TABLE.of("SQLITE_UNHEARD_OF").kind()).isEqualTo(FailureRule.Kind.PERMANENT);
    assertThat(ResultCodes.TABLE.of("SQLITE_READONLY_DIRECTORY").kind()).isEqualTo(FailureRule.Kind.MISSING_RIGHT);
    assertThat(ResultCodes.TABLE.of("SQLITE_BUSY_SNAPSHOT").reason()).isEqualTo(Reasons.SERIALIZATION);
  }
}
