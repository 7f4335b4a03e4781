package dev.sluice.engine.schema.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/lint.md has each rule as it is. Written anew with {@code -Dsluice.lint=write}. */
class LintPageTest {
  private static final Path PAGE = Path.of("../../docs/lint.md");
  private static final String START = "<!-- rules -->\n";

  @Test
  void thePageHasTheRules() throws IOException {
    var page = Files.readString(PAGE);
    var begin = page.substring(0, page.indexOf(START) + START.length());
    var rules = Arrays.stream(Rule.values()).map(LintPageTest::section).collect(Collectors.joining("\n", "\n", ""));
    if ("write".equals(System.getProperty("sluice.lint"))) {
      Files.writeString(PAGE, begin + rules);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(begin + rules);
  }

  private static String section(Rule rule) {
    return "## " + rule.id() + "\n\n" + String.join("\n", List.of(rule.title() + ". " + rule.explanation(), "", "Schema: " + word(rule.ofPlans()) + ". Migration: "
        + word(rule.ofMigrations()) + ". " + rule.remedy() + ".")) + "\n";
  }

  private static String word(Optional<Severity> severity) {
    return severity.map(Severity::word).orElse("not looked for");
  }
}
