package dev.sluice.local.benchmark.product;

import static java.util.Objects.requireNonNull;

/**
 * Sentences of the report that are true of one product.
 *
 * @param database what a Database is beyond the plain work that it is compared with
 * @param costs what the counted costs include
 */
public record Remarks(String database, String costs) {
  public Remarks {
    requireNonNull(database, "database is null");
    requireNonNull(costs, "costs is null");
  }
}
