package dev.sluice.engine.postgresql;

import static dev.sluice.engine.postgresql.Servers.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.engine.BoundedSessions;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Server;
import dev.sluice.engine.Session;
import dev.sluice.engine.Sessions;
import dev.sluice.engine.Sessions.Purpose;
import dev.sluice.engine.Tls;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PostgreSqlSessionsIT {

  @Test
  void fiftyThreadsOnFourDatabasesNeverHoldMoreThanTheLimit(@PostgreSql EmbeddedPostgreSql server) throws Exception {
    String user = Servers.newName("bounded");
    Servers.run(server, "postgres", "CREATE ROLE " + user + " LOGIN SUPERUSER PASSWORD 'pw'");
    List<String> databases = new ArrayList<>(List.of("postgres"));
    for (int i = 0; i < 3; i++) {
      String database = Servers.newName("bounded");
      Servers.run(server, "postgres", "CREATE DATABASE " + database);
      databases.add(database);
    }
    AtomicInteger peak = new AtomicInteger();
    AtomicBoolean done = new AtomicBoolean();
    try (Sessions sessions = sessions(Servers.with(server, user, "pw", Tls.DISABLED, 5));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.submit(() -> watch(server, user, peak, done));
      List<Future<?>> work = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        String database = databases.get(i % databases.size());
        Purpose purpose = Purpose.values()[i % 3];
        work.add(threads.submit(() -> query(sessions, database, purpose, "SELECT pg_sleep(0.005)")));
      }
      for (Future<?> future : work) {
        future.get();
      }
      done.set(true);
    }
    assertThat(peak.get()).isBetween(3, 5);
    await().untilAsserted(() -> assertThat(count(server, user)).isZero());
  }

  @Test
  void idleSessionsCloseByThemselves(@PostgreSql EmbeddedPostgreSql server) {
    String user = Servers.newName("idle");
    Servers.run(server, "postgres", "CREATE ROLE " + user + " LOGIN PASSWORD 'pw'");
    try (Sessions sessions = sessions(Servers.as(server, user, "pw"))) {
      query(sessions, "postgres", Purpose.LOOKING, "SELECT 1");
      assertThat(count(server, user)).isOne();
      await().atMost(Duration.ofSeconds(6)).untilAsserted(() -> assertThat(count(server, user)).isZero());
    }
  }

  @Test
  void oneSessionServesLookingAndRunningOfOneDatabase(@PostgreSql EmbeddedPostgreSql server) {
    try (Sessions sessions = sessions(Servers.superuser(server))) {
      String first = query(sessions, "postgres", Purpose.LOOKING, "SELECT pg_backend_pid()");
      assertThat(query(sessions, "postgres", Purpose.RUNNING, "SELECT pg_backend_pid()")).isEqualTo(first);
      assertThat(query(sessions, "postgres", Purpose.RUNNING, "SHOW search_path")).contains("public");
      assertThat(query(sessions, "postgres", Purpose.LOOKING, "SHOW search_path")).isEqualTo("pg_catalog");
      assertThat(query(sessions, "postgres", Purpose.LOOKING, "SHOW client_connection_check_interval")).isEqualTo("5s");
      assertThat(query(sessions, "postgres", Purpose.RUNNING, "SHOW client_connection_check_interval")).isEqualTo("5s");
    }
  }

  @Test
  void runsLeaveARoomToLookAndOneToEnd(@PostgreSql EmbeddedPostgreSql server) {
    try (Sessions sessions = sessions(Servers.with(server, server.username(), server.password(), Tls.DISABLED, 3));
        Session running = sessions.lease("postgres", Purpose.RUNNING);
        Session looking = sessions.lease("postgres", Purpose.LOOKING);
        Session ending = sessions.lease("postgres", Purpose.ENDING)) {
      assertThat(Set.of(running, looking, ending)).hasSize(3);
    }
  }

  @Test
  void aDatabaseThatIsNotThereHindersNoOther(@PostgreSql EmbeddedPostgreSql server) {
    try (Sessions sessions = sessions(Servers.superuser(server))) {
      assertThat(failureOf(() -> sessions.lease("no_such_database", Purpose.LOOKING)))
          .isInstanceOfSatisfying(Failure.Permanent.class, f -> assertThat(f.reason()).isEqualTo(Reasons.DATABASE_MISSING));
      assertThat(query(sessions, "postgres", Purpose.LOOKING, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void aWrongPasswordIsSaidToAllAndTriedSeldom(@PostgreSql EmbeddedPostgreSql server) throws Exception {
    try (Sessions sessions = sessions(Servers.as(server, server.username(), "wrong-" + Servers.PASSWORD))) {
      Set<String> messages = failuresOf(50, sessions);
      assertThat(messages).singleElement().asString().contains("password authentication failed").doesNotContain("Zq@ss");
      long began = System.nanoTime();
      Failure failure = failureOf(() -> sessions.lease("postgres", Purpose.LOOKING));
      assertThat(failure).isInstanceOf(Failure.MissingRight.class);
      assertThat(failure.reason()).isEqualTo(Reasons.AUTHENTICATION);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(100));
    }
  }

  @Test
  void fiftyThreadsOnADeadServerFailTogether() throws Exception {
    try (EmbeddedPostgreSql server = EmbeddedPostgreSql.builder(18).withoutFsync().start();
        Sessions sessions = sessions(Servers.superuser(server))) {
      server.stop();
      long began = System.nanoTime();
      Set<String> messages = failuresOf(50, sessions);
      assertThat(messages).singleElement().asString().contains("127.0.0.1:" + server.port()).contains("refused");
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void aRestartInTheMiddleIsGotOver() throws Exception {
    try (EmbeddedPostgreSql server = EmbeddedPostgreSql.builder(18).withoutFsync().start();
        Sessions sessions = sessions(Servers.superuser(server))) {
      query(sessions, "postgres", Purpose.LOOKING, "SELECT 1");
      try (Session held = sessions.lease("postgres", Purpose.RUNNING)) {
        server.restart();
        assertThatThrownBy(() -> held.connection().createStatement().execute("SELECT 1")).isInstanceOf(SQLException.class);
      }
      // The idle session is younger than what is trusted blindly, but the other one broke since.
      assertThat(query(sessions, "postgres", Purpose.LOOKING, "SELECT 1")).isEqualTo("1");
      server.crash();
      assertThat(failuresOf(10, sessions)).isNotEmpty();
      server.startAgain();
      await().atMost(Duration.ofSeconds(10)).ignoreExceptionsInstanceOf(EngineException.class)
          .until(() -> query(sessions, "postgres", Purpose.LOOKING, "SELECT 1").equals("1"));
    }
  }

  @Test
  void anInterruptedThreadSaysSoAndBlamesNoServer(@PostgreSql EmbeddedPostgreSql server) throws Exception {
    try (Sessions sessions = sessions(Servers.with(server, server.username(), server.password(), Tls.DISABLED, 3));
        Session first = sessions.lease("postgres", Purpose.RUNNING);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CountDownLatch waiting = new CountDownLatch(1);
      Future<Failure> second = threads.submit(() -> {
        waiting.countDown();
        return failureOf(() -> sessions.lease("postgres", Purpose.RUNNING));
      });
      waiting.await();
      threads.shutdownNow();
      assertThat(second.get(10, TimeUnit.SECONDS).reason()).isEqualTo(Reasons.INTERRUPTED);
      assertThat(query(sessions, "postgres", Purpose.LOOKING, "SELECT 1")).isEqualTo("1");
      assertThat(first.connection().isClosed()).isFalse();
    }
  }

  @Test
  void anAbortGetsOutOfAStatementAtOnceAndTheServerEndsItSoon() throws Exception {
    try (EmbeddedPostgreSql server = EmbeddedPostgreSql.builder(18).withoutFsync().start();
        Sessions sessions = sessions(Servers.superuser(server));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Session session = sessions.lease("postgres", Purpose.RUNNING);
      Future<?> work = threads.submit(() -> session.connection().createStatement().execute("SELECT pg_sleep(600)"));
      await().until(() -> !Servers.rows(server, "postgres", "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep'").isEmpty());
      session.connection().abort(Runnable::run);
      assertThatThrownBy(() -> work.get(2, TimeUnit.SECONDS)).hasCauseInstanceOf(SQLException.class);
      session.close();
      // Nobody reads the answer any more, so the server gives up by itself: client_connection_check_interval.
      await().atMost(Duration.ofSeconds(15)).until(() ->
          Servers.rows(server, "postgres", "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep'").isEmpty());
    }
  }

  @Test
  void aClosedHandleLendsNothingAndEndsWhatComesBack(@PostgreSql EmbeddedPostgreSql server) throws Exception {
    Sessions sessions = sessions(Servers.superuser(server));
    Session session = sessions.lease("postgres", Purpose.LOOKING);
    sessions.close();
    assertThat(failureOf(() -> sessions.lease("postgres", Purpose.LOOKING)).reason()).isEqualTo(Reasons.CLOSED);
    session.close();
    assertThat(session.connection().isClosed()).isTrue();
  }

  private static Sessions sessions(Server server) {
    return BoundedSessions.of(server, new PostgreSqlConnector(server, new PostgreSqlFailures(server)));
  }

  private static String query(Sessions sessions, String database, Purpose purpose, String sql) {
    try (Session session = sessions.lease(database, purpose);
        Statement statement = session.connection().createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? String.valueOf(rows.getString(1)) : "";
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Set<String> failuresOf(int count, Sessions sessions) throws Exception {
    Set<String> messages = ConcurrentHashMap.newKeySet();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < count; i++) {
        threads.submit(() -> messages.add(failureOf(() -> sessions.lease("postgres", Purpose.LOOKING)).message()));
      }
    }
    return messages;
  }

  /** Those that are there at two looks: one that was closed is on the server's list until its process has ended. */
  private static void watch(EmbeddedPostgreSql server, String user, AtomicInteger peak, AtomicBoolean done) {
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement()) {
      Set<Integer> before = Set.of();
      while (!done.get()) {
        Set<Integer> there = new HashSet<>();
        try (ResultSet rows = statement.executeQuery("SELECT pid FROM pg_stat_activity WHERE usename = '" + user + "'")) {
          while (rows.next()) {
            there.add(rows.getInt(1));
          }
        }
        Set<Integer> both = new HashSet<>(there);
        both.retainAll(before);
        peak.accumulateAndGet(both.size(), Math::max);
        before = there;
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int count(EmbeddedPostgreSql server, String user) {
    return Servers.rows(server, "postgres", "SELECT pid FROM pg_stat_activity WHERE usename = '" + user + "'").size();
  }
}
