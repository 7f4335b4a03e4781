package dev.sluice.local.benchmark;

import java.time.Duration;

/** Fixed times of waiting, in which nothing is measured. */
final class Settling {
  private Settling() {}

  /** A fresh provider is done with what it does once. */
  static void afterStart() {
    sleep(Duration.ofSeconds(3));
  }

  /** Counters that are written late (statistics of sessions, the audit log, events) are written. */
  static void counters() {
    sleep(Duration.ofSeconds(2));
  }

  static void sleep(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
