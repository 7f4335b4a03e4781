package dev.sluice.controller.schema;

import dev.sluice.engine.schema.Change;
import dev.sluice.engine.schema.ObjectName;
import dev.sluice.engine.schema.Plan;
import java.util.List;
import java.util.stream.Collectors;

/** How objects and rules are written in the status. */
final class Names {
  private static final int SAID = 5;

  private Names() {}

  /** As {@code exclude} takes it, such as {@code materialized-view:public.totals}. */
  static String of(ObjectName object) {
    return object.kind().replace(' ', '-') + ":" + object.path();
  }

  /** What a plan changes, each once. */
  static List<String> changed(Plan plan) {
    return plan.changes().stream().map(Change::object).map(Names::of).distinct().sorted().toList();
  }

  /** The first few, in words. */
  static String some(List<String> names) {
    return names.stream().limit(SAID).collect(Collectors.joining(", ")) + (names.size() > SAID ? " and %d more".formatted(names.size() - SAID) : "");
  }
}
