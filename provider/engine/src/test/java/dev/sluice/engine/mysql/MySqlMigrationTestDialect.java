package dev.sluice.engine.mysql;

import dev.sluice.engine.migration.MigrationDialect;
import dev.sluice.engine.mysqlfamily.MySqlFamilyMigrationDialect;
import dev.sluice.engine.mysqlfamily.MySqlFamilyTestFailures;

/** Opens the product's dialect to the tests of migrations. */
public final class MySqlMigrationTestDialect {
  private MySqlMigrationTestDialect() {}

  public static MigrationDialect get() {
    return new MySqlFamilyMigrationDialect(new MySqlFamilyTestFailures(), MySqlMigrationDriver.CONNECTOR_J);
  }
}
