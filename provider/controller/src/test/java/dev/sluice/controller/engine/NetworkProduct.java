package dev.sluice.controller.engine;

import dev.sluice.controller.testbed.Space;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * A server on this machine.
 *
 * @param making statements that make a database, whose name is given to each
 */
record NetworkProduct(
    String id, int port, String username, String password, String quote, String databasesQuery, List<String> alterable, boolean commitsDdl, Connector connector,
    List<String> making)
    implements Product {

  /** Logs in as administrator; an empty database means none in particular. */
  interface Connector {
    Connection connect(String database) throws SQLException;
  }

  @Override
  public void credentials(Space space) {
    space.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: admin, namespace: %s}
        stringData: {endpoint: 127.0.0.1, port: "%d", username: %s, password: '%s'}
        ---
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: ProviderConfig
        metadata: {name: default, namespace: %s}
        spec: {engine: %s, credentials: {source: Secret, secretRef: {name: admin}}, tls: {mode: disable}}
        """
            .formatted(space.name(), port, username, password.replace("'", "''"), space.name(), id));
  }

  @Override
  public Connection connect(Space space, String database) throws SQLException {
    return connector.connect(database);
  }

  @Override
  public boolean has(Space space, String database) {
    return column(space, "", databasesQuery).contains(database);
  }

  @Override
  public void make(Space space, String database) {
    making.forEach(sql -> run(space, "", sql.formatted(database)));
  }

  @Override
  public String toString() {
    return id;
  }
}
