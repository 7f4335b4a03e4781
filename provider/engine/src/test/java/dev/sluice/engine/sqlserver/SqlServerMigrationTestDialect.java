package dev.sluice.engine.sqlserver;

import dev.sluice.engine.Tls;
import dev.sluice.engine.migration.MigrationDialect;

/** Opens the product's dialect to the tests of migrations. */
public final class SqlServerMigrationTestDialect {
  private SqlServerMigrationTestDialect() {}

  public static MigrationDialect dialect() {
    return new SqlServerMigrationDialect(new SqlServerFailures(Design.server("127.0.0.1", 1433, Tls.DISABLED)));
  }

  /** As the driver would report it. */
  public static java.sql.SQLException error(int number, String message, long line) {
    return Errors.server(number, message, line, "");
  }
}
