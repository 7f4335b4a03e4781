package dev.sluice.local.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DistributionTest {
  @Test
  void percentilesAreValuesThatWereMeasured() {
    Distribution hundred = new Distribution(IntStream.rangeClosed(1, 100).mapToObj(Duration::ofMillis).toList().reversed());

    assertThat(hundred.median()).hasMillis(50);
    assertThat(hundred.percentile(0.95)).hasMillis(95);
    assertThat(hundred.shortest()).hasMillis(1);
    assertThat(hundred.longest()).hasMillis(100);
    assertThat(hundred.range()).isEqualTo("0.001-0.100");
  }

  @Test
  void ratiosCompareMedians() {
    assertThat(of(90, 20, 10).ratioTo(of(8, 1, 90))).isEqualTo("2.5 x");
  }

  @Test
  void nothingMeasuredIsNoDistribution() {
    assertThatThrownBy(() -> new Distribution(List.of())).hasMessageContaining("nothing was measured");
  }

  private static Distribution of(int... millis) {
    return new Distribution(IntStream.of(millis).mapToObj(Duration::ofMillis).toList());
  }
}
