package dev.sluice.engine.schema.lint;

import dev.sluice.engine.schema.ObjectName;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a rule is to judge.
 *
 * @param what about the object, in words
 * @param facts counts, and sizes in bytes
 * @param unknown why they couldn't be had
 */
public record Suspicion(Rule rule, ObjectName object, String what, Map<String, Long> facts, Optional<String> unknown) {
  public Suspicion {
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(object, "object");
    Objects.requireNonNull(what, "what");
    facts = Map.copyOf(facts);
    Objects.requireNonNull(unknown, "unknown");
  }

  public static Suspicion of(Rule rule, ObjectName object, String what, Map<String, Long> facts) {
    return new Suspicion(rule, object, what, facts, Optional.empty());
  }

  /** Of what no number decides. */
  public static Suspicion plain(Rule rule, ObjectName object, String what) {
    return of(rule, object, what, Map.of());
  }

  public static Suspicion unknown(Rule rule, ObjectName object, String what, String why) {
    return new Suspicion(rule, object, what, Map.of(), Optional.of(why));
  }
}
