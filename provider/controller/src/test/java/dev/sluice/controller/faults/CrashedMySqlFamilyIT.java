package dev.sluice.controller.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.migration.LiveMigration;
import dev.sluice.controller.migration.MigrationManifest;
import dev.sluice.local.junit.MySqlFamilyExtension;
import dev.sluice.local.mariadb.EmbeddedMariaDb;
import dev.sluice.local.mysql.EmbeddedMySql;
import dev.sluice.local.mysqlfamily.EmbeddedServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** As {@link CrashedMigrationIT}, on servers that commit each DDL statement, and that go on with one whose client is dead. */
@ExtendWith(ClusterExtension.class)
class CrashedMySqlFamilyIT {
  private static final Duration LONG = Duration.ofSeconds(60);

  /** Engine, server, and what the person says. */
  static final class Decisions implements ArgumentsProvider {
    @Override
    public Stream<Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
      return servers(context).flatMap(server -> Stream.of("applied", "not-applied").map(word -> Arguments.of(server.get()[0], server.get()[1], word)));
    }
  }

  static final class Family implements ArgumentsProvider {
    @Override
    public Stream<Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
      return servers(context);
    }
  }

  private static Stream<Arguments> servers(ExtensionContext context) {
    return Stream.of(
        Arguments.of("MySQL", MySqlFamilyExtension.mySql(context, EmbeddedMySql.USUAL_VERSION)),
        Arguments.of("MariaDB", MySqlFamilyExtension.mariaDb(context, EmbeddedMariaDb.USUAL_VERSION)));
  }

  /** A table without transactions: nobody can tell afterwards whether the row is the statement's. */
  @ParameterizedTest(name = "{0} {2}", autoCloseArguments = false)
  @ArgumentsSource(Decisions.class)
  void whatTheCatalogCannotTellAPersonDecides(String engine, EmbeddedServer server, String decision, Cluster cluster) throws SQLException {
    var database = database(cluster, engine, server);
    var operator = cluster.operator();
    LiveMigration migration;
    try (var gate = server.connect(database)) {
      run(gate, "DO GET_LOCK('" + database + "', 0)");
      migration = apply(cluster, database, "CREATE TABLE a (n int) ENGINE = MyISAM;",
          "INSERT INTO a SELECT 1 FROM DUAL WHERE GET_LOCK('" + database + "', 600) = 1;\nINSERT INTO a VALUES (2);");
      await().atMost(LONG).until(() -> !busy(gate, database, "INSERT INTO a SELECT").isEmpty());
      operator.kill();
      cluster.operator();
      for (var session : busy(gate, database, "INSERT INTO a SELECT")) {
        end(gate, session);
      }
      migration.awaitsWithin(LONG, "Ready=False/OutcomeUnknown", "Stalled=True/OutcomeUnknown", "Synced=False");
      assertThat(column(gate, "SELECT n FROM a")).isEmpty();
    }
    var message = migration.message("Stalled");
    assertThat(message).contains("V2__b.sql").contains("sluice.dev/repair: applied:").contains("sluice.dev/repair: not-applied:");
    var token = message.replaceFirst("(?s).*sluice.dev/repair: (" + decision + ":V2__b.sql:[0-9a-f]+).*", "$1");
    if (decision.equals("applied")) {
      try (var connection = server.connect(database)) {
        run(connection, "INSERT INTO a VALUES (1)");
      }
    }

    migration.annotate("sluice.dev/repair", token);

    done(migration, server, database, "1", "2");
    assertThat(migration.get().getStatus().lastHandledRepair()).isEqualTo(token);
  }

  @ParameterizedTest(name = "{0}", autoCloseArguments = false)
  @ArgumentsSource(Family.class)
  void whatTheCatalogCanTellIsAskedOfNobody(String engine, EmbeddedServer server, Cluster cluster) throws SQLException {
    var database = database(cluster, engine, server);
    var operator = cluster.operator();
    LiveMigration migration;
    try (var reader = server.connect(database);
        var looker = server.connect(database)) {
      run(looker, "CREATE TABLE held (n int)");
      reader.setAutoCommit(false);
      run(reader, "SELECT * FROM held");
      migration = apply(cluster, database, "CREATE TABLE a (n int);",
          "INSERT INTO a VALUES (1);\nALTER TABLE held ADD m int;\nINSERT INTO a VALUES (2);");
      await().atMost(LONG).until(() -> !busy(looker, database, "ADD m").isEmpty());
      operator.kill();
      cluster.operator();
      reader.rollback();
    }

    done(migration, server, database, "1", "2");
  }

  private static String database(Cluster cluster, String engine, EmbeddedServer server) throws SQLException {
    var namespace = cluster.namespace();
    cluster.client().resource(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: admin, namespace: %s}
        stringData: {endpoint: 127.0.0.1, port: "%d", username: %s, password: '%s'}
        """.formatted(namespace, server.port(), server.username(), server.password().replace("'", "''"))).create();
    cluster.client().resource(
        """
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: ProviderConfig
        metadata: {name: default, namespace: %s}
        spec: {engine: %s, credentials: {source: Secret, secretRef: {name: admin}}, tls: {mode: disable}}
        """.formatted(namespace, engine)).create();
    try (var connection = server.connect("")) {
      run(connection, "CREATE DATABASE " + namespace);
    }
    return namespace;
  }

  private static LiveMigration apply(Cluster cluster, String database, String first, String second) {
    var manifest = MigrationManifest.in(database, "m").database(database).forProvider("timeouts", "{lock: 0s}")
        .forProvider("baseline", "{version: '0'}").file("V1__a.sql", first).file("V2__b.sql", second);
    cluster.client().resource(manifest.text()).create();
    return new LiveMigration(cluster.client(), database, "m");
  }

  private static void done(LiveMigration migration, EmbeddedServer server, String database, String... rows) throws SQLException {
    migration.awaitsWithin(LONG, "Ready=True/UpToDate", "Synced=True", "!Reconciling", "!Stalled");
    assertThat(migration.seen().appliedVersion()).isEqualTo("2");
    try (var connection = server.connect(database)) {
      assertThat(column(connection, "SELECT n FROM a ORDER BY n")).containsExactly(rows);
      assertThat(column(connection, "SELECT version FROM flyway_schema_history WHERE type = 'SQL' ORDER BY installed_rank")).containsExactly("1", "2");
      assertThat(column(connection, "SELECT statement FROM sluice_migration_progress")).isEmpty();
    }
  }

  private static List<String> busy(Connection connection, String database, String words) {
    return column(
        connection,
        "SELECT id FROM information_schema.processlist WHERE db = '%s' AND command = 'Query' AND info LIKE '%%%s%%' AND id <> CONNECTION_ID()"
            .formatted(database, words));
  }

  /** The server may have noticed itself meanwhile that nobody is there any more. */
  private static void end(Connection connection, String session) {
    try {
      run(connection, "KILL " + session);
    } catch (SQLException e) {
      assertThat(e.getMessage()).contains("Unknown thread id");
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> column(Connection connection, String sql) {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      var values = new ArrayList<String>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
