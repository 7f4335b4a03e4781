package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

/** The kinds of managed resources that are measured. */
enum Kind {
  DATABASE("Database", "databases"),
  MIGRATION("Migration", "migrations");

  private final String word;
  private final String plural;

  Kind(String word, String plural) {
    this.word = requireNonNull(word, "word is null");
    this.plural = requireNonNull(plural, "plural is null");
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
