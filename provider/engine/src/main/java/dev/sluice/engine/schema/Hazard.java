package dev.sluice.engine.schema;

/** What a statement may cost or break, as far as it can be told without looking at rows. */
public enum Hazard {
  DELETES_DATA,
  /** Every row is written anew, and nobody can use the table meanwhile. */
  REWRITES_TABLE,
  /** The whole table is read while a lock is held that keeps writers out. */
  SCANS_TABLE,
  /** An index is built, beside the traffic where the statement stands alone. */
  BUILDS_INDEX,
  /** Writers wait until it is done. */
  BLOCKS_WRITES,
  DROPS_INDEX,
  /** Whether it works depends on the rows. */
  MAY_FAIL_ON_DATA,
  CHANGES_RIGHTS,
  /** What the object uses can't be known: its body is a text. */
  UNTRACKABLE,
  UPGRADES_EXTENSION
}
