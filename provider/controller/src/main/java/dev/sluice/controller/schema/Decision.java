package dev.sluice.controller.schema;

import dev.sluice.engine.schema.Problem;
import java.util.List;
import java.util.Objects;

/** What becomes of a plan. */
sealed interface Decision {

  /** There is nothing to do. */
  record InSync() implements Decision {}

  /** It can't be had. */
  record Refused(List<Problem> why) implements Decision {}

  /** Rules stand in its way. */
  record Forbidden(List<Finding> errors) implements Decision {}

  /** What differs was changed behind our back, and is left as it is. */
  record Tolerated() implements Decision {}

  /** @param missing the management policy that would allow it */
  record Withheld(String missing) implements Decision {}

  /** A person has to say yes. */
  record NeedsApproval() implements Decision {}

  /** It is applied. */
  record Go(Approval approval) implements Decision {
    public Go {
      Objects.requireNonNull(approval, "approval");
    }
  }

  /** By what. */
  enum Approval {
    NotNeeded,
    Spec,
    Annotation
  }
}
