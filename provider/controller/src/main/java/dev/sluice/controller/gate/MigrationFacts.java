package dev.sluice.controller.gate;

import dev.sluice.api.migration.MigrationObservation;
import dev.sluice.rules.Applied;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What the status of a Migration states as applied. */
final class MigrationFacts {
  private MigrationFacts() {}

  static Applied of(boolean current, boolean ready, Optional<MigrationObservation> observation) {
    return new Applied(
        current,
        ready,
        observation.map(MigrationObservation::appliedVersion),
        observation.map(MigrationObservation::targetVersion),
        observation.map(MigrationObservation::pending).map(MigrationFacts::pending),
        observation.map(MigrationObservation::appliedDigest),
        observation.map(MigrationObservation::appliedDigests).orElse(List.of()),
        observation.map(MigrationObservation::sourceDigest));
  }

  private static Applied.Pending pending(MigrationObservation.Pending pending) {
    return new Applied.Pending(Objects.requireNonNullElse(pending.count(), 0), Objects.requireNonNullElse(pending.versions(), List.of()));
  }
}
