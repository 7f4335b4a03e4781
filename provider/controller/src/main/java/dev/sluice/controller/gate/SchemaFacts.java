package dev.sluice.controller.gate;

import dev.sluice.api.schema.SchemaObservation;
import dev.sluice.rules.Applied;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What the status of a Schema states as applied. */
final class SchemaFacts {
  private SchemaFacts() {}

  static Applied of(boolean current, boolean ready, Optional<SchemaObservation> observation) {
    return new Applied(
        current,
        ready,
        Optional.empty(),
        Optional.empty(),
        observation.flatMap(SchemaFacts::pending),
        observation.map(SchemaObservation::appliedDigest),
        observation.map(SchemaObservation::appliedDigests).orElse(List.of()),
        observation.map(SchemaObservation::desiredDigest));
  }

  /** What others have changed since is nothing that the manifest waits for. */
  private static Optional<Applied.Pending> pending(SchemaObservation observation) {
    var statements = observation.drift() == null ? Optional.ofNullable(observation.plan()).map(plan -> Objects.requireNonNullElse(plan.statements(), 0)) : Optional.of(0);
    return statements.map(count -> new Applied.Pending(count, List.of()));
  }
}
