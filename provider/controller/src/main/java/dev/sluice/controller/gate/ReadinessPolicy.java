package dev.sluice.controller.gate;

import java.util.Optional;

/** What becomes of a readiness gate that is True once, by the pod's annotation {@value #ANNOTATION}. */
enum ReadinessPolicy {
  /** It stays so. The default. */
  ONCE,

  /** It is cleared again where the status says that less is applied than the pod requires, as after a restore. */
  FOLLOW;

  static final String ANNOTATION = "sluice.dev/readiness-policy";

  /** Empty where the annotation says neither. */
  static Optional<ReadinessPolicy> of(Optional<String> annotation) {
    return switch (annotation.map(String::strip).orElse("Once")) {
      case "Once" -> Optional.of(ONCE);
      case "Follow" -> Optional.of(FOLLOW);
      default -> Optional.empty();
    };
  }
}
