package dev.sluice.controller.role;

import dev.sluice.engine.Password;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What applications log in with.
 *
 * @param username the role, or one of two logins that take turns as it
 * @param password empty where it isn't known
 * @param turned when it was made, as long as it isn't published
 */
record Credential(String username, Optional<Password> password, Optional<Instant> turned) {
  Credential {
    Objects.requireNonNull(username, "username");
    Objects.requireNonNull(password, "password");
    Objects.requireNonNull(turned, "turned");
  }

  static Credential unknown(String role) {
    return new Credential(role, Optional.empty(), Optional.empty());
  }
}
