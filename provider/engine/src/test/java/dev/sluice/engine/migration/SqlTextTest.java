package dev.sluice.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SqlTextTest {

  @Test
  void passesOverWhatComesBeforeTheStatement() {
    assertThat(SqlText.withoutLeadingComments(" \n-- one\n/* two /* nested */ */ SELECT 1 -- x")).isEqualTo("SELECT 1 -- x");
    assertThat(SqlText.withoutLeadingComments("-- only")).isEmpty();
    assertThat(SqlText.withoutLeadingComments("/* open")).isEmpty();
  }

  @Test
  void theHeadIsOneLineWithoutComments() {
    assertThat(SqlText.head("/* a */ CREATE /* b */\n  INDEX -- c\n\tCONCURRENTLY i")).isEqualTo("CREATE INDEX CONCURRENTLY i");
    assertThat(SqlText.head("SELECT 1--")).isEqualTo("SELECT 1");
    assertThat(SqlText.head("x".repeat(100_000))).hasSizeLessThan(1000);
  }
}
