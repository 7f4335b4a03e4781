package dev.sluice.engine;

import java.util.Comparator;
import java.util.Map;

/**
 * What a product's codes mean. Of all entries that a code begins with the longest holds; the empty one, for all others, must be
 * there.
 */
public record FailureTable(Map<String, FailureRule> rules) {
  public FailureTable {
    rules = Map.copyOf(rules);
    if (!rules.containsKey("")) {
      throw new IllegalArgumentException("no rule for all other codes");
    }
  }

  public FailureRule of(String code) {
    return rules.entrySet().stream()
        .filter(rule -> code.startsWith(rule.getKey()))
        .max(Comparator.comparingInt(rule -> rule.getKey().length()))
        .orElseThrow()
        .getValue();
  }
}
