package dev.sluice.local.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.local.benchmark.product.MeasuredEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

    ResultsFile.of(file, MeasuredEngine.POSTGRESQL).write("first");
    ResultsFile.of(file, MeasuredEngine.POSTGRESQL).write("second");

    assertThat(Files.readString(file)).startsWith("# Benchmarks\n").contains("second").doesNotContain("first");
  }

  @Test
  void anotherEnginesFileSaysHowItIsMade(@TempDir Path folder) throws Exception {
    Path file = folder.resolve(MeasuredEngine.MARIADB.results().getFileName());

    ResultsFile.of(file, MeasuredEngine.MARIADB).write("figures");

    assertThat(file).hasFileName("benchmarks-mariadb.md");
    assertThat(Files.readString(file)).startsWith("# Benchmarks: MariaDB\n").contains("--engine mariadb").contains("figures");
  }

  @ParameterizedTest
  @EnumSource(MeasuredEngine.class)
  void theDocumentOfEachEngineIsThereAndPostgreSqlsNamesIt(MeasuredEngine engine) throws Exception {
    Path root = Path.of("../..");

    assertThat(Files.readString(root.resolve(engine.results()))).contains(ResultsFile.BEGIN).contains(ResultsFile.END);
    if (engine != MeasuredEngine.POSTGRESQL) {
      String before = Files.readString(root.resolve(MeasuredEngine.POSTGRESQL.results())).split(ResultsFile.BEGIN)[0];
      assertThat(before).contains("[" + engine.id() + "](" + engine.results().getFileName() + ")");
    }
  }
}
