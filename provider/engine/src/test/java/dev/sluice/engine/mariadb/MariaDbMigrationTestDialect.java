package dev.sluice.engine.mariadb;

import dev.sluice.engine.migration.MigrationDialect;
import dev.sluice.engine.mysqlfamily.MySqlFamilyMigrationDialect;
import dev.sluice.engine.mysqlfamily.MySqlFamilyTestFailures;

/** Opens the product's dialect to the tests of migrations. */
public final class MariaDbMigrationTestDialect {
  private MariaDbMigrationTestDialect() {}

  public static MigrationDialect get() {
    return new MySqlFamilyMigrationDialect(new MySqlFamilyTestFailures(), MariaDbMigrationDriver.CONNECTOR);
  }
}
