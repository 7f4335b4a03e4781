package dev.sluice.engine.mariadb;

import dev.sluice.engine.mysqlfamily.MySqlFamilyMigrationTestAccess;

/** Opens the product to the tests of migrations. */
public final class MariaDbMigrationTestAccess {
  private MariaDbMigrationTestAccess() {}

  public static MySqlFamilyMigrationTestAccess of(String host, int port, String user, String password) {
    return MySqlFamilyMigrationTestAccess.of(MariaDbProduct.INSTANCE, host, port, user, password);
  }
}
