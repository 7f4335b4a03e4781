package dev.sluice.controller.reference;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Objects;

/** A resource that is reconciled: which controller has it, and its name there. */
public record Primary(String controller, ResourceID id) {
  public Primary {
    Objects.requireNonNull(controller, "controller");
    Objects.requireNonNull(id, "id");
  }
}
