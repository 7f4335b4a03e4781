package dev.sluice.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.sqlserver.TSqlServer;
import dev.sluice.engine.sqlserver.TSqlServerExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TSqlServerExtension.class)
@Timeout(300)
class SqlServerMigrationsIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String T = "CREATE TABLE t (a int);\nGO\n";
  private static final String[] ALONE = {"V2__step.sql.conf", "executeInTransaction=false"};

  private final TSqlServer server;
  private final DatabaseServer handle;
  private final Migrations migrations;
  private final String name = TSqlServer.newName("migration");

  @TempDir private Path folder;

  SqlServerMigrationsIT(TSqlServer server) {
    this.server = server;
    this.handle = server.open();
    this.migrations = handle.migrations();
  }

  @BeforeEach
  void make() {
    server.run("master", "CREATE DATABASE [" + name + "]");
  }

  @AfterEach
  void remove() {
    handle.close();
    server.drop(name);
  }

  @Test
  void filesAreAppliedAndFlywayAgrees() throws IOException {
    var designs = Designs.of(name, "V1__t.sql", T + "INSERT INTO t VALUES (1)", "V2__p.sql", "CREATE PROCEDURE p AS SELECT a FROM t\nGO\nEXEC p", "R__v.sql",
        "CREATE OR ALTER VIEW v AS SELECT a FROM t");
    assertThat(migrations.observe(designs.design()).pending()).hasSize(3);
    var state = apply(designs);
    assertThat(state.appliedVersion()).contains("2");
    assertThat(state.pending()).isEmpty();
    assertThat(server.query(name, "SELECT a FROM v")).containsExactly("1");
    flywayAgrees(designs);
    assertThat(apply(designs).history()).hasSize(3);
  }

  @Test
  void whatFlywayAppliedIsTakenAsItIs() throws IOException {
    var designs = Designs.of(name, "V1__t.sql", T);
    flyway(designs).migrate();
    var state = migrations.observe(designs.design());
    assertThat(state.appliedVersion()).contains("1");
    assertThat(state.problems()).isEmpty();
    // Column for column, ours is the table that Flyway makes.
    var columns = "SELECT CONCAT(COLUMN_NAME, ' ', DATA_TYPE, ' ', CHARACTER_MAXIMUM_LENGTH, ' ', IS_NULLABLE, ' ', COLUMN_DEFAULT)"
        + " FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_NAME = 'flyway_schema_history' ORDER BY ORDINAL_POSITION";
    var indexes = "SELECT CONCAT(name, ' ', type_desc, ' ', is_primary_key) FROM sys.indexes WHERE object_id = OBJECT_ID('flyway_schema_history') ORDER BY name";
    var theirs = java.util.List.of(server.query(name, columns), server.query(name, indexes));
    server.run(name, "DROP TABLE flyway_schema_history; DROP TABLE t");
    apply(designs);
    assertThat(java.util.List.of(server.query(name, columns), server.query(name, indexes))).isEqualTo(theirs);
  }

  @Test
  void aFileThatFailsIsRolledBackAsAWhole() {
    var designs = Designs.of(name, "V1__t.sql", T, "V2__x.sql", "INSERT INTO t VALUES (1);\nGO\nINSERT INTO t VALUES (2);\nSELECT *\nFROM nothing;\nGO\n");
    var failure = catchThrowableOfType(MigrationException.class, () -> apply(designs));
    assertThat(failure.where().file()).isEqualTo("V2__x.sql");
    assertThat(failure.where().line()).contains(4);
    assertThat(failure.failure().message()).contains("Invalid object name 'nothing'").contains("rolled back as a whole");
    assertThat(server.query(name, "SELECT a FROM t")).isEmpty();
    assertThat(migrations.observe(designs.design()).appliedVersion()).contains("1");
  }

  @Test
  void aRollbackThatIsPassedOverIsNoticed() {
    var swallowing = "INSERT INTO t VALUES (1)\nGO\nBEGIN TRY\n  BEGIN TRAN\n  SELECT 1 / 0\n  COMMIT\nEND TRY\nBEGIN CATCH\n  ROLLBACK\nEND CATCH\nGO\nINSERT INTO t VALUES (2)";
    var designs = Designs.of(name, "V1__t.sql", T, "V2__x.sql", swallowing);
    var failure = catchThrowableOfType(MigrationException.class, () -> apply(designs));
    assertThat(failure.failure().message()).contains("ended the transaction");
    assertThat(server.query(name, "SELECT a FROM t")).isEmpty();
  }

  @Test
  void aTransactionOfItsOwnNestsInOurs() {
    apply(Designs.of(name, "V1__t.sql", T, "V2__x.sql", "BEGIN TRAN; INSERT INTO t VALUES (1); COMMIT;\nGO\nINSERT INTO t VALUES (2)"));
    assertThat(server.query(name, "SELECT a FROM t ORDER BY a")).containsExactly("1", "2");
    assertThat(server.query(name, "SELECT version FROM flyway_schema_history ORDER BY installed_rank")).containsExactly("1", "2");
  }

  @Test
  void transactionsOverSeveralBatchesAreRunStepByStep() {
    apply(Designs.of(name, "V1__t.sql", T, "V2__x.sql", "BEGIN TRAN\nGO\nINSERT INTO t VALUES (1)\nGO\nCOMMIT\nGO\nBEGIN TRAN\nGO\nINSERT INTO t VALUES (2)\nGO\nROLLBACK\nGO\n"));
    assertThat(server.query(name, "SELECT a FROM t")).containsExactly("1");
    assertThat(server.query(name, "SELECT [file] FROM sluice_migration_progress")).isEmpty();
  }

  @Test
  void whatAFileSetsIsUndone() {
    apply(Designs.of(name, "V1__t.sql", T + "SET ROWCOUNT 1\nGO\nSET NOEXEC ON\nGO\n", "V2__x.sql", "USE master\nGO\n", "V3__x.sql", "INSERT INTO t VALUES (1), (2)"));
    assertThat(server.query(name, "SELECT a FROM t")).hasSize(2);
    assertThat(server.query(name, "SELECT version FROM flyway_schema_history ORDER BY installed_rank")).containsExactly("1", "2", "3");
  }

  @Test
  void aFileIsGoneOnWithBehindWhatTookEffect() throws IOException {
    var steps = "INSERT INTO t VALUES (1)\nGO\nALTER DATABASE CURRENT SET RECOVERY SIMPLE\nGO\n%s\nGO\nINSERT INTO t VALUES (3)";
    var broken = Designs.of(name, "V1__t.sql", T, "V2__step.sql", steps.formatted("INSERT INTO nowhere VALUES (2)"), ALONE[0], ALONE[1]);
    var failure = catchThrowableOfType(MigrationException.class, () -> apply(broken));
    assertThat(failure.failure().message()).contains("Statement 3 of 4 failed; statements 1 to 2 took effect");
    var mended = Designs.of(name, "V1__t.sql", T, "V2__step.sql", steps.formatted("INSERT INTO t VALUES (2)"), ALONE[0], ALONE[1]);
    assertThat(apply(mended).pending()).isEmpty();
    assertThat(server.query(name, "SELECT a FROM t ORDER BY a")).containsExactly("1", "2", "3");
    flywayAgrees(mended);
  }

  @Test
  void whatACrashLeavesOpenIsToldByTheCatalogBeforeAndAfter() {
    var other = TSqlServer.newName("made");
    try {
      var mended = sentWithoutOutcome(other, "absent");
      assertThat(apply(mended).pending()).isEmpty();
      assertThat(server.query(name, "SELECT a FROM t")).containsExactly("2");
    } finally {
      server.drop(other);
    }
  }

  @Test
  void aDatabaseThatWasThereBeforeProvesNothing() {
    var other = TSqlServer.newName("found");
    try {
      var mended = sentWithoutOutcome(other, "there");
      assertThat(catchThrowableOfType(MigrationException.class, () -> apply(mended)).failure().reason()).isEqualTo("AlreadyExists");
    } finally {
      server.drop(other);
    }
  }

  /** CREATE DATABASE as a crash leaves it that came before the outcome was recorded; the rest of the file waits. */
  private Designs sentWithoutOutcome(String made, String evidence) {
    var steps = "CREATE DATABASE [" + made + "]\nGO\n%s";
    var broken = Designs.of(name, "V1__t.sql", T, "V2__step.sql", steps.formatted("INSERT INTO nowhere VALUES (2)"), ALONE[0], ALONE[1]);
    catchThrowableOfType(MigrationException.class, () -> apply(broken));
    server.run(name, "UPDATE sluice_migration_progress SET [status] = 'sent', [evidence] = '" + evidence + "' WHERE [statement] = 1");
    return Designs.of(name, "V1__t.sql", T, "V2__step.sql", steps.formatted("INSERT INTO t VALUES (2)"), ALONE[0], ALONE[1]);
  }

  @Test
  void oneRunAtATime() throws Exception {
    var designs = Designs.of(name, "V1__t.sql", T + "WAITFOR DELAY '00:00:03'");
    var first = CompletableFuture.runAsync(() -> apply(designs));
    await().atMost(SOON).until(() -> running("WAITFOR"));
    try (var second = server.open()) {
      var recorder = new Recorder();
      assertThat(second.migrations().apply(designs.design(), recorder).appliedVersion()).contains("1");
      assertThat(recorder.holders).hasSize(1).allMatch(holder -> holder.contains("session "));
      assertThat(recorder.progress).isEmpty();
    }
    first.join();
  }

  @Test
  void flywaysOwnLockIsWaitedFor() throws Exception {
    var designs = Designs.of(name, "V1__t.sql", T);
    var key = "Flyway-" + ("[" + name + "].[dbo].[flyway_schema_history]").hashCode();
    try (Connection other = server.connect(name); var statement = other.createStatement()) {
      statement.execute("EXEC sp_getapplock @Resource = '" + key + "', @LockMode = 'Exclusive', @LockOwner = 'Session'");
      var late = designs.timeouts(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(2));
      var failure = catchThrowableOfType(EngineException.class, () -> apply(late));
      assertThat(failure.failure().reason()).isEqualTo("DeadlineExceeded");
    }
    assertThat(apply(designs).appliedVersion()).contains("1");
  }

  @Test
  void aRunIsCancelledInItsStatement() throws Exception {
    var designs = Designs.of(name, "V1__t.sql", T + "WAITFOR DELAY '00:10:00'");
    var recorder = new Recorder();
    var run = CompletableFuture.runAsync(() -> migrations.apply(designs.design(), recorder));
    await().atMost(SOON).until(() -> running("WAITFOR"));
    recorder.cancel.join().run();
    var failure = catchThrowableOfType(CompletionException.class, run::join);
    assertThat(((EngineException) failure.getCause()).failure().reason()).isEqualTo("Cancelled");
    assertThat(server.query(name, "SELECT name FROM sys.tables")).isEmpty();
  }

  @Test
  void aStatementThatTakesTooLongIsEnded() {
    var designs = Designs.of(name, "V1__t.sql", "WAITFOR DELAY '00:10:00'").timeouts(Duration.ZERO, Duration.ofSeconds(1), Duration.ofMinutes(2));
    assertThat(catchThrowableOfType(MigrationException.class, () -> apply(designs)).failure().reason()).isEqualTo("StatementTimeout");
  }

  @Test
  void aSessionThatDiesInATransactionLeavesNothing() throws Exception {
    var designs = Designs.of(name, "V1__t.sql", T + "WAITFOR DELAY '00:00:05'");
    dies(designs);
    assertThat(server.query(name, "SELECT name FROM sys.tables")).isEmpty();
    assertThat(apply(designs).appliedVersion()).contains("1");
  }

  @Test
  void aSessionThatDiesBetweenTwoStepsIsGoneOnFrom() throws Exception {
    var designs =
        Designs.of(name, "V1__t.sql", T, "V2__step.sql", "INSERT INTO t VALUES (1)\nGO\nINSERT INTO t VALUES (2); WAITFOR DELAY '00:00:05'", ALONE[0], ALONE[1]);
    dies(designs);
    assertThat(server.query(name, "SELECT a FROM t")).containsExactly("1");
    assertThat(apply(designs).pending()).isEmpty();
    assertThat(server.query(name, "SELECT a FROM t ORDER BY a")).containsExactly("1", "2");
    flywayAgrees(designs);
  }

  /** The server ends the session, as it does when the provider's process is killed. */
  private void dies(Designs designs) throws Exception {
    var run = CompletableFuture.runAsync(() -> apply(designs));
    await().atMost(SOON).until(() -> running("WAITFOR"));
    server.run("master", "KILL " + server.query("master", SESSION.formatted(name, "WAITFOR")).getFirst());
    assertThat(catchThrowableOfType(CompletionException.class, run::join).getCause()).isInstanceOf(EngineException.class);
    await().atMost(SOON).until(() -> !running("WAITFOR"));
  }

  private static final String SESSION =
      "SELECT r.session_id FROM sys.dm_exec_requests r WHERE r.database_id = DB_ID(N'%s') AND r.command LIKE N'%s%%' AND r.session_id <> @@SPID";

  private boolean running(String command) throws SQLException {
    return !server.query("master", SESSION.formatted(name, command)).isEmpty();
  }

  private MigrationState apply(Designs designs) {
    return migrations.apply(designs.design(), new Recorder());
  }

  private void flywayAgrees(Designs designs) throws IOException {
    assertThat(flyway(designs).validateWithResult().validationSuccessful).isTrue();
  }

  private Flyway flyway(Designs designs) throws IOException {
    for (var file : designs.design().files().files().entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
    return Flyway.configure().loggers("slf4j").dataSource(server.jdbcUrl(name), server.user(), server.password()).locations("filesystem:" + folder).load();
  }
}
