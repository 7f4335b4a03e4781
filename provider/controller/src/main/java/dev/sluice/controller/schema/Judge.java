package dev.sluice.controller.schema;

import dev.sluice.api.schema.SchemaObservation;
import dev.sluice.api.schema.SchemaParameters;
import dev.sluice.controller.managed.Annotations;
import dev.sluice.controller.managed.ManagementPolicy;
import dev.sluice.controller.managed.Subject;
import dev.sluice.engine.schema.Plan;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Decides about plans, by the policies of one resource as it was when it was read.
 *
 * @param inputs as in {@link Designs#inputs}
 */
record Judge(Subject<SchemaParameters, SchemaObservation> subject, Policy policy, ManagementPolicy allowed, String database, String inputs) {
  Judge {
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(policy, "policy");
    Objects.requireNonNull(allowed, "allowed");
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(inputs, "inputs");
  }

  Decision of(Plan plan) {
    if (plan.refused()) {
      return new Decision.Refused(plan.refusals());
    }
    if (plan.empty()) {
      return new Decision.InSync();
    }
    if (isDrift(plan) && policy.drift() != Policy.Drift.Correct) {
      return new Decision.Tolerated();
    }
    var errors = Lint.of(plan).stream().filter(Finding::error).toList();
    if (!errors.isEmpty()) {
      return new Decision.Forbidden(errors);
    }
    var begun = subject.observation().filter(o -> database.equals(o.database())).filter(o -> o.appliedDigest() != null || o.lastAppliedAt() != null).isPresent();
    if (!(begun ? allowed.allowsUpdate() : allowed.allowsCreate())) {
      return new Decision.Withheld(begun ? "Update" : "Create");
    }
    return approved(plan);
  }

  /** The database was as desired once, and the same is desired still. */
  boolean isDrift(Plan plan) {
    return !plan.empty() && subject.observation().filter(o -> inputs.equals(o.inputs())).isPresent();
  }

  private Decision approved(Plan plan) {
    var needed =
        switch (policy.approval()) {
          case Never -> false;
          case Destructive -> plan.destructive();
          case Always -> true;
        };
    if (!needed) {
      return new Decision.Go(Decision.Approval.NotNeeded);
    }
    if (token().filter(plan.hash()::equals).isPresent()) {
      return new Decision.Go(Decision.Approval.Annotation);
    }
    return policy.approvedPlan().filter(plan.hash()::equals).isPresent() && !isUsed(plan.hash())
        ? new Decision.Go(Decision.Approval.Spec)
        : new Decision.NeedsApproval();
  }

  /** An approval that wasn't acted on yet. */
  private Optional<String> token() {
    return subject.annotation(Annotations.APPROVE).filter(hash -> !hash.equals(subject.status().lastHandledApprove()));
  }

  // What somebody has put back since must not go a second time because of what still stands in Git.
  private boolean isUsed(String hash) {
    return subject.observation().map(SchemaObservation::history).orElse(List.of()).stream()
        .anyMatch(applied -> hash.equals(applied.plan()) && Decision.Approval.Spec.name().equals(applied.approval()));
  }
}
