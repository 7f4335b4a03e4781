package dev.sluice.engine.migration;

import java.util.Objects;

/** As whom SQL from Git runs. */
public sealed interface RunAs {
  /** As the database's owner, in sessions that can become nobody else; products without users have nobody but the file's. */
  record Owner() implements RunAs {}

  /** As the login that the provider itself uses, with all that it may do. */
  record ProviderConfig() implements RunAs {}

  /** As another role that may act for the owner, in sessions that can become nobody else. */
  record Role(String name) implements RunAs {
    public Role {
      Objects.requireNonNull(name, "name");
    }
  }
}
