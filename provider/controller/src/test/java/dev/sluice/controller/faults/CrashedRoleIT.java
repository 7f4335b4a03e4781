package dev.sluice.controller.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.testbed.Resource;
import dev.sluice.local.junit.MySqlFamilyExtension;
import dev.sluice.local.junit.PostgreSqlExtension;
import dev.sluice.local.mariadb.EmbeddedMariaDb;
import dev.sluice.local.mysql.EmbeddedMySql;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * The operator is killed while the server makes a role or changes its password, which nobody is told of then. Another one
 * starts: the Secret's password logs in again, and nobody has to do anything.
 */
@ExtendWith(ClusterExtension.class)
class CrashedRoleIT {
  private static final Duration LONG = Duration.ofSeconds(60);

  @FunctionalInterface
  private interface Connector {
    Connection connect(String database) throws SQLException;
  }

  /**
   * @param making how the statement that makes a role begins; {@code altering} likewise
   * @param holding makes such statements wait
   * @param busy which sessions are at one, of which role
   */
  private record Kind(
      String engine, int port, String username, String password, Connector connector, String making, String altering, String holding, String busy, String kill) {
    @Override
    public String toString() {
      return engine;
    }

    boolean isPostgreSql() {
      return engine.equals("PostgreSQL");
    }

    Connection connect() throws SQLException {
      return connector.connect(isPostgreSql() ? "postgres" : "");
    }
  }

  static final class Kinds implements ArgumentsProvider {
    @Override
    public Stream<Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
      return kinds(context).map(Arguments::of);
    }
  }

  static final class Strategies implements ArgumentsProvider {
    @Override
    public Stream<Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
      return kinds(context).flatMap(kind -> Stream.of("Alternate", "InPlace").map(strategy -> Arguments.of(kind, strategy)));
    }
  }

  private static Stream<Kind> kinds(ExtensionContext context) {
    var postgres = PostgreSqlExtension.shared(context, 18);
    return Stream.concat(
        Stream.of(
            new Kind(
                "PostgreSQL", postgres.port(), postgres.username(), postgres.password(), postgres::connect, "CREATE ROLE", "ALTER ROLE",
                "LOCK TABLE pg_catalog.pg_authid IN SHARE MODE",
                "SELECT pid FROM pg_stat_activity WHERE state = 'active' AND wait_event_type = 'Lock' AND query LIKE '%%%s%%%s%%' AND pid <> pg_backend_pid()",
                "SELECT pg_terminate_backend(%s)")),
        Stream.of("MySQL", "MariaDB").map(engine -> {
          var server = engine.equals("MySQL") ? MySqlFamilyExtension.mySql(context, EmbeddedMySql.USUAL_VERSION) : MySqlFamilyExtension.mariaDb(context, EmbeddedMariaDb.USUAL_VERSION);
          return new Kind(
              engine, server.port(), server.username(), server.password(), server::connect, "CREATE USER", "ALTER USER",
              "LOCK TABLES " + (engine.equals("MySQL") ? "mysql.user" : "mysql.global_priv") + " READ",
              "SELECT id FROM information_schema.processlist WHERE command = 'Query' AND info LIKE '%%%s%%%s%%' AND id <> CONNECTION_ID()", "KILL %s");
        }));
  }

  @ParameterizedTest(name = "{0}")
  @ArgumentsSource(Kinds.class)
  void whileItIsMade(Kind kind, Cluster cluster) throws SQLException {
    var scene = new Scene(kind, cluster);
    var operator = cluster.operator();
    try (var held = scene.held()) {
      scene.role("");
      held.awaitBusy(kind.making());
      operator.kill();
      // The server goes on with what it was told, for nobody.
      held.release();
      held.awaitIdle(kind.making());
    }
    cluster.operator();
    scene.recovered();
  }

  @ParameterizedTest(name = "{0}")
  @ArgumentsSource(Kinds.class)
  void beforeItIsMadeAndAfterItIsClaimed(Kind kind, Cluster cluster) throws SQLException {
    var scene = new Scene(kind, cluster);
    var operator = cluster.operator();
    try (var held = scene.held()) {
      scene.role("");
      held.awaitBusy(kind.making());
      operator.kill();
      held.kill(kind.making());
      held.awaitIdle(kind.making());
      held.release();
    }
    assertThat(scene.accounts()).isEmpty();
    cluster.operator();
    scene.recovered();
  }

  @ParameterizedTest(name = "{0} {1}")
  @ArgumentsSource(Strategies.class)
  void whileItsPasswordTurns(Kind kind, String strategy, Cluster cluster) throws SQLException {
    var scene = new Scene(kind, cluster);
    var operator = cluster.operator();
    var role = scene.role(", rotation: {interval: 1h, strategy: " + strategy + "}").awaitsWithin(LONG, "Ready=True/Available");
    var alternates = strategy.equals("Alternate");
    if (alternates) {
      // So that both are there, and it is a password alone that is to change.
      scene.turn(role, "1");
    }
    var before = scene.secret("password");
    scene.due();
    try (var held = scene.held()) {
      role.annotate("crossplane.io/reconcile-requested-at", "crash");
      held.awaitBusy(kind.altering());
      operator.kill();
      held.release();
      held.awaitIdle(kind.altering());
    }
    assertThat(scene.secret("password")).isEqualTo(before);
    assertThat(scene.logsIn()).as("with what the Secret says").isEqualTo(alternates);
    cluster.operator();
    await().atMost(LONG).until(() -> !scene.secret("password").equals(before) && scene.logsIn());
    role.awaitsWithin(LONG, "Ready=True/Available", "Synced=True");
    scene.recovered();
  }

  /**
   * The lock that makes roles wait, and who looks on: while one of these statements waits, MySQL lets nobody in.
   *
   * @param name of the role
   */
  private record Held(Kind kind, String name, Connection holder, Connection looker) implements AutoCloseable {
    void awaitBusy(String statement) {
      await().atMost(LONG).until(() -> !busy(statement).isEmpty());
    }

    void awaitIdle(String statement) {
      await().atMost(LONG).until(() -> busy(statement).isEmpty());
    }

    void kill(String statement) throws SQLException {
      for (var session : busy(statement)) {
        try (var kill = looker.createStatement()) {
          kill.execute(kind.kill().formatted(session));
        }
      }
    }

    private List<String> busy(String statement) throws SQLException {
      return column(looker, kind.busy().formatted(statement, name));
    }

    void release() throws SQLException {
      if (kind.isPostgreSql()) {
        holder.rollback();
        return;
      }
      try (var unlock = holder.createStatement()) {
        unlock.execute("UNLOCK TABLES");
      }
    }

    @Override
    public void close() throws SQLException {
      try (looker) {
        holder.close();
      }
    }
  }

  private static List<String> column(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      var values = new ArrayList<String>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    }
  }

  private record Scene(Kind kind, Cluster cluster, String namespace) {
    Scene(Kind kind, Cluster cluster) {
      this(kind, cluster, cluster.namespace());
      cluster.client().resource(
          """
          apiVersion: v1
          kind: Secret
          metadata: {name: admin, namespace: %s}
          stringData: {endpoint: 127.0.0.1, port: "%d", username: %s, password: '%s'}
          """.formatted(namespace, kind.port(), kind.username(), kind.password().replace("'", "''"))).create();
      cluster.client().resource(
          """
          apiVersion: db.m.sluice.dev/v1alpha1
          kind: ProviderConfig
          metadata: {name: default, namespace: %s}
          spec: {engine: %s, credentials: {source: Secret, secretRef: {name: admin}}, tls: {mode: disable}, timeouts: {lock: 0s}}
          """.formatted(namespace, kind.engine())).create();
      // What is recorded has its place already.
      run("CREATE DATABASE " + namespace);
      if (!kind.isPostgreSql()) {
        cluster.operator();
        group("prepared").awaitsWithin(LONG, "Ready=True/Available").delete().awaitGone();
        cluster.tidy();
      }
    }

    Resource role(String more) {
      cluster.client().resource(
          """
          apiVersion: db.m.sluice.dev/v1alpha1
          kind: Role
          metadata: {name: %1$s-app, namespace: %1$s}
          spec:
            forProvider: {access: [{database: %1$s, preset: ReadWrite}]%2$s}
            providerConfigRef: {kind: ProviderConfig, name: default}
            writeConnectionSecretToRef: {name: app}
          """.formatted(namespace, more)).create();
      return new Resource(cluster.client(), "db.m.sluice.dev/v1alpha1", "Role", namespace, name());
    }

    private Resource group(String name) {
      cluster.client().resource(
          """
          apiVersion: db.m.sluice.dev/v1alpha1
          kind: Role
          metadata: {name: %1$s-%2$s, namespace: %1$s}
          spec: {forProvider: {login: false}, providerConfigRef: {kind: ProviderConfig, name: default}}
          """.formatted(namespace, name)).create();
      return new Resource(cluster.client(), "db.m.sluice.dev/v1alpha1", "Role", namespace, namespace + "-" + name);
    }

    String name() {
      return namespace + "-app";
    }

    Held held() throws SQLException {
      var held = new Held(kind, name(), kind.connect(), kind.connect());
      held.holder().setAutoCommit(!kind.isPostgreSql());
      try (var statement = held.holder().createStatement()) {
        statement.execute(kind.holding());
      }
      return held;
    }

    /** The one password that there is, or both, were made long ago. */
    void due() {
      if (!kind.isPostgreSql()) {
        run("UPDATE sluice.role_claim SET turned = '2020-01-01T00:00:00Z' WHERE name LIKE '" + name() + "%'");
        return;
      }
      var login = secret("username");
      if (login.equals(name())) {
        var comment = column("SELECT shobj_description(oid, 'pg_authid') FROM pg_roles WHERE rolname = '" + name() + "'").getFirst();
        run("COMMENT ON ROLE \"" + name() + "\" IS '" + comment.replaceFirst("turned=[^\\]]*", "turned=2020-01-01T00:00:00Z") + "'");
      } else {
        run("COMMENT ON ROLE \"" + login + "\" IS 'sluice: login of " + name() + " since 2020-01-01T00:00:00Z'");
      }
    }

    void turn(Resource role, String token) {
      var before = secret("username");
      due();
      role.annotate("crossplane.io/reconcile-requested-at", token);
      await().atMost(LONG).until(() -> !secret("username").equals(before));
    }

    String secret(String key) {
      var data = cluster.client().secrets().inNamespace(namespace).withName("app").get().getData();
      return new String(Base64.getDecoder().decode(data.get(key)), StandardCharsets.UTF_8);
    }

    boolean logsIn() {
      try (var connection = DriverManager.getConnection(secret("jdbcUrl"))) {
        return connection.isValid(5);
      } catch (SQLException e) {
        assertThat(e.getSQLState()).as(e.getMessage()).startsWith("28");
        return false;
      }
    }

    List<String> accounts() {
      return kind.isPostgreSql()
          ? column("SELECT rolname FROM pg_roles WHERE starts_with(rolname, '" + name() + "')")
          : column("SELECT User FROM mysql.user WHERE User LIKE '" + name() + "%'");
    }

    /** And known for ours, so that it goes with its resource. */
    void recovered() {
      var role = new Resource(cluster.client(), "db.m.sluice.dev/v1alpha1", "Role", namespace, name()).awaitsWithin(LONG, "Ready=True/Available", "Synced=True");
      await().atMost(LONG).ignoreExceptions().until(this::logsIn);
      assertThat(role.observed("provenance")).isEqualTo("Created");
      role.delete().awaitGone();
      assertThat(accounts()).isEmpty();
    }

    void run(String sql) {
      try (var connection = kind.connect(); var statement = connection.createStatement()) {
        statement.execute(sql);
      } catch (SQLException e) {
        throw new IllegalStateException(sql, e);
      }
    }

    List<String> column(String sql) {
      try (var connection = kind.connect()) {
        return CrashedRoleIT.column(connection, sql);
      } catch (SQLException e) {
        throw new IllegalStateException(sql, e);
      }
    }
  }
}
