package dev.sluice.engine.mysql;

import dev.sluice.engine.mysqlfamily.Product;

/** The product for tests of what it shares with the other one. */
public final class MySqlUnderTest {
  public static final Product PRODUCT = MySqlProduct.INSTANCE;

  private MySqlUnderTest() {}
}
