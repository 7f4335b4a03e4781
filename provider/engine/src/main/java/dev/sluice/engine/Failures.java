package dev.sluice.engine;

import java.sql.SQLException;

/** How one product's errors are to be understood. */
public interface Failures {

  /** @param database the one that the failure is to name */
  Failure of(SQLException e, String database);
}
