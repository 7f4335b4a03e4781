package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.Rehearsal;

/** Loads what a first connection needs. */
public final class WarmUp {
  private WarmUp() {}

  public static void of(Product product) {
    Rehearsal.connect(server -> new MySqlFamilyConnector(server, product, new MySqlFamilyFailures(server, product)), "");
  }
}
