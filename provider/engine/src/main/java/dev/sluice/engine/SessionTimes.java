package dev.sluice.engine;

import java.time.Duration;

/**
 * The patience of {@link BoundedSessions}.
 *
 * @param place how long a thread waits for a place
 * @param idle after which an unused session closes
 * @param trusted for how long an unused session is taken for alive without asking
 * @param validation how long to wait for a sign of life
 * @param firstPause without any attempt after a failed one; doubles with each
 * @param longestPause at most
 * @param probe how long others wait for the outcome of the first attempt after a pause
 */
record SessionTimes(
    Duration place,
    Duration idle,
    Duration trusted,
    Duration validation,
    Duration firstPause,
    Duration longestPause,
    Duration probe) {
  static final SessionTimes DEFAULT =
      new SessionTimes(
          Duration.ofSeconds(60),
          Duration.ofSeconds(3),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofMillis(500),
          Duration.ofSeconds(5),
          Duration.ofMillis(250));
}
