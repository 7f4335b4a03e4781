package dev.sluice.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DesiredFilesTest {

  @Test
  void onlyWhatEndsInSqlIsAFile() {
    assertThat(DesiredFiles.among(Map.of("a.sql", "x", "README.md", "y", "b.sql.bak", "z", "c.SQL", "w"))).containsExactlyEntriesOf(Map.of("a.sql", "x"));
  }
}
