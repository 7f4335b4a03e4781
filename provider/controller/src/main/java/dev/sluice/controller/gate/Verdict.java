package dev.sluice.controller.gate;

import dev.sluice.controller.reference.ObjectKey;
import java.util.Objects;
import java.util.Set;

/** Whether a pod may go. */
sealed interface Verdict {

  /** @param message what is applied */
  record Met(String message) implements Verdict {}

  /**
   * @param message what is lacking, and what to do where a person must
   * @param asked whether it follows from what the status of its objects says; else nothing is known of them
   * @param lacking the objects that have not applied enough
   */
  record Waits(GateReason reason, String message, boolean asked, Set<ObjectKey> lacking) implements Verdict {
    public Waits {
      Objects.requireNonNull(reason, "reason");
      lacking = Set.copyOf(lacking);
    }
  }
}
