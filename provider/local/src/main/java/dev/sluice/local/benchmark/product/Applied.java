package dev.sluice.local.benchmark.product;

import static java.util.Objects.requireNonNull;

/**
 * What the measured resources ask for.
 *
 * @param database lines of a Database's forProvider, not indented; may be empty
 * @param changed the same once it was updated
 * @param field what differs between the two, as a user calls it
 * @param three the files of every Migration
 * @param fourth the one that comes later
 */
public record Applied(String database, String changed, String field, MigrationFiles three, MigrationFiles fourth) {
  public Applied {
    requireNonNull(database, "database is null");
    requireNonNull(changed, "changed is null");
    requireNonNull(field, "field is null");
    requireNonNull(three, "three is null");
    requireNonNull(fourth, "fourth is null");
  }
}
