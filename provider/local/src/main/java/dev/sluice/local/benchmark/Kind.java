package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.benchmark.product.MeasuredProduct;
import java.util.List;
import java.util.stream.Stream;

/** The kinds of managed resources that are measured. */
enum Kind {
  DATABASE("Database", "databases"),
  MIGRATION("Migration", "migrations"),
  ROLE("Role", "roles"),
  SCHEMA("Schema", "schemas");

  private final String word;
  private final String plural;

  Kind(String word, String plural) {
    this.word = requireNonNull(word, "word is null");
    this.plural = requireNonNull(plural, "plural is null");
  }

  /** Those that this product has. */
  static List<Kind> of(MeasuredProduct product) {
    return Stream.of(values()).filter(kind -> kind != ROLE || product.hasRoles()).filter(kind -> kind != SCHEMA || product.hasSchemas()).toList();
  }

  /** Whether it needs a database of its own that is there before. */
  boolean needsDatabase() {
    return this != DATABASE;
  }

  /** As in a manifest. */
  String word() {
    return word;
  }

  /** As in the API's paths. */
  String plural() {
    return plural;
  }

  String title() {
    return word + "s";
  }
}
