package dev.sluice.controller.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {

  @ParameterizedTest
  @CsvSource({
    "0, PT0S", "0s, PT0S", "10s, PT10S", "1h30m, PT1H30M", "250ms, PT0.25S", "1.5h, PT1H30M", "1us, PT0.000001S", "1µs, PT0.000001S", "5ns, PT0.000000005S",
    "1h1m1s1ms, PT1H1M1.001S", "168h, PT168H",
  })
  void whatGoWritesIsRead(String text, Duration expected) {
    assertThat(GoDuration.parse(text)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "10", "-1s", "+1s", "1 s", "s", "1.s", ".5s", "1d", "1w", "1h 1m", "PT1S", "1e3s", "1,5s", "١s"})
  void anythingElseIsNoDuration(String text) {
    assertThat(GoDuration.parse(text)).isEmpty();
  }

  @Test
  void aLongOneDoesNotOverflow() {
    assertThat(GoDuration.parse("9".repeat(300) + "h")).hasValueSatisfying(d -> assertThat(d).isPositive());
    assertThat(GoDuration.parse(null)).isEmpty();
  }
}
