package dev.sluice.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SqliteConnectionIT {
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir private Path folder;
  private Volume volume;

  @BeforeEach
  void make() {
    volume = new Volume(folder);
    volume.run("orders.db", "CREATE TABLE t (a)");
  }

  private SqliteConnection open(Duration lock) throws Exception {
    return SqliteConnection.open(volume.file("orders.db").toRealPath(), lock);
  }

  @Test
  void transactionsTakeTheWriteLockWhenTheyBegin() throws Exception {
    try (var one = open(Duration.ofMillis(50));
        var other = open(Duration.ofMillis(50))) {
      one.setAutoCommit(false);
      assertThatThrownBy(() -> other.setAutoCommit(false)).hasMessageContaining("SQLITE_BUSY");
      assertThat(other.getAutoCommit()).isTrue();
      one.run("INSERT INTO t VALUES (1)");
      one.commit();
      // What follows a commit holds nobody up.
      other.setAutoCommit(false);
      one.setAutoCommit(true);
      other.run("INSERT INTO t VALUES (2)");
      other.rollback();
      other.setAutoCommit(true);
    }
    assertThat(volume.query("orders.db", "SELECT a FROM t")).containsExactly("1");
  }

  @Test
  void aRollbackBearsThatSqliteWasFaster() throws Exception {
    try (var connection = open(HOUR)) {
      connection.setAutoCommit(false);
      connection.run("INSERT INTO t VALUES (1)");
      connection.run("ROLLBACK");
      connection.rollback();
      connection.setAutoCommit(true);
      assertThat(connection.getAutoCommit()).isTrue();
      assertThat(connection.inTransaction()).isFalse();
      connection.run("BEGIN");
      assertThat(connection.inTransaction()).isTrue();
      connection.run("ROLLBACK");
    }
    assertThat(volume.query("orders.db", "SELECT a FROM t")).isEmpty();
  }

  @Test
  void aWaitForALockIsInterrupted() throws Exception {
    try (var holder = open(HOUR);
        var waiter = open(HOUR)) {
      holder.run("BEGIN IMMEDIATE");
      var waiting = CompletableFuture.runAsync(() -> {
        try {
          waiter.run("BEGIN IMMEDIATE");
        } catch (SQLException e) {
          throw new CompletionException(e);
        }
      }, task -> Thread.ofPlatform().start(task));
      await().during(Duration.ofMillis(200)).until(() -> !waiting.isDone());
      await().atMost(Volume.SOON).until(() -> {
        waiter.interrupt();
        return waiting.isDone();
      });
      assertThat(catchThrowableOfType(CompletionException.class, waiting::join)).hasMessageContaining("SQLITE_BUSY");
      // The next one waits again.
      waiter.waitForLocks(Duration.ofMillis(300));
      var start = System.nanoTime();
      assertThatThrownBy(() -> waiter.run("BEGIN IMMEDIATE")).hasMessageContaining("SQLITE_BUSY");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(290));
    }
  }

  @Test
  void whatIsClosedIsNotInterrupted() throws Exception {
    var connection = open(HOUR);
    var open = new OpenConnections();
    var number = open.numberOf(connection);
    connection.close();
    connection.interrupt();
    open.interrupt(number);
    assertThat(connection.isValid(1)).isFalse();
  }

  @Test
  void itsLockEndsWithIt() throws Exception {
    var file = volume.file("orders.db").toRealPath();
    var connection = open(HOUR);
    connection.hold(SqliteMigrationLock.tryTake(file));
    assertThat(SqliteMigrationLock.tryTake(file)).isEmpty();
    assertThat(SqliteMigrationLock.holder(file)).isPresent();
    connection.close();
    assertThat(SqliteMigrationLock.holder(file)).isEmpty();
    var again = SqliteMigrationLock.tryTake(file);
    assertThat(again).isPresent();
    again.get().release();
  }

  @Test
  void settingsAreThoseWeCountOn() throws Exception {
    try (var connection = open(HOUR);
        var ask = connection.createStatement()) {
      for (var pragma : new String[] {"foreign_keys 1", "trusted_schema 0", "temp_store 2"}) {
        var parts = pragma.split(" ");
        try (var row = ask.executeQuery("PRAGMA " + parts[0])) {
          assertThat(row.getString(1)).as(pragma).isEqualTo(parts[1]);
        }
      }
    }
  }
}
