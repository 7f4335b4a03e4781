package dev.sluice.rules;

import java.util.Arrays;
import java.util.Optional;

/** The kinds that can be required, by the word that stands before a name: {@code schema/catalog}. */
public enum RequiredKind {
  MIGRATION("migration", "Migration"),
  SCHEMA("schema", "Schema");

  private final String word;
  private final String kind;

  RequiredKind(String word, String kind) {
    this.word = word;
    this.kind = kind;
  }

  public static Optional<RequiredKind> of(String word) {
    return Arrays.stream(values()).filter(k -> k.word.equals(word)).findFirst();
  }

  /** As annotations write it. */
  public String word() {
    return word;
  }

  /** As manifests write it. */
  public String kind() {
    return kind;
  }
}
