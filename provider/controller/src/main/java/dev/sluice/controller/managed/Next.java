package dev.sluice.controller.managed;

import java.time.Duration;
import java.util.Optional;

/** When to look again; empty: when something changes. */
record Next(Optional<Duration> after) {
  static final Next ON_CHANGE = new Next(Optional.empty());

  static Next in(Duration pause) {
    return new Next(Optional.of(pause));
  }
}
