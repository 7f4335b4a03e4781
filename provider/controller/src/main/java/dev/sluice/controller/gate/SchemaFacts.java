package dev.sluice.controller.gate;

import dev.sluice.api.schema.SchemaObservation;
import dev.sluice.rules.Applied;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What the status of a Schema states as applied. It has no versions: what can be asked for is a digest, or all of it. */
final class SchemaFacts {
  private SchemaFacts() {}

  static Applied of(boolean current, boolean ready, Optional<SchemaObservation> observation) {
    return new Applied(
        current,
        ready,
        Optional.empty(),
        Optional.empty(),
        observation.map(SchemaObservation::plan).map(plan -> new Applied.Pending(Objects.requireNonNullElse(plan.statements(), 0), List.of())),
        observation.map(SchemaObservation::appliedDigest),
        observation.map(SchemaObservation::appliedDigests).orElse(List.of()),
        observation.map(SchemaObservation::desiredDigest));
  }
}
