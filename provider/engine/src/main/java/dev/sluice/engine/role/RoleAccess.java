package dev.sluice.engine.role;

import java.util.List;
import java.util.Objects;

/**
 * What a role may do in a database, there now and made later.
 *
 * @param schemas empty: all but the system's
 */
public record RoleAccess(String database, Preset preset, List<String> schemas) {
  public RoleAccess {
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(preset, "preset");
    schemas = List.copyOf(schemas);
  }

  /** Usual bundles of privileges. */
  public enum Preset {
    /** Read rows and sequences, call routines. */
    READ_ONLY,
    /** The same, and write rows. */
    READ_WRITE,
    /** All that the database's owner may do, and what it makes is the owner's. */
    MIGRATE,
    /** The same, and let others do so. */
    OWNER;

    /** Whether it is to act as the owner. */
    public boolean actsAsOwner() {
      return this == MIGRATE || this == OWNER;
    }
  }
}
