package dev.sluice.engine;

import java.util.Objects;

/**
 * What makes two sessions interchangeable.
 *
 * @param user whom it belongs to; empty: the server's own login
 */
record Seat(String database, String user) {
  Seat {
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(user, "user");
  }
}
