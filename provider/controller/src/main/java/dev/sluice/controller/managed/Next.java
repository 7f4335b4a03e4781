package dev.sluice.controller.managed;

import java.time.Duration;
import java.util.Optional;

/** When to look again; empty: when something changes. */
record Next(Optional<Duration> after) {
  static final Next ON_CHANGE = new Next(Optional.empty());

  /** The same, or sooner. */
  Next atMost(Duration pause) {
    var sooner = pause.isNegative() ? Duration.ZERO : pause;
    return after.filter(usual -> usual.compareTo(sooner) <= 0).isPresent() ? this : in(sooner.plusMillis(1));
  }

  static Next in(Duration pause) {
    return new Next(Optional.of(pause));
  }
}
