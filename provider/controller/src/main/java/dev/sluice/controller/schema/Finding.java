package dev.sluice.controller.schema;

import java.util.Map;
import java.util.Objects;

/** What a rule found in a plan. @param object as in the status @param facts what was measured, such as rows and bytes */
record Finding(String rule, boolean error, String object, String message, Map<String, Long> facts) {
  Finding {
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(object, "object");
    Objects.requireNonNull(message, "message");
    facts = Map.copyOf(facts);
  }
}
