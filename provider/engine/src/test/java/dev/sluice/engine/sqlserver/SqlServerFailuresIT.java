package dev.sluice.engine.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.BoundedSessions;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Server;
import dev.sluice.engine.Sessions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The table of error numbers, by provoking the error wherever that can be done. */
@ExtendWith(TSqlServerExtension.class)
@Timeout(300)
class SqlServerFailuresIT {
  private final TSqlServer server;
  private final SqlServerFailures failures;
  private final String name = TSqlServer.newName("failure");

  SqlServerFailuresIT(TSqlServer server) {
    this.server = server;
    this.failures = new SqlServerFailures(server.server());
  }

  @BeforeEach
  void make() {
    server.run("master", "CREATE DATABASE [" + name + "]");
    server.run(name, "CREATE TABLE t (id int PRIMARY KEY, n int, card nvarchar(5))", "INSERT INTO t VALUES (1, 0, N'a'), (2, 0, N'b')");
  }

  @AfterEach
  void remove() {
    server.drop(name);
  }

  @Test
  void whatPassesIsTransient() throws Exception {
    assertThat(lockTimeout()).isInstanceOf(Failure.Transient.class).extracting(Failure::reason).isEqualTo(Reasons.LOCK_TIMEOUT);
    assertThat(deadlock()).isInstanceOf(Failure.Transient.class).extracting(Failure::reason).isEqualTo(Reasons.DEADLOCK);
    try (Connection other = server.connect(name)) {
      assertThat(of("master", "DROP DATABASE [" + name + "]").reason()).isEqualTo(Reasons.OBJECT_IN_USE);
      assertThat(other.isValid(2)).isTrue();
    }
    server.run("master", "ALTER DATABASE [" + name + "] SET READ_ONLY WITH ROLLBACK IMMEDIATE");
    assertThat(of(name, "INSERT INTO t VALUES (3, 0, NULL)").reason()).isEqualTo(Reasons.READ_ONLY);
    server.run("master", "ALTER DATABASE [" + name + "] SET READ_WRITE WITH ROLLBACK IMMEDIATE");
  }

  @Test
  void whatAPersonMustDoIsAMissingRight() {
    String login = TSqlServer.newName("login");
    server.run("master", "CREATE LOGIN [" + login + "] WITH PASSWORD = N'Zq1-" + login + "'");
    try {
      assertThat(connect("master", login, "wrong").reason()).isEqualTo(Reasons.AUTHENTICATION);
      assertThat(of("master", "EXECUTE AS LOGIN = N'" + login + "'; CREATE DATABASE x").reason()).isEqualTo(Reasons.MISSING_RIGHT);
      assertThat(of("master", "EXECUTE AS LOGIN = N'" + login + "'; SELECT * FROM [" + name + "].dbo.t").reason()).isEqualTo(Reasons.MISSING_RIGHT);
    } finally {
      server.run("master", "DROP LOGIN [" + login + "]");
    }
  }

  @Test
  void whatNobodyHelpsIsPermanent() {
    assertThat(connect(TSqlServer.newName("none"), server.user(), server.password()).reason()).isEqualTo(Reasons.DATABASE_MISSING);
    assertThat(of("master", "CREATE DATABASE [" + name + "]").reason()).isEqualTo(Reasons.ALREADY_EXISTS);
    assertThat(of(name, "SELEC 1").reason()).isEqualTo(Reasons.REFUSED);
    assertThat(of(name, "SELECT * FROM no_such_table").reason()).isEqualTo(Reasons.REFUSED);
  }

  @Test
  void valuesOfRowsStayOut() {
    assertThat(of(name, "CREATE TABLE u (c nvarchar(20) PRIMARY KEY); INSERT INTO u VALUES (N'4111-secret'), (N'4111-secret')").message()).doesNotContain("4111");
    assertThat(of(name, "INSERT INTO t VALUES (9, 0, N'4111-secret')").message()).doesNotContain("4111");
    assertThat(of(name, "SELECT CAST(N'4111-secret' AS int)").message()).doesNotContain("4111").contains("'...'");
    assertThat(of(name, "SELECT CAST(CAST(4111 AS int) AS tinyint)").message()).doesNotContain("4111");
  }

  @Test
  void anErrorBehindAResultIsHeard() {
    assertThat(of(name, "UPDATE t SET n = 1; SELECT 1; SELECT * FROM no_such_table").reason()).isEqualTo(Reasons.REFUSED);
  }

  private Failure lockTimeout() throws SQLException {
    try (Connection holder = server.connect(name)) {
      holder.setAutoCommit(false);
      Batch.execute(holder, "UPDATE t SET n = 1");
      return of(name, "SET LOCK_TIMEOUT 50; UPDATE t SET n = 2");
    }
  }

  private Failure deadlock() throws Exception {
    try (Connection one = server.connect(name); Connection two = server.connect(name)) {
      one.setAutoCommit(false);
      two.setAutoCommit(false);
      Batch.execute(one, "SET DEADLOCK_PRIORITY LOW; UPDATE t SET n = 1 WHERE id = 1");
      Batch.execute(two, "SET DEADLOCK_PRIORITY HIGH; UPDATE t SET n = 1 WHERE id = 2");
      CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
        try {
          Batch.execute(two, "UPDATE t SET n = 1 WHERE id = 1");
        } catch (SQLException e) {
          throw new IllegalStateException(e);
        }
      });
      Failure failure = caught(one, "UPDATE t SET n = 1 WHERE id = 2");
      one.rollback();
      waiting.join();
      two.rollback();
      return failure;
    }
  }

  private Failure of(String database, String batch) {
    try (Connection connection = server.connect(database)) {
      return caught(connection, batch);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Failure caught(Connection connection, String batch) throws SQLException {
    try (Statement _ = connection.createStatement()) {
      Batch.execute(connection, batch);
    } catch (SQLException e) {
      return failures.of(e, name);
    }
    throw new AssertionError("went through: " + batch);
  }

  private Failure connect(String database, String login, String password) {
    Server as = server.as(login, password);
    try (Sessions sessions = BoundedSessions.of(as, new SqlServerConnector(as, new SqlServerFailures(as)))) {
      return Design.failureOf(() -> sessions.lease(database, Sessions.Purpose.LOOKING));
    }
  }
}
