package dev.sluice.controller.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.io.IOException;
import java.net.ServerSocket;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What goes away by itself is tried again, and never asks for a person. */
@ExtendWith(TestbedExtension.class)
class MigrationTransientIT {
  private static final String[] TRIES_AGAIN = {"Ready=False", "Reconciling=True", "!Stalled"};
  private static final Duration LONG = Duration.ofSeconds(60);

  private MigrationScene scene;
  private TestDatabase database;

  @BeforeEach
  void scene(Space space, @PostgreSql EmbeddedPostgreSql server) {
    scene = MigrationScene.of(space, server);
    database = scene.existingDatabase();
  }

  @Test
  void aTableThatSomebodyHolds() throws SQLException {
    database.runAsOwner("CREATE TABLE held (n int)");
    LiveMigration migration;
    try (var holder = database.holding("LOCK TABLE held")) {
      migration =
          scene.apply(
              adopting().forProvider("timeouts", "{lock: 200ms}").file("V2__x.sql", "ALTER TABLE held ADD COLUMN x int;"));
      migration.awaits("Ready=False/LockTimeout", "Reconciling=True", "!Stalled", "Synced=False");
      await().until(() -> migration.seen().lastFailure().attempts() >= 2);
      assertThat(migration.seen().lastFailure().sqlState()).isEqualTo("55P03");
      holder.rollback();
    }

    migration.awaitsVersion("2");

    assertThat(migration.seen().lastFailure()).isNull();
  }

  @Test
  void aSessionThatIsEnded() {
    var migration = scene.apply(scene.migration(database).file("V1__a.sql", "CREATE TABLE a (n int); SELECT pg_sleep(2); INSERT INTO a VALUES (1);"));
    await().until(() -> database.running("pg_sleep") == 1);

    database.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + database.name() + "' AND query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()");

    migration.awaits(TRIES_AGAIN);
    migration.awaitsVersion("1");
    assertThat(database.number("SELECT count(*) FROM a")).isEqualTo(1);
    assertThat(database.history()).containsExactly("1");
  }

  @Test
  void tooManySessionsForTheRole() throws SQLException {
    var role = scene.namespace() + "_few";
    database.run("CREATE ROLE " + role + " LOGIN PASSWORD 'pw' SUPERUSER; ALTER ROLE " + role + " CONNECTION LIMIT 0; ALTER ROLE " + role + " NOSUPERUSER");
    database.run("GRANT CREATE ON SCHEMA public TO " + role);
    scene.credentials(role, "pw", "");

    var migration = scene.apply(scene.migration(database).forProvider("runAs", "ProviderConfig").file("V1__a.sql", "CREATE TABLE a ();")).awaits("Ready=False/TooManyConnections", "Reconciling=True", "!Stalled");
    database.run("ALTER ROLE " + role + " CONNECTION LIMIT 10");

    migration.awaitsVersion("1");
  }

  @Test
  void aDeadlock() throws SQLException {
    database.runAsOwner("CREATE TABLE one (); CREATE TABLE two ()");
    LiveMigration migration;
    // Whose patience ends first finds the deadlock and is the one to go.
    try (var gate = database.holding("SELECT pg_advisory_xact_lock(7)");
        var other = database.holding("SET deadlock_timeout = '1min'; LOCK TABLE two")) {
      migration =
          scene.apply(
              adopting()
                  .forProvider("timeouts", "{lock: 0s}")
                  .forProvider("runAs", "ProviderConfig")
                  .file("V2__x.sql", "SET LOCAL deadlock_timeout = '100ms'; LOCK TABLE one; SELECT pg_advisory_xact_lock(7); LOCK TABLE two; CREATE TABLE x ();"));
      await().until(() -> waiting("locktype = 'advisory'") == 1);
      var waiter = Thread.ofVirtual().start(() -> lock(other, "one"));
      await().until(() -> waiting("relation = 'one'::regclass") == 1);
      gate.rollback();
      migration.awaits("Ready=False/Deadlock", "Reconciling=True", "!Stalled");
      join(waiter);
      other.rollback();
    }

    migration.awaitsVersion("2");
  }

  @Test
  void aDatabaseThatIsReadOnly() {
    database.run("ALTER DATABASE " + database.name() + " SET default_transaction_read_only = on");
    var migration = scene.apply(scene.migration(database).file("V1__a.sql", "CREATE TABLE a ();")).awaits("Ready=False/ReadOnly", "Reconciling=True", "!Stalled");

    new TestDatabase(database.server(), "postgres").run("ALTER DATABASE " + database.name() + " RESET default_transaction_read_only");

    migration.awaitsVersion("1");
  }

  @Test
  void aServerThatRestartsInTheMiddle() {
    try (var server = EmbeddedPostgreSql.builder(18).withoutFsync().start()) {
      var own = new MigrationScene(scene.client(), scene.namespace(), server);
      own.credentials(server.username(), server.password(), "");
      var fresh = own.existingDatabase();
      var migration = own.apply(own.migration(fresh).file("V1__a.sql", "CREATE TABLE a (n int);").file("V2__b.sql", "SELECT pg_sleep(3); INSERT INTO a VALUES (1);"));
      await().until(() -> fresh.running("pg_sleep") == 1);

      server.stop();
      migration.awaits(TRIES_AGAIN);
      migration.awaits("Ready=False/Unreachable");
      assertThat(migration.seen().appliedVersion()).isIn(null, "1");
      server.startAgain();

      migration.awaitsWithin(LONG, "Ready=True/UpToDate");
      assertThat(fresh.number("SELECT count(*) FROM a")).isEqualTo(1);
      assertThat(fresh.history()).containsExactly("1", "2");
    }
  }

  @Test
  void aServerThatNeverAnswersDelaysNobodyElse() throws IOException {
    try (var silent = new ServerSocket(0)) {
      scene.secret("silent", Map.of("endpoint", "127.0.0.1", "port", Integer.toString(silent.getLocalPort()), "username", "u", "password", "p"));
      scene.apply(
          """
          apiVersion: db.m.sluice.dev/v1alpha1
          kind: ProviderConfig
          metadata: {name: silent, namespace: %s}
          spec: {engine: PostgreSQL, credentials: {source: Secret, secretRef: {name: silent}}, tls: {mode: disable}, timeouts: {connect: 20s}}
          """
              .formatted(scene.namespace()));
      for (var n = 0; n < 20; n++) {
        scene.apply(
            scene.migration("bad" + n).database("nowhere" + n).file("V1__a.sql", "SELECT 1;").text().replace("name: default", "name: silent"));
      }

      scene.apply(scene.migration(database).file("V1__a.sql", "CREATE TABLE a ();")).awaitsWithin(Duration.ofSeconds(10), "Ready=True/UpToDate");

      var bad = new LiveMigration(scene.client(), scene.namespace(), "bad7").awaits("Ready=False/Unreachable", "Reconciling=True");
      bad.delete();
      bad.awaitGone();
    }
  }

  private long waiting(String what) {
    return database.number("SELECT count(*) FROM pg_locks WHERE NOT granted AND " + what);
  }

  private MigrationManifest adopting() {
    return scene.migration(database).forProvider("baseline", "{version: '1'}");
  }

  private static void lock(java.sql.Connection connection, String table) {
    try (var statement = connection.createStatement()) {
      statement.execute("LOCK TABLE " + table);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
