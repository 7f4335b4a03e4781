package dev.sluice.controller.managed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff backoff = new Backoff(RandomGenerator.getDefault());

  @Test
  void eachPauseIsBetweenHalfAndTheWholeOfADoublingOneForEver() {
    for (var failure = 0; failure < 200; failure++) {
      var whole = Math.min(30_000, 500L << Math.min(failure, 20));
      assertThat(backoff.next("a")).as("failure %d", failure).isBetween(Duration.ofMillis(whole / 2), Duration.ofMillis(whole));
    }
  }

  @Test
  void aSuccessForgetsThatResourceAlone() {
    for (var i = 0; i < 10; i++) {
      backoff.next("a");
      backoff.next("b");
    }
    backoff.succeeded("a");
    assertThat(backoff.next("a")).isLessThanOrEqualTo(Duration.ofMillis(500));
    assertThat(backoff.next("b")).isGreaterThanOrEqualTo(Duration.ofSeconds(15));
  }
}
