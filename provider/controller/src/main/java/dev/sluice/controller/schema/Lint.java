package dev.sluice.controller.schema;

import dev.sluice.api.schema.SchemaParameters;
import dev.sluice.engine.schema.Plan;
import dev.sluice.engine.schema.lint.LintSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is to be looked at before a plan is applied, at the severity that the policy gives it. */
final class Lint {
  private Lint() {}

  /** @throws dev.sluice.engine.EngineException for a rule that there isn't */
  static LintSettings settings(SchemaParameters wanted) {
    var policy = Optional.ofNullable(wanted.policy());
    return LintSettings.of(
        "spec.forProvider.policy.lint",
        policy.map(SchemaParameters.Policy::lint).orElse(Map.of()),
        policy.map(SchemaParameters.Policy::maxRewriteBytes).map(size -> Quantity.bytes("policy.maxRewriteBytes", size)));
  }

  static List<Finding> of(Plan plan) {
    return plan.findings().stream()
        .map(found -> new Finding(found.rule().id(), found.error(), Names.of(found.object()), found.message(), found.facts()))
        .toList();
  }
}
