package dev.sluice.engine.schema.lint;

import dev.sluice.engine.schema.ObjectName;
import java.util.Map;
import java.util.Objects;

/**
 * What a rule found in a plan.
 *
 * @param severity never {@link Severity#OFF}
 * @param message names the thing, the cause and the remedy
 * @param facts what was counted and measured, such as {@code rows} and {@code bytes}; none where it couldn't be had
 */
public record Finding(Rule rule, Severity severity, ObjectName object, String message, Map<String, Long> facts) {
  public Finding {
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(object, "object");
    Objects.requireNonNull(message, "message");
    facts = Map.copyOf(facts);
    if (severity == Severity.OFF) {
      throw new IllegalArgumentException(rule.id() + " is off");
    }
  }

  public boolean error() {
    return severity == Severity.ERROR;
  }
}
