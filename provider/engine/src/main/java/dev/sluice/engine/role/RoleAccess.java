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
    READ_WRITE
  }
}
