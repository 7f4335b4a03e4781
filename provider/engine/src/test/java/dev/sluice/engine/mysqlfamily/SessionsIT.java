package dev.sluice.engine.mysqlfamily;

import static dev.sluice.engine.mysqlfamily.Target.failureOf;
import static dev.sluice.engine.mysqlfamily.Target.newName;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Session;
import dev.sluice.engine.Sessions;
import dev.sluice.engine.Sessions.Purpose;
import dev.sluice.engine.Tls;
import dev.sluice.local.mysqlfamily.EmbeddedServer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(AllProducts.class)
@Timeout(120)
class SessionsIT {
  private final Target target;

  SessionsIT(Target target) {
    this.target = target;
  }

  @Test
  void fiftyThreadsOnFourDatabasesNeverHoldMoreThanTheLimit() throws Exception {
    String user = newName("bounded");
    target.createUser(user, "ALL ON *.*");
    // Counted by the server, which would refuse a sixth.
    target.run("ALTER USER " + user + " WITH MAX_USER_CONNECTIONS 5");
    List<String> databases = new ArrayList<>(List.of(""));
    for (int i = 0; i < 3; i++) {
      databases.add(newName("bounded"));
      target.run("CREATE DATABASE " + databases.getLast());
    }
    AtomicInteger peak = new AtomicInteger();
    AtomicBoolean done = new AtomicBoolean();
    try (Sessions sessions = target.sessions(target.described(user, Target.PASSWORD, Tls.DISABLED, 5));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> watch = threads.submit(() -> watch(user, peak, done));
      List<Future<?>> work = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        String database = databases.get(i % databases.size());
        Purpose purpose = Purpose.values()[i % 3];
        work.add(threads.submit(() -> query(sessions, database, purpose, "SELECT SLEEP(0.005)")));
      }
      for (Future<?> future : work) {
        future.get();
      }
      done.set(true);
      watch.get();
    }
    assertThat(peak.get()).isGreaterThanOrEqualTo(3);
    await().untilAsserted(() -> assertThat(count(user)).isZero());
  }

  @Test
  void idleSessionsCloseByThemselves() {
    String user = newName("idle");
    target.createUser(user);
    try (Sessions sessions = target.sessions(target.as(user, Target.PASSWORD))) {
      query(sessions, "", Purpose.LOOKING, "SELECT 1");
      assertThat(count(user)).isOne();
      await().atMost(Duration.ofSeconds(6)).untilAsserted(() -> assertThat(count(user)).isZero());
    }
  }

  @Test
  void lookingIsBoundedAndRunningIsAsTheServerHasIt() {
    String limit = target.isMariaDb() ? "@@max_statement_time" : "@@max_execution_time";
    String settings = "SELECT CONCAT_WS(' ', @@lock_wait_timeout, @@innodb_lock_wait_timeout, @@time_zone, @@sql_mode, " + limit + ", DATABASE())";
    String globally = target.rows(
        "SELECT CONCAT_WS(' ', @@GLOBAL.lock_wait_timeout, @@GLOBAL.innodb_lock_wait_timeout, @@GLOBAL.time_zone, @@GLOBAL.sql_mode, "
            + limit.replace("@@", "@@GLOBAL.") + ", 'information_schema')").getFirst();
    try (Sessions sessions = target.sessions(target.root())) {
      String first = query(sessions, "information_schema", Purpose.LOOKING, "SELECT CONNECTION_ID()");
      assertThat(query(sessions, "information_schema", Purpose.LOOKING, settings)).startsWith("1 1 +00:00 ");
      assertThat(query(sessions, "information_schema", Purpose.RUNNING, settings)).isEqualTo(globally);
      assertThat(query(sessions, "information_schema", Purpose.LOOKING, settings)).startsWith("1 1 +00:00 ");
      assertThat(query(sessions, "information_schema", Purpose.RUNNING, "SELECT CONNECTION_ID()")).isEqualTo(first);
      assertThat(query(sessions, "", Purpose.LOOKING, "SELECT DATABASE()")).isEqualTo("null");
      assertThat(query(sessions, "", Purpose.LOOKING, "SELECT CONCAT(@@character_set_client, @@character_set_connection)")).isEqualTo("utf8mb4utf8mb4");
      assertThat(query(sessions, "", Purpose.LOOKING, "SELECT '数据😀'")).isEqualTo("数据😀");
    }
  }

  @Test
  void theServerMayNotAskForFilesNorForSeveralStatements() throws Exception {
    String database = newName("files");
    target.run("CREATE DATABASE " + database, "CREATE TABLE " + database + ".t (x text)", "SET GLOBAL local_infile = ON");
    try (Sessions sessions = target.sessions(target.root()); Session session = sessions.lease(database, Purpose.RUNNING);
        Statement statement = session.connection().createStatement()) {
      assertThatThrownBy(() -> statement.execute("LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE t")).isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> statement.execute("SELECT 1; SELECT 2")).isInstanceOf(SQLException.class);
    }
    assertThat(target.rows("SELECT * FROM " + database + ".t")).isEmpty();
  }

  @Test
  void aDatabaseThatIsNotThereHindersNoOther() {
    try (Sessions sessions = target.sessions(target.root())) {
      assertThat(failureOf(() -> sessions.lease("no_such_database", Purpose.LOOKING)))
          .isInstanceOfSatisfying(Failure.Permanent.class, f -> assertThat(f.reason()).isEqualTo(Reasons.DATABASE_MISSING));
      assertThat(query(sessions, "", Purpose.LOOKING, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void aWrongPasswordIsSaidToAllAndTriedSeldom() throws Exception {
    try (Sessions sessions = target.sessions(target.as("root", "wrong-" + Target.PASSWORD))) {
      Set<String> messages = failuresOf(50, sessions);
      assertThat(messages).singleElement().asString().contains("Access denied for user 'root'").doesNotContain("Zq@ss");
      long began = System.nanoTime();
      Failure failure = failureOf(() -> sessions.lease("", Purpose.LOOKING));
      assertThat(failure).isInstanceOf(Failure.MissingRight.class);
      assertThat(failure.reason()).isEqualTo(Reasons.AUTHENTICATION);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(100));
    }
  }

  @Test
  void aServerThatIsDownFailsAllTogetherAndIsFoundAgain() throws Exception {
    try (EmbeddedServer server = target.builder().get().withoutFsync().start();
        Sessions sessions = target.sessions(target.with(server).root())) {
      query(sessions, "", Purpose.LOOKING, "SELECT 1");
      try (Session held = sessions.lease("", Purpose.RUNNING)) {
        server.stop();
        assertThatThrownBy(() -> held.connection().createStatement().execute("SELECT 1")).isInstanceOf(SQLException.class);
      }
      long began = System.nanoTime();
      assertThat(failuresOf(50, sessions)).singleElement().asString().contains("127.0.0.1:" + server.port()).contains("refused");
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
      server.startAgain();
      await().atMost(Duration.ofSeconds(10)).ignoreExceptionsInstanceOf(EngineException.class)
          .until(() -> query(sessions, "", Purpose.LOOKING, "SELECT 1").equals("1"));
    }
  }

  @Test
  void anAbortGetsOutOfAStatementAtOnceWithoutASessionMore() throws Exception {
    try (EmbeddedServer server = target.builder().get().withoutFsync().start();
        Sessions sessions = target.sessions(target.with(server).root());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Target own = target.with(server);
      Session session = sessions.lease("", Purpose.RUNNING);
      Future<?> work = threads.submit(() -> session.connection().createStatement().execute("SELECT SLEEP(20)"));
      await().until(() -> !own.rows("SELECT ID FROM information_schema.PROCESSLIST WHERE INFO LIKE 'SELECT SLEEP%'").isEmpty());
      session.connection().abort(Runnable::run);
      assertThatThrownBy(() -> work.get(3, TimeUnit.SECONDS)).hasCauseInstanceOf(SQLException.class);
      session.close();
      assertThat(query(sessions, "", Purpose.LOOKING, "SELECT 1")).isEqualTo("1");
    }
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
    List<Future<?>> attempts = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < count; i++) {
        attempts.add(threads.submit(() -> messages.add(failureOf(() -> sessions.lease("", Purpose.LOOKING)).message())));
      }
    }
    for (Future<?> attempt : attempts) {
      attempt.get();
    }
    return messages;
  }

  private Void watch(String user, AtomicInteger peak, AtomicBoolean done) throws SQLException {
    try (var connection = target.server().connect(""); Statement statement = connection.createStatement()) {
      while (!done.get()) {
        try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM information_schema.PROCESSLIST WHERE USER = '" + user + "'")) {
          rows.next();
          peak.accumulateAndGet(rows.getInt(1), Math::max);
        }
      }
    }
    return null;
  }

  private int count(String user) {
    return target.rows("SELECT ID FROM information_schema.PROCESSLIST WHERE USER = '" + user + "'").size();
  }
}
