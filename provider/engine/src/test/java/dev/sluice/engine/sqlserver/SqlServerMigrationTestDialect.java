package dev.sluice.engine.sqlserver;

import dev.sluice.engine.Sessions.Purpose;
import dev.sluice.engine.SessionConnector;
import dev.sluice.engine.Tls;
import dev.sluice.engine.migration.MigrationDialect;
import java.sql.Connection;
import java.sql.SQLException;

/** Opens the product's dialect to the tests of migrations. */
public final class SqlServerMigrationTestDialect {
  private SqlServerMigrationTestDialect() {}

  public static MigrationDialect dialect() {
    return new SqlServerMigrationDialect(new SqlServerFailures(Design.server("127.0.0.1", 1433, Tls.DISABLED)));
  }

  public static MigrationDialect of(TSqlServer server) {
    return new SqlServerMigrationDialect(new SqlServerFailures(server.server()));
  }

  /** As for a run. */
  public static Connection connect(TSqlServer server, String database) throws SQLException {
    var connector = new SqlServerConnector(server.server(), new SqlServerFailures(server.server()));
    return switch (connector.connect(database)) {
      case SessionConnector.Outcome.Connected connected -> {
        connector.prepare(connected.connection(), Purpose.RUNNING);
        yield connected.connection();
      }
      case SessionConnector.Outcome.ServerRefused refused -> throw new SQLException(refused.failure().message());
      case SessionConnector.Outcome.DatabaseRefused refused -> throw new SQLException(refused.failure().message());
    };
  }

  /** As the driver would report it. */
  public static SQLException error(int number, String message, long line) {
    return Errors.server(number, message, line, "");
  }
}
