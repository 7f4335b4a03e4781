package dev.sluice.controller.schema;

import dev.sluice.engine.schema.Plan;
import dev.sluice.engine.schema.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is to be looked at before a plan is applied, at the severity that the policy gives it. */
final class Lint {
  private static final String OFF = "off";
  private static final String ERROR = "error";

  private Lint() {}

  static List<Finding> of(Plan plan, Policy policy) {
    return plan.findings().stream().flatMap(problem -> finding(problem, policy).stream()).toList();
  }

  private static Optional<Finding> finding(Problem problem, Policy policy) {
    var rule = Names.rule(problem.reason());
    var standard = problem.reason().equals(Problem.PROBABLE_RENAME) ? ERROR : "warn";
    var severity = policy.lint().getOrDefault(rule, standard);
    return severity.equals(OFF)
        ? Optional.empty()
        : Optional.of(new Finding(rule, severity.equals(ERROR), Names.of(problem.object()), problem.message(), Map.of()));
  }
}
