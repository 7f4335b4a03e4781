package dev.sluice.engine.postgresql;

import dev.sluice.engine.Password;
import dev.sluice.engine.Server;
import dev.sluice.engine.Timeouts;
import dev.sluice.engine.Tls;
import dev.sluice.engine.migration.MigrationDialect;
import java.util.Optional;

/** Opens the product's dialect to the tests of migrations. */
public final class PostgreSqlMigrationTestDialect {
  private PostgreSqlMigrationTestDialect() {}

  public static MigrationDialect of(String host, int port, String user, String password) {
    var server = new Server(new Server.Login(host, port, user, new Password(password)), Optional.empty(), Tls.DISABLED, Timeouts.DEFAULT, 10);
    return new PostgreSqlMigrationDialect(new PostgreSqlFailures(server));
  }
}
