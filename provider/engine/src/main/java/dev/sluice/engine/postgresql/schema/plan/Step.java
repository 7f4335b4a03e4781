package dev.sluice.engine.postgresql.schema.plan;

import dev.sluice.engine.schema.Hazard;
import java.util.Set;

/**
 * A statement of a plan in the making.
 *
 * @param place how it stands to transactions
 */
record Step(String sql, Place place, boolean destructive, Set<Hazard> hazards) {
  enum Place {
    /** With its neighbours. */
    TOGETHER,
    /** At the head of a transaction: what comes before is committed first. */
    FRESH,
    /** At the end of one: what it does can be used only once it is committed. */
    COMMITTED,
    /** Outside of any. */
    ALONE
  }

  static Step of(String sql, Hazard... hazards) {
    return new Step(sql, Place.TOGETHER, false, Set.of(hazards));
  }

  static Step alone(String sql, Hazard... hazards) {
    return new Step(sql, Place.ALONE, false, Set.of(hazards));
  }

  static Step fresh(String sql, Hazard... hazards) {
    return new Step(sql, Place.FRESH, false, Set.of(hazards));
  }

  static Step committed(String sql, Hazard... hazards) {
    return new Step(sql, Place.COMMITTED, false, Set.of(hazards));
  }

  Step losing(boolean data) {
    if (!data) {
      return this;
    }
    var more = new java.util.HashSet<>(hazards);
    more.add(Hazard.DELETES_DATA);
    return new Step(sql, place, true, more);
  }
}
