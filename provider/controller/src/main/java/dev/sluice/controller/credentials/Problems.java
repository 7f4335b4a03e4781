package dev.sluice.controller.credentials;

import dev.sluice.controller.reference.ObjectKey;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import java.util.Optional;

/** What can be wrong with credentials, as failures. */
final class Problems {
  private Problems() {}

  /** Whatever is missing may still be applied: it is waited for. */
  static EngineException missing(String reason, String message) {
    return new EngineException(new Failure.Transient(reason, message, Optional.empty()));
  }

  static EngineException invalid(ObjectKey config, String what) {
    return new EngineException(
        new Failure.Permanent("InvalidProviderConfig", config + ": " + what + ".", Optional.empty()));
  }

  /** For a person to mend, where that may go unnoticed: it is tried again. */
  static EngineException notAllowedYet(ObjectKey config, String what) {
    return new EngineException(new Failure.MissingRight("NotAllowed", config + ": " + what + ".", Optional.empty()));
  }

  static EngineException notAllowed(ObjectKey config, String what) {
    return new EngineException(new Failure.Permanent("NotAllowed", config + ": " + what + ".", Optional.empty()));
  }
}
