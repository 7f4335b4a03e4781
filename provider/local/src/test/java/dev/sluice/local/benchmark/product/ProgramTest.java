package dev.sluice.local.benchmark.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {
  @Test
  void oneThatFailsIsNoMeasurement() {
    Program shell = Program.onPath("sh").orElseThrow();

    assertThat(shell.run(List.of("-c", "test \"$NAME\" = value"), Map.of("NAME", "value"))).isPositive();
    assertThatThrownBy(() -> shell.run(List.of("-c", "echo why >&2; exit 3"), Map.of()))
        .hasMessage("sh ended with code 3: why");
  }

  @Test
  void oneThatIsNotThereIsNotFound() {
    assertThat(Program.onPath("no-such-program-anywhere")).isEmpty();
  }

  @Test
  void aSemicolonAtTheEndOfALineEndsAStatement(@TempDir Path folder) throws Exception {
    Path one = Files.writeString(folder.resolve("one.sql"), "CREATE TABLE a (\n  b int\n);\nINSERT INTO a VALUES (1), (2);\n");
    Path two = Files.writeString(folder.resolve("two.sql"), "INSERT INTO a VALUES (';');\n\n");

    assertThat(PlainFiles.statements(List.of(one, two)))
        .containsExactly("CREATE TABLE a (\n  b int\n)", "INSERT INTO a VALUES (1), (2)", "INSERT INTO a VALUES (';')");
  }
}
