package dev.sluice.engine.mysql;

import dev.sluice.engine.mysqlfamily.MySqlFamilyMigrationTestAccess;

/** Opens the product to the tests of migrations. */
public final class MySqlMigrationTestAccess {
  private MySqlMigrationTestAccess() {}

  public static MySqlFamilyMigrationTestAccess of(String host, int port, String user, String password) {
    return MySqlFamilyMigrationTestAccess.of(MySqlProduct.INSTANCE, host, port, user, password);
  }
}
