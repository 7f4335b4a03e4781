package dev.sluice.controller.engine;

import dev.sluice.controller.testbed.Space;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/** On a server that may be somebody else's, and may not be there: then its tests are skipped, and say so. */
record SqlServerProduct(Optional<GivenSqlServer> found, Queue<String> spaces) implements Product, ExtensionContext.Store.CloseableResource {

  SqlServerProduct() {
    this(GivenSqlServer.of(System.getenv()), new ConcurrentLinkedQueue<>());
  }

  GivenSqlServer server() {
    return found.orElseThrow(() -> new TestAbortedException("no SQL Server here: set SLUICE_SQLSERVER_JDBC_URL to one"));
  }

  @Override
  public String id() {
    return "SQLServer";
  }

  @Override
  public void credentials(Space space) {
    server().secret(space, "admin");
    spaces.add(space.name());
    space.apply(
        """
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: ProviderConfig
        metadata: {name: default, namespace: %s}
        spec: {engine: SQLServer, credentials: {source: Secret, secretRef: {name: admin}}, tls: {mode: %s}}
        """
            .formatted(space.name(), server().tlsMode()));
  }

  @Override
  public Connection connect(Space space, String database) throws SQLException {
    return server().connect(database.isEmpty() ? "master" : database);
  }

  @Override
  public boolean has(Space space, String database) {
    return column(space, "", "SELECT name FROM sys.databases").contains(database);
  }

  @Override
  public List<String> alterable() {
    return List.of("sqlserver: {readCommittedSnapshot: false}", "sqlserver: {readCommittedSnapshot: true}");
  }

  @Override
  public boolean commitsDdl() {
    return false;
  }

  @Override
  public String script(String text) {
    return text.replace(";\n", ";\nGO\n");
  }

  @Override
  public void make(Space space, String database) {
    run(space, "", "CREATE DATABASE [" + database + "]");
  }

  /** Those of the tests' namespaces, whose names nobody else has. */
  @Override
  public void close() {
    spaces.forEach(space -> server().dropAll(space + "-"));
  }

  @Override
  public String toString() {
    return id();
  }
}
