package dev.sluice.engine.database;

import java.util.List;

/**
 * A database beside its design.
 *
 * @param changes what {@link Databases#update} would do
 * @param unalterable differences that no statement can remove, each a sentence with both values
 */
public record DatabaseState(DatabaseFacts facts, List<DatabaseChange> changes, List<String> unalterable) {
  public DatabaseState {
    changes = List.copyOf(changes);
    unalterable = List.copyOf(unalterable);
  }
}
