package dev.sluice.controller.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObservationsTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0 B", "7, 7 B", "12, 12 B", "994, 990 B", "996, 1 kB", "1000, 1 kB", "7654321, 8 MB", "8012345, 8 MB", "12345678, 12 MB", "123456789, 120 MB",
    "999999999, 1 GB", "9223372036854775807, 9200 PB",
  })
  void sizesHaveTwoDigits(long bytes, String size) {
    assertThat(Observations.rounded(bytes)).isEqualTo(size);
  }
}
