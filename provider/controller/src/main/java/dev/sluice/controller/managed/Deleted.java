package dev.sluice.controller.managed;

import java.util.Objects;

/** How far a deletion came. */
public sealed interface Deleted {
  Deleted GONE = new Done("Successfully deleted the external resource.");
  Deleted LEFT = new Done("Nothing was to be deleted on the server.");

  /** @param message for the event */
  record Done(String message) implements Deleted {
    public Done {
      Objects.requireNonNull(message, "message");
    }
  }

  /** @param message what is waited for, for the status */
  record Waiting(String message) implements Deleted {
    public Waiting {
      Objects.requireNonNull(message, "message");
    }
  }
}
