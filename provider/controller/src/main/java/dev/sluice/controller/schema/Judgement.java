package dev.sluice.controller.schema;

import dev.sluice.controller.managed.ConditionType;
import dev.sluice.controller.managed.Reason;
import dev.sluice.controller.managed.Standing;
import dev.sluice.engine.schema.Plan;
import dev.sluice.engine.schema.Problem;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How a Schema stands, given its plan and what was decided about it. */
final class Judgement {
  static final String APPROVAL_REQUIRED = "ApprovalRequired";
  static final String DRIFTED = "Drifted";
  private static final String PENDING = "Pending";
  private static final String LINT_FAILED = "LintFailed";
  private static final String PLANNING = "Planning";
  private static final String APPLYING = "Applying";

  private Judgement() {}

  static Standing of(Plan plan, Decision decision, String database) {
    return switch (decision) {
      case Decision.InSync it -> Standing.available(Reason.Available.name(), "Database %s is as desired.".formatted(database));
      case Decision.Refused it ->
          Standing.stalled(it.why().getFirst().reason(), it.why().stream().map(Problem::message).collect(Collectors.joining(" ")));
      case Decision.Forbidden it -> Standing.stalled(LINT_FAILED, forbidden(it.errors()));
      case Decision.Tolerated it ->
          Standing.available(Reason.Available.name(), "The desired SQL was applied; the database was changed since, and policy.drift leaves it so.");
      case Decision.Withheld it ->
          Standing.withheld(
              PENDING,
              "%s to run, and managementPolicies don't allow it: %s. Add %s to apply the plan %s."
                  .formatted(count(plan), Names.some(Names.changed(plan)), it.missing(), plan.hash()));
      case Decision.NeedsApproval it -> {
        var message = "Plan %s has to be approved: %s. Set the annotation sluice.dev/approve, or policy.approvedPlan, to its hash."
            .formatted(plan.hash(), what(plan));
        yield Standing.withheld(APPROVAL_REQUIRED, message).and(new Standing.Also(ConditionType.APPROVAL_REQUIRED, APPROVAL_REQUIRED, message));
      }
      case Decision.Go it -> goesOn(plan);
    };
  }

  /** Beside whatever else holds. */
  static Standing.Also drifted(List<String> objects, String since) {
    return new Standing.Also(
        ConditionType.DRIFTED,
        "ChangedElsewhere",
        "Since %s the database differs from what was applied, in %s. Put it into the desired SQL, exclude it, or let policy.drift: Correct undo it."
            .formatted(since, Names.some(objects)));
  }

  static Standing goesOn(Plan plan) {
    return Standing.working(APPLYING, "%s to run, of plan %s.".formatted(count(plan), plan.hash()));
  }

  static Standing planning() {
    return Standing.working(PLANNING, "The database is compared with the desired SQL.");
  }

  static Standing working(Run run) {
    if (run.applying().isEmpty()) {
      return planning();
    }
    if (run.waitsFor().isPresent()) {
      return Standing.waiting(
          "WaitingForLock",
          "Another session changes this database: %s. It is waited for, up to timeouts.deadline.".formatted(run.waitsFor().get()));
    }
    return run.step()
        .map(
            s ->
                Standing.working(
                    APPLYING,
                    "Statement %d of %d is running, about %s%s."
                        .formatted(s.number(), s.statements(), Names.of(s.statement().object()), s.retry().map(" (%s)"::formatted).orElse(""))))
        .orElseGet(() -> goesOn(run.applying().get()));
  }

  static Standing conflict(String older, String database) {
    return Standing.stalled(
        Reason.Conflict.name(),
        "%s manages the same schemas of database %s, and is older. Give each other spec.forProvider.schemas, or delete one of them.".formatted(older, database));
  }

  /** What was applied is to be done again. */
  static Standing notConverging(Plan plan) {
    return Standing.stalled(
        "NotConverging",
        "Plan %s was applied, and the same is to be done again: %s. Something else undoes it, such as an event trigger; end that, or exclude the object."
            .formatted(plan.hash(), Names.some(Names.changed(plan))));
  }

  private static String forbidden(List<Finding> errors) {
    return errors.stream().map(e -> "%s, %s: %s%s".formatted(e.rule(), e.object(), e.message(), facts(e))).collect(Collectors.joining(" "))
        + " Change the desired SQL, or give the rule another severity in policy.lint.";
  }

  private static String facts(Finding finding) {
    return finding.facts().isEmpty()
        ? ""
        : finding.facts().entrySet().stream().sorted(Map.Entry.comparingByKey()).map(f -> f.getKey() + " " + f.getValue()).collect(Collectors.joining(", ", " (", ")"));
  }

  private static String what(Plan plan) {
    var destructive = plan.statements().stream().filter(s -> s.destructive()).map(s -> Names.of(s.object())).distinct().toList();
    return destructive.isEmpty()
        ? "%s, about %s".formatted(count(plan), Names.some(Names.changed(plan)))
        : "%s, destructive for %s".formatted(count(plan), Names.some(destructive));
  }

  static String count(Plan plan) {
    return plan.statements().size() == 1 ? "1 statement" : plan.statements().size() + " statements";
  }
}
