package dev.sluice.controller.schema;

import dev.sluice.api.schema.SchemaParameters;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * {@code spec.forProvider.policy} with its defaults.
 *
 * @param lint severity by rule, where it isn't the rule's own
 */
record Policy(Approval approval, Optional<String> approvedPlan, Drift drift, Map<String, String> lint, Optional<Long> maxRewriteBytes) {
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
    lint = Map.copyOf(lint);
    Objects.requireNonNull(maxRewriteBytes, "maxRewriteBytes");
  }

  static Policy of(SchemaParameters wanted) {
    var given = Optional.ofNullable(wanted.policy());
    return new Policy(
        given.map(SchemaParameters.Policy::approval).map(Approval::valueOf).orElse(Approval.Destructive),
        given.map(SchemaParameters.Policy::approvedPlan).filter(hash -> !hash.isEmpty()),
        given.map(SchemaParameters.Policy::drift).map(Drift::valueOf).orElse(Drift.Report),
        given.map(SchemaParameters.Policy::lint).orElse(Map.of()),
        given.map(SchemaParameters.Policy::maxRewriteBytes).map(size -> Quantity.bytes("policy.maxRewriteBytes", size)));
  }
}
