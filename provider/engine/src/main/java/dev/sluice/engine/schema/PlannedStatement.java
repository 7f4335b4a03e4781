package dev.sluice.engine.schema;

import java.util.Objects;
import java.util.Set;

/**
 * @param group statements of one number are one transaction
 * @param transactional false where it must stand alone, outside of any transaction
 * @param object which it is about
 * @param destructive whether it takes data, or what depends on them, away for good
 */
public record PlannedStatement(String sql, int group, boolean transactional, ObjectName object, boolean destructive, Set<Hazard> hazards) {
  public PlannedStatement {
    Objects.requireNonNull(sql, "sql");
    Objects.requireNonNull(object, "object");
    hazards = Set.copyOf(hazards);
  }
}
