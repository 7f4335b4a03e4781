package dev.sluice.function.gate;

import java.util.Objects;

/**
 * Why something is held.
 *
 * @param message whole sentences: the thing, the cause, and the remedy where one is needed
 */
record Obstacle(Reason reason, String message) {
  Obstacle {
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(message, "message");
  }

  /** As the condition says it. */
  enum Reason {
    /** No step asks for the Migration, or not yet. */
    NotDesired(true),
    NotCreated(false),
    BeingDeleted(true),
    /** The cluster doesn't have what is desired yet. */
    ChangeNotApplied(false),
    /** The provider hasn't looked at the change. */
    ChangeNotSeen(false),
    /** Nor is it going to before somebody lets it. */
    Paused(true),
    Migrating(false),
    /** What a source names isn't there, or isn't what the provider has read. */
    WaitingForSource(false),
    /** A Schema's plan. */
    ApprovalRequired(true),
    Failed(true),
    /** From here it can't be known which files are applied. */
    NotProvable(true);

    private final boolean needsSomebody;

    Reason(boolean needsSomebody) {
      this.needsSomebody = needsSomebody;
    }

    /** Whether waiting alone is not going to help. */
    boolean needsSomebody() {
      return needsSomebody;
    }
  }
}
