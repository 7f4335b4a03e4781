package dev.sluice.engine.postgresql;

import static dev.sluice.engine.postgresql.Servers.failureOf;
import static dev.sluice.engine.postgresql.Servers.newName;
import static dev.sluice.engine.postgresql.Servers.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.BoundedSessions;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Server;
import dev.sluice.engine.Sessions;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** The table of SQLSTATEs, by provoking the error wherever that can be done. */
@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(AllMajors.class)
@Timeout(120)
class PostgreSqlFailuresIT {
  private final EmbeddedPostgreSql server;
  private final PostgreSqlFailures failures;
  private final String name = newName("failure");

  PostgreSqlFailuresIT(EmbeddedPostgreSql server) {
    this.server = server;
    this.failures = new PostgreSqlFailures(Servers.superuser(server));
  }

  @Test
  void whatPassesIsTransient() throws Exception {
    run(server, "postgres", "CREATE TABLE " + name + " (id int PRIMARY KEY, n int)", "INSERT INTO " + name + " VALUES (1, 0), (2, 0)");
    assertTransient(lockTimeout(), Reasons.LOCK_TIMEOUT, "55P03");
    assertTransient(deadlock(), Reasons.DEADLOCK, "40P01");
    assertTransient(serialization(), Reasons.SERIALIZATION, "40001");
    assertTransient(of("SET default_transaction_read_only = on", "CREATE TABLE x (id int)"), Reasons.READ_ONLY, "25006");
    assertTransient(terminated(), Reasons.UNREACHABLE, "57P01");
    assertTransient(inUse(), Reasons.OBJECT_IN_USE, "55006");
    assertTransient(raised("53100"), Reasons.DISK_FULL, "53100");
    assertTransient(raised("53200"), Reasons.RESOURCES, "53200");
    assertTransient(raised("57P02"), Reasons.UNREACHABLE, "57P02");
    assertTransient(raised("57P03"), Reasons.UNREACHABLE, "57P03");
    assertTransient(raised("57P05"), Reasons.UNREACHABLE, "57P05");
    assertTransient(raised("08006"), Reasons.UNREACHABLE, "08006");
    assertTransient(raised("58030"), Reasons.RESOURCES, "58030");
  }

  @Test
  void whatAPersonMustDoIsAMissingRight() {
    String user = newName("user");
    run(server, "postgres", "CREATE ROLE " + user + " LOGIN PASSWORD 'pw'", "CREATE ROLE " + user + "_x NOLOGIN PASSWORD 'pw'");
    assertMissingRight(of("SET ROLE " + user, "CREATE ROLE other"), Reasons.MISSING_RIGHT, "42501");
    assertMissingRight(raised("0LP01"), Reasons.MISSING_RIGHT, "0LP01");
    assertMissingRight(connect("postgres", user, "wrong"), Reasons.AUTHENTICATION, "28P01");
    assertMissingRight(connect("postgres", user + "_x", "pw"), Reasons.AUTHENTICATION, "28000");
    run(server, "postgres", "CREATE DATABASE " + name, "REVOKE CONNECT ON DATABASE " + name + " FROM PUBLIC");
    assertMissingRight(connect(name, user, "pw"), Reasons.MISSING_RIGHT, "42501");
  }

  @Test
  void loginsThatOneDatabaseRefusesAreToldApart() {
    String user = newName("limited");
    run(server, "postgres", "CREATE ROLE " + user + " LOGIN PASSWORD 'pw' CONNECTION LIMIT 0", "CREATE DATABASE " + name + " ALLOW_CONNECTIONS false");
    assertTransient(connect("postgres", user, "pw"), Reasons.TOO_MANY_CONNECTIONS, "53300");
    assertTransient(connect(name, server.username(), server.password()), Reasons.OBJECT_IN_USE, "55000");
    assertPermanent(connect("no_such", server.username(), server.password()), Reasons.DATABASE_MISSING, "3D000");
  }

  @Test
  void whatNobodyHelpsIsPermanent() {
    assertPermanent(of("SET statement_timeout = 10", "SELECT pg_sleep(5)"), Reasons.STATEMENT_TIMEOUT, "57014");
    assertPermanent(of("CREATE DATABASE postgres"), Reasons.ALREADY_EXISTS, "42P04");
    assertPermanent(of("SELEC 1"), Reasons.REFUSED, "42601");
    assertPermanent(of("SELECT * FROM no_such_table"), Reasons.REFUSED, "42P01");
    assertPermanent(raised("0A000"), Reasons.NOT_SUPPORTED, "0A000");
    assertPermanent(raised("57P04"), Reasons.DATABASE_MISSING, "57P04");
    assertPermanent(raised("25P04"), Reasons.STATEMENT_TIMEOUT, "25P04");
  }

  @Test
  void whatSomebodyElseCancelledIsTriedAgain() throws Exception {
    try (Connection connection = server.connect("postgres"); Statement statement = connection.createStatement()) {
      assertTransient(caught(statement, "SELECT pg_cancel_backend(pg_backend_pid()), pg_sleep(5)"), Reasons.CANCELLED, "57014");
    }
  }

  @Test
  void detailHintAndContextStayOut() {
    Failure failure = of("CREATE TEMP TABLE u (card text PRIMARY KEY)", "INSERT INTO u VALUES ('4111-secret')", "INSERT INTO u VALUES ('4111-secret')");
    assertThat(failure.message())
        .isEqualTo("PostgreSQL 127.0.0.1:" + server.port() + "/postgres: duplicate key value violates unique constraint \"u_pkey\".");
    assertThat(of("DO $$ BEGIN RAISE 'x' USING DETAIL = '4111-secret', HINT = '4111-secret'; END $$").message()).doesNotContain("4111");
  }

  private Failure lockTimeout() throws SQLException {
    try (Connection holder = server.connect("postgres"); Statement held = holder.createStatement()) {
      held.execute("BEGIN; LOCK TABLE " + name);
      return of("SET lock_timeout = 20", "SELECT * FROM " + name);
    }
  }

  private Failure deadlock() throws Exception {
    try (Connection one = server.connect("postgres"); Connection two = server.connect("postgres");
        Statement first = one.createStatement(); Statement second = two.createStatement();
        ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
      first.execute("SET deadlock_timeout = 10");
      first.execute("BEGIN; UPDATE " + name + " SET n = 1 WHERE id = 1");
      second.execute("SET deadlock_timeout = '60s'");
      second.execute("BEGIN; UPDATE " + name + " SET n = 1 WHERE id = 2");
      Future<?> waiting = thread.submit(() -> second.execute("UPDATE " + name + " SET n = 1 WHERE id = 1"));
      Failure failure = caught(first, "UPDATE " + name + " SET n = 1 WHERE id = 2");
      first.execute("ROLLBACK");
      waiting.get();
      return failure;
    }
  }

  private Failure serialization() throws SQLException {
    try (Connection one = server.connect("postgres"); Connection two = server.connect("postgres");
        Statement first = one.createStatement(); Statement second = two.createStatement()) {
      first.execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
      first.execute("SELECT * FROM " + name);
      second.execute("UPDATE " + name + " SET n = n + 1");
      return caught(first, "UPDATE " + name + " SET n = n + 1");
    }
  }

  private Failure terminated() throws SQLException {
    try (Connection connection = server.connect("postgres"); Statement statement = connection.createStatement()) {
      return caught(statement, "SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(5)");
    }
  }

  private Failure inUse() throws SQLException {
    run(server, "postgres", "CREATE DATABASE " + name);
    try (Connection connection = server.connect(name); Statement statement = connection.createStatement()) {
      return caught(statement, "DROP DATABASE " + name);
    }
  }

  /** What can't be had at will. */
  private Failure raised(String state) {
    return of("DO $$ BEGIN RAISE 'as if' USING ERRCODE = '" + state + "'; END $$");
  }

  private Failure of(String... statements) {
    try (Connection connection = server.connect("postgres"); Statement statement = connection.createStatement()) {
      for (int i = 0; i < statements.length - 1; i++) {
        statement.execute(statements[i]);
      }
      return caught(statement, statements[statements.length - 1]);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Failure caught(Statement statement, String sql) {
    try {
      statement.execute(sql);
    } catch (SQLException e) {
      return failures.of(e, "postgres");
    }
    throw new AssertionError("went through: " + sql);
  }

  private Failure connect(String database, String user, String password) {
    Server as = Servers.as(server, user, password);
    try (Sessions sessions = BoundedSessions.of(as, new PostgreSqlConnector(as, new PostgreSqlFailures(as)))) {
      return failureOf(() -> sessions.lease(database, Sessions.Purpose.LOOKING));
    }
  }

  private static void assertTransient(Failure failure, String reason, String state) {
    assertThat(failure).isInstanceOf(Failure.Transient.class);
    assertReason(failure, reason, state);
  }

  private static void assertMissingRight(Failure failure, String reason, String state) {
    assertThat(failure).isInstanceOf(Failure.MissingRight.class);
    assertReason(failure, reason, state);
  }

  private static void assertPermanent(Failure failure, String reason, String state) {
    assertThat(failure).isInstanceOf(Failure.Permanent.class);
    assertReason(failure, reason, state);
  }

  private static void assertReason(Failure failure, String reason, String state) {
    assertThat(failure.reason()).as(failure.message()).isEqualTo(reason);
    assertThat(failure.sqlState()).contains(state);
    assertThat(failure.message()).startsWith("PostgreSQL 127.0.0.1:").endsWith(".").doesNotContain("..");
  }
}
