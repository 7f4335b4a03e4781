package dev.sluice.engine.mysqlfamily;

import static dev.sluice.engine.mysqlfamily.Target.failureOf;
import static dev.sluice.engine.mysqlfamily.Target.newName;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Server;
import dev.sluice.engine.Sessions;
import dev.sluice.local.mysqlfamily.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** The table of errors, by provoking the error wherever that can be done. */
@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(AllProducts.class)
@Timeout(120)
class FailuresIT {
  private final Target target;
  private final MySqlFamilyFailures failures;
  private final String name = newName("failure");

  FailuresIT(Target target) {
    this.target = target;
    this.failures = target.failures(target.root());
  }

  @BeforeEach
  void create() {
    target.run("CREATE DATABASE " + name, "CREATE TABLE " + name + ".t (id int PRIMARY KEY, n int, card varchar(20) UNIQUE) ENGINE = InnoDB",
        "INSERT INTO " + name + ".t VALUES (1, 0, 'a'), (2, 0, 'b')");
  }

  @Test
  void whatPassesIsTransient() throws Exception {
    assertTransient(lockTimeout("UPDATE t SET n = 1 WHERE id = 1", "SET innodb_lock_wait_timeout = 1", "UPDATE t SET n = 2 WHERE id = 1"), Reasons.LOCK_TIMEOUT);
    assertTransient(lockTimeout("UPDATE t SET n = 1 WHERE id = 1", "SET lock_wait_timeout = 1", "ALTER TABLE t ADD COLUMN x int"), Reasons.LOCK_TIMEOUT);
    assertTransient(deadlock(), Reasons.DEADLOCK);
    assertTransient(of("START TRANSACTION READ ONLY", "UPDATE t SET n = 3"), Reasons.READ_ONLY);
    assertTransient(
        of("SET max_heap_table_size = 16384", "CREATE TABLE h (x char(255)) ENGINE = MEMORY",
            "INSERT INTO h WITH RECURSIVE r AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM r WHERE i < 900) SELECT 'x' FROM r"),
        Reasons.DISK_FULL);
    for (int code : new int[] {1206, 1637}) {
      assertTransient(raised(code), Reasons.RESOURCES);
    }
    assertTransient(raised(1412), Reasons.SERIALIZATION);
    for (int code : new int[] {1021, 1041}) {
      assertTransient(raised(code), code == 1021 ? Reasons.DISK_FULL : Reasons.RESOURCES);
    }
    for (int code : new int[] {1053, 3169, 1927, 1047, 1158, 1159, 1160, 1161, 3032}) {
      assertTransient(raised(code), Reasons.UNREACHABLE);
    }
    assertTransient(killed("KILL QUERY "), Reasons.CANCELLED);
    assertTransient(killed("KILL CONNECTION "), Reasons.UNREACHABLE, Reasons.CANCELLED);
  }

  @Test
  void aFullDiskIsWaitedFor() throws IOException {
    // Of this engine's tables the rows are a file that is written to right away.
    target.run("CREATE TABLE " + name + ".full (x int NOT NULL) ENGINE = CSV", "FLUSH TABLES " + name + ".full");
    Path rows = Path.of(target.rows("SELECT @@datadir").getFirst(), name, "full.CSV");
    Files.delete(rows);
    Files.createSymbolicLink(rows, Path.of("/dev/full"));
    assertTransient(of("INSERT INTO `full` VALUES (1)"), Reasons.DISK_FULL);
    for (String words : List.of("Got error 28 - 'No space left on device' from storage engine", "Got error 28 \"No space left on device\" from storage engine InnoDB")) {
      assertTransient(raised(1030, words), Reasons.DISK_FULL);
    }
    assertTransient(raised(1026, "Error writing file './x/y.frm' (errno: 28 - No space left on device)"), Reasons.DISK_FULL);
    assertTransient(raised(1004, "Can't create file './x/y.frm' (errno: 28 \"No space left on device\")"), Reasons.DISK_FULL);
    assertTransient(raised(1005, "Can't create table `x`.`y` (errno: 28 \"No space left on device\")"), Reasons.DISK_FULL);
    assertPermanent(raised(1005, "Can't create table `x`.`y` (errno: 150 \"Foreign key constraint is incorrectly formed\")"), Reasons.REFUSED);
    assertPermanent(raised(1030, "Got error 128 - 'Out of memory in engine' from storage engine"), Reasons.REFUSED);
  }

  @Test
  void whatAPersonMustDoIsAMissingRight() {
    String user = newName("user");
    target.createUser(user, "SELECT ON " + name + ".*");
    target.run("CREATE TABLE " + name + ".other (id int)");
    assertMissingRight(as(user, "UPDATE " + name + ".t SET n = 1"), Reasons.MISSING_RIGHT, 1142);
    assertMissingRight(as(user, "CREATE DATABASE " + name + "x"), Reasons.MISSING_RIGHT, 1044);
    assertMissingRight(as(user, "SET GLOBAL max_connections = 3"), Reasons.MISSING_RIGHT, 1227);
    assertMissingRight(connect("mysql", user, Target.PASSWORD), Reasons.MISSING_RIGHT, 1044);
    assertMissingRight(connect("", user, "wrong"), Reasons.AUTHENTICATION, 1045);
    target.run("ALTER USER " + user + " ACCOUNT LOCK");
    assertMissingRight(connect("", user, Target.PASSWORD), Reasons.AUTHENTICATION, 3118);
    assertMissingRight(raised(1095), Reasons.MISSING_RIGHT, 1095);
    assertMissingRight(raised(3955), Reasons.AUTHENTICATION, 3955);
  }

  @Test
  void whatNobodyHelpsIsPermanent() {
    assertPermanent(
        target.isMariaDb()
            ? of("SET max_statement_time = 0.05", "SELECT SLEEP(5), n FROM t")
            : of("SET max_execution_time = 50", "SELECT COUNT(*) FROM information_schema.COLUMNS a, information_schema.COLUMNS b, information_schema.COLUMNS c"),
        Reasons.STATEMENT_TIMEOUT);
    assertPermanent(of("CREATE DATABASE " + name), Reasons.ALREADY_EXISTS);
    assertPermanent(of("DROP DATABASE no_such"), Reasons.DATABASE_MISSING);
    assertPermanent(connect("no_such", "root", target.server().password()), Reasons.DATABASE_MISSING);
    assertPermanent(of("SELEC 1"), Reasons.REFUSED);
    assertPermanent(of("SELECT * FROM no_such_table"), Reasons.REFUSED);
    assertPermanent(raised(1235), Reasons.NOT_SUPPORTED);
    // The number of a read-only server, yet another option's.
    assertPermanent(of("SELECT 1 INTO OUTFILE '/no/such/place'"), Reasons.REFUSED);
  }

  @Test
  void rowsAreNotQuoted() {
    assertThat(of("INSERT INTO t VALUES (3, 0, '4111-it''s-secret'), (4, 0, '4111-it''s-secret')").message())
        .contains("Duplicate entry '...' for key").doesNotContain("4111").doesNotContain("secret");
    for (String sql : List.of(
        "INSERT INTO t VALUES (3, '4111-secret', 'x')",
        "UPDATE t SET n = CAST('4111-secret' AS DATE)",
        "INSERT INTO t VALUES (3, STR_TO_DATE('4111-secret', '%Y-%m-%d'), 'x')",
        "INSERT INTO t (id, n) SELECT 3, '4111-for key ''x'' \n secret'")) {
      assertThat(of("SET sql_mode = 'STRICT_ALL_TABLES'", sql).message()).as(sql).doesNotContain("4111").doesNotContain("secret");
    }
  }

  @Test
  void whatOnlyAServerOfItsOwnCanShow() throws Exception {
    try (EmbeddedServer server = target.builder().get().withoutFsync()
        .parameter("log-bin", "binlog").parameter("server-id", "1").parameter("max-connections", "10").start()) {
      Target own = target.with(server);
      own.createUser("u", "ALL ON shop.*");
      own.createUser("one", "ALL ON shop.*");
      own.run("CREATE DATABASE shop", "ALTER USER one WITH MAX_USER_CONNECTIONS 1");
      Failure function = own.failure("u", "CREATE FUNCTION shop.f() RETURNS int DETERMINISTIC RETURN 1");
      assertMissingRight(function, Reasons.MISSING_RIGHT, 1419);
      assertThat(function.message()).contains("log_bin_trust_function_creators");
      try (Connection only = server.connect("", "one", Target.PASSWORD)) {
        assertThat(only.isValid(1)).isTrue();
        assertTransient(own.connect("one"), Reasons.TOO_MANY_CONNECTIONS);
      }
      own.run("SET GLOBAL read_only = ON");
      assertTransient(own.failure("u", "CREATE TABLE shop.x (id int)"), Reasons.READ_ONLY);
      List<Connection> all = new ArrayList<>();
      try {
        assertTransient(failureOf(() -> {
          while (all.size() < 20) {
            all.add(own.session("u"));
          }
        }), Reasons.TOO_MANY_CONNECTIONS);
      } finally {
        for (Connection connection : all) {
          connection.close();
        }
      }
      server.stop();
      assertTransient(own.connect("u"), Reasons.UNREACHABLE);
    }
  }

  private Failure lockTimeout(String holds, String patience, String waits) throws SQLException {
    try (Connection holder = target.server().connect(name)) {
      holder.setAutoCommit(false);
      holder.createStatement().execute(holds);
      Failure failure = of(patience, waits);
      holder.rollback();
      return failure;
    }
  }

  private Failure deadlock() throws Exception {
    try (Connection one = target.server().connect(name); Connection two = target.server().connect(name);
        ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
      one.setAutoCommit(false);
      two.setAutoCommit(false);
      // The one with less to undo is chosen to fail.
      two.createStatement().execute("INSERT INTO t VALUES (101, 0, 'x'), (102, 0, 'y'), (103, 0, 'z')");
      one.createStatement().execute("UPDATE t SET n = 1 WHERE id = 1");
      two.createStatement().execute("UPDATE t SET n = 1 WHERE id = 2");
      Future<?> waiting = thread.submit(() -> two.createStatement().execute("UPDATE t SET n = 1 WHERE id = 1"));
      await().until(() -> !target.rows("SELECT trx_id FROM information_schema.INNODB_TRX WHERE trx_state = 'LOCK WAIT'").isEmpty());
      Failure failure = caught(one.createStatement(), "UPDATE t SET n = 1 WHERE id = 2");
      one.rollback();
      waiting.get();
      two.rollback();
      return failure;
    }
  }

  private Failure killed(String how) throws Exception {
    try (Connection connection = target.server().connect(name); ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
      String mark = newName("mark");
      String sleep = "SELECT SLEEP(30), n FROM t -- " + mark;
      Future<Failure> failure = thread.submit(() -> caught(connection.createStatement(), sleep));
      String find = "SELECT ID FROM information_schema.PROCESSLIST WHERE COMMAND = 'Query' AND INFO LIKE '%-- " + mark + "' AND INFO LIKE '%SLEEP%'";
      await().until(() -> !others(find).isEmpty());
      target.run(how + others(find).getFirst());
      return failure.get();
    }
  }

  private List<String> others(String find) {
    return target.rows(find + " AND ID <> CONNECTION_ID()");
  }

  /** What can't be had at will. */
  private Failure raised(int code) {
    return raised(code, "as if");
  }

  private Failure raised(int code, String words) {
    return of("SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = " + code + ", MESSAGE_TEXT = '" + words.replace("'", "''") + "'");
  }

  private Failure of(String... statements) {
    try (Connection connection = target.server().connect(name); Statement statement = connection.createStatement()) {
      for (int i = 0; i < statements.length - 1; i++) {
        statement.execute(statements[i]);
      }
      return caught(statement, statements[statements.length - 1]);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Failure as(String user, String sql) {
    return target.failure(user, sql);
  }

  private Failure caught(Statement statement, String sql) {
    try (statement) {
      statement.execute(sql);
    } catch (SQLException e) {
      return failures.of(e, name);
    }
    throw new AssertionError("went through: " + sql);
  }

  private Failure connect(String database, String user, String password) {
    Server as = target.as(user, password);
    try (Sessions sessions = target.sessions(as)) {
      return failureOf(() -> sessions.lease(database, Sessions.Purpose.LOOKING));
    }
  }

  private static void assertTransient(Failure failure, String... reasons) {
    assertThat(failure).as(failure.message()).isInstanceOf(Failure.Transient.class);
    assertReason(failure, reasons);
  }

  private static void assertMissingRight(Failure failure, String reason, int code) {
    assertThat(failure).as(code + ": " + failure.message()).isInstanceOf(Failure.MissingRight.class);
    assertReason(failure, reason);
  }

  private static void assertPermanent(Failure failure, String reason) {
    assertThat(failure).as(failure.message()).isInstanceOf(Failure.Permanent.class);
    assertReason(failure, reason);
  }

  private static void assertReason(Failure failure, String... reasons) {
    assertThat(failure.reason()).as(failure.message()).isIn((Object[]) reasons);
    assertThat(failure.message()).containsPattern("^(MySQL|MariaDB) 127.0.0.1:").endsWith(".").doesNotContain("..").doesNotContain("(conn=");
  }
}
