package dev.sluice.controller.role;

import dev.sluice.api.role.RoleParameters;
import dev.sluice.controller.runtime.GoDuration;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** When a password is replaced, and whose comes next. */
record Rotation(Duration interval, boolean alternates) {

  /** Empty where passwords stay. */
  static Optional<Rotation> of(RoleParameters wanted) {
    return Optional.ofNullable(wanted.rotation()).filter(rotation -> wanted.logsIn() && wanted.passwordSecretRef() == null).map(rotation -> {
      var interval = GoDuration.parse(rotation.interval()).filter(Duration::isPositive).orElseThrow(() -> new EngineException(
          new Failure.Permanent(
              Reasons.INVALID_SPEC, "spec.forProvider.rotation.interval is %s; write a duration such as 720h.".formatted(rotation.interval()), Optional.empty())));
      return new Rotation(interval, rotation.alternates());
    });
  }

  /** @param turned when the present password was made, where that is known */
  boolean isDue(String role, Credential present, Optional<Instant> turned, Instant now) {
    var itself = present.username().equals(role);
    return alternates && itself || turned.isEmpty() || !turned.get().plus(interval).isAfter(now);
  }

  /**
   * Whose password is made next.
   *
   * @param logins those that take turns
   */
  String next(List<String> logins, String present) {
    if (!alternates) {
      return present;
    }
    return present.equals(logins.getFirst()) ? logins.getLast() : logins.getFirst();
  }
}
