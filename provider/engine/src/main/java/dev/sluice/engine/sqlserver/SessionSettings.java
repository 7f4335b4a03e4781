package dev.sluice.engine.sqlserver;

import java.time.Duration;

/** Settings of a session, as SQL. */
final class SessionSettings {
  /** What Management Studio sets too. Without them indexes on views and computed columns can't be made or kept up. */
  static final String ANSI =
      "SET ANSI_NULLS, ANSI_PADDING, ANSI_WARNINGS, ARITHABORT, CONCAT_NULL_YIELDS_NULL, QUOTED_IDENTIFIER ON;"
          + " SET NUMERIC_ROUNDABORT OFF; SET TRANSACTION ISOLATION LEVEL READ COMMITTED;";

  static final String NO_LIMIT = "-1";

  private SessionSettings() {}

  /** Zero, which means no limit with us, would mean not to wait at all. */
  static String lockMillis(Duration limit) {
    return limit.isZero() ? NO_LIMIT : Long.toString(Math.clamp(limit.toMillis(), 1, Integer.MAX_VALUE));
  }
}
