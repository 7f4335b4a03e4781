package dev.sluice.engine.postgresql.schema.lint;

import java.util.Set;

/** As what an object that files make is remembered: tables, views and sequences share their names, others don't. */
final class Freshness {
  private static final Set<String> ROUTINES = Set.of("function", "procedure", "routine", "aggregate");
  private static final Set<String> TYPES = Set.of("type", "domain");
  private static final Set<String> RELATIONS = Set.of("table", "foreign table", "view", "materialized view", "sequence", "index");

  private Freshness() {}

  /** @param kind as SQL calls it, in small letters */
  static String key(String kind, String name) {
    if (RELATIONS.contains(kind)) {
      return name;
    }
    return (ROUTINES.contains(kind) ? "routine" : TYPES.contains(kind) ? "type" : kind) + " " + name;
  }
}
