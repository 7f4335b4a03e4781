package dev.sluice.engine.postgresql.schema.lint;

import dev.sluice.engine.postgresql.schema.diff.Differences;
import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.schema.ObjectName;
import dev.sluice.engine.schema.lint.Rule;
import java.util.List;
import java.util.Map;

/**
 * What a rule wants to know before it judges.
 *
 * @param what about the object, in words
 * @param known facts that are there already
 * @param asks for the others
 * @param others objects of whose statements the facts are, too
 */
public record Question(Rule rule, ObjectName object, String what, Map<String, Long> known, List<Ask> asks, List<ObjectName> others) {
  public Question {
    known = Map.copyOf(known);
    asks = List.copyOf(asks);
    others = List.copyOf(others);
  }

  static Question of(Rule rule, Id id, String what, Ask... asks) {
    return new Question(rule, Differences.name(id), what, Map.of(), List.of(asks), List.of());
  }
}
