package dev.sluice.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTest {

  @ParameterizedTest
  @CsvSource({"1,2", "1.9,1.10", "1,1.0.1", "2,10", "20260101,20260102", "1_2,1.3", "9223372036854775806,92233720368547758070"})
  void ordersByNumber(String older, String newer) {
    assertThat(Version.parse(older)).isLessThan(Version.parse(newer));
    assertThat(Version.parse(newer).isAtLeast(Version.parse(older))).isTrue();
    assertThat(Version.parse(older).isAtLeast(Version.parse(newer))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"1,1.0", "1_0,1", "01,1", "2.1.0.0,2_1"})
  void absentNumbersAreZero(String one, String other) {
    assertThat(Version.parse(one)).isEqualTo(Version.parse(other)).hasSameHashCodeAs(Version.parse(other)).isEqualByComparingTo(Version.parse(other));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "latest", "1.", ".1", "1..2", "v1", "1-2", "+1", "-1", "1 "})
  void refusesWhatIsNoVersion(String text) {
    assertThat(Version.of(text)).isEmpty();
    assertThatThrownBy(() -> Version.parse(text)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("'" + text + "'");
  }

  @Test
  void showsItselfWithDots() {
    assertThat(Version.parse("2_1")).hasToString("2.1");
  }
}
