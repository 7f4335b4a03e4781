package dev.sluice.local.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsFileTest {
  @Test
  void onlyWhatStandsBetweenTheCommentsIsReplaced() {
    String text = "# Mine\n\n" + ResultsFile.BEGIN + "\nold\n" + ResultsFile.END + "\n\nAlso mine.\n";

    assertThat(ResultsFile.merged(text, "new"))
        .isEqualTo("# Mine\n\n" + ResultsFile.BEGIN + "\nnew\n" + ResultsFile.END + "\n\nAlso mine.\n");
  }

  @Test
  void withoutCommentsTheResultsComeLast() {
    assertThat(ResultsFile.merged("# Mine\n", "new"))
        .isEqualTo("# Mine\n\n" + ResultsFile.BEGIN + "\nnew\n" + ResultsFile.END + "\n");
  }

  @Test
  void aMissingFileIsBegunWithAHeading(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("docs/benchmarks.md");

    new ResultsFile(file).write("first");
    new ResultsFile(file).write("second");

    assertThat(Files.readString(file)).startsWith("# Benchmarks").contains("second").doesNotContain("first");
  }
}
