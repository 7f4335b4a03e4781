package dev.sluice.controller.schema;

import dev.sluice.api.schema.SchemaParameters;
import java.util.Objects;
import java.util.Optional;

/** {@code spec.forProvider.policy} with its defaults. {@link Lint} has the rules. */
record Policy(Approval approval, Optional<String> approvedPlan, Drift drift) {
  enum Approval {
    Never,
    Destructive,
    Always
  }

  enum Drift {
    Correct,
    Report,
    Ignore
  }

  Policy {
    Objects.requireNonNull(approval, "approval");
    Objects.requireNonNull(approvedPlan, "approvedPlan");
    Objects.requireNonNull(drift, "drift");
  }

  static Policy of(SchemaParameters wanted) {
    var given = Optional.ofNullable(wanted.policy());
    return new Policy(
        given.map(SchemaParameters.Policy::approval).map(Approval::valueOf).orElse(Approval.Destructive),
        given.map(SchemaParameters.Policy::approvedPlan).filter(hash -> !hash.isEmpty()),
        given.map(SchemaParameters.Policy::drift).map(Drift::valueOf).orElse(Drift.Report));
  }
}
