package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Password;
import dev.sluice.engine.Server;
import dev.sluice.engine.SessionConnector.Outcome;
import dev.sluice.engine.Sessions.Purpose;
import dev.sluice.engine.Timeouts;
import dev.sluice.engine.Tls;
import dev.sluice.engine.migration.MigrationDialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Opens the product's dialect and connector to the tests of migrations. */
public final class MySqlFamilyMigrationTestAccess {
  private final Product product;
  private final MySqlFamilyFailures failures;
  private final MySqlFamilyConnector connector;

  private MySqlFamilyMigrationTestAccess(Server server, Product product) {
    this.product = product;
    this.failures = new MySqlFamilyFailures(server, product);
    this.connector = new MySqlFamilyConnector(server, product, failures);
  }

  public static MySqlFamilyMigrationTestAccess of(Product product, String host, int port, String user, String password) {
    var login = new Server.Login(host, port, user, new Password(password));
    return new MySqlFamilyMigrationTestAccess(new Server(login, Optional.empty(), Tls.DISABLED, Timeouts.DEFAULT, 10), product);
  }

  public MigrationDialect dialect() {
    return new MySqlFamilyMigrationDialect(failures, product.migrations());
  }

  public Connection connect(String database) throws SQLException {
    return switch (connector.connect(database)) {
      case Outcome.Connected(Connection connection) -> {
        connector.prepare(connection, Purpose.RUNNING);
        yield connection;
      }
      case Outcome.ServerRefused(var failure) -> throw new EngineException(failure);
      case Outcome.DatabaseRefused(var failure) -> throw new EngineException(failure);
    };
  }
}
