package dev.sluice.engine.mariadb;

import dev.sluice.engine.mysqlfamily.Product;

/** The product for tests of what it shares with the other one. */
public final class MariaDbUnderTest {
  public static final Product PRODUCT = MariaDbProduct.INSTANCE;

  private MariaDbUnderTest() {}
}
