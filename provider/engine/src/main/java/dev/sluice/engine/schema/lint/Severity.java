package dev.sluice.engine.schema.lint;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How much weight a rule has. */
public enum Severity {
  /** Keeps a plan from running. */
  ERROR,
  WARN,
  /** Isn't looked at. */
  OFF;

  /** As settings and statuses write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Severity> of(String word) {
    return Arrays.stream(values()).filter(severity -> severity.word().equals(word)).findFirst();
  }
}
