package dev.sluice.function.gate;

import dev.sluice.function.field.FieldPath;
import java.util.List;
import java.util.Optional;

/**
 * One gate of the input: what is held until what is applied.
 *
 * @param after names of Migrations and Schemas in the composition
 * @param missing what a name means that no resource has
 */
record Gate(List<String> after, List<Hold> hold, Missing missing) {
  Gate {
    after = List.copyOf(after);
    hold = List.copyOf(hold);
  }

  /**
   * A resource that is held.
   *
   * @param fields those that keep their values where the resource exists; empty: what its kind has for a default
   */
  record Hold(String resource, Optional<List<FieldPath>> fields) {
    Hold {
      fields = fields.map(List::copyOf);
    }
  }

  /** Whether an unknown name is an error, or a resource that an earlier step has not asked for yet. */
  enum Missing {
    Fail,
    Hold
  }
}
