package dev.sluice.engine;

import dev.sluice.engine.Sessions.Purpose;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * A connection that exists, on loan or idle.
 *
 * @param settings the purpose it was last prepared for
 * @param lastUsed {@link System#nanoTime}
 */
record OpenSession(Connection connection, Seat seat, Optional<Purpose> settings, long lastUsed) {

  OpenSession preparedFor(Purpose purpose) {
    return new OpenSession(connection, seat, Optional.of(purpose), lastUsed);
  }

  OpenSession usedAt(long now) {
    return new OpenSession(connection, seat, settings, now);
  }

  void end() {
    try {
      connection.close();
    } catch (SQLException e) {
      // It is gone either way.
    }
  }
}
