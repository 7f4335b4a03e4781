package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.Failure;
import dev.sluice.engine.Failures;
import dev.sluice.engine.Reasons;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/** Enough of a classification for tests of migrations. */
public final class MySqlFamilyTestFailures implements Failures {
  private static final Set<Integer> TRANSIENT = Set.of(1053, 1158, 1159, 1160, 1161, 1184, 1213, 1317, 1927, 2006, 2013, 3024);

  @Override
  public Failure of(SQLException e, String database) {
    var state = Optional.ofNullable(e.getSQLState());
    if (e.getErrorCode() == 1205) {
      return new Failure.Transient(Reasons.LOCK_TIMEOUT, "lock wait timeout", state);
    }
    return TRANSIENT.contains(e.getErrorCode()) || state.orElse("").startsWith("08")
        ? new Failure.Transient(Reasons.UNREACHABLE, "lost", state)
        : new Failure.Permanent(Reasons.REFUSED, "refused", state);
  }
}
