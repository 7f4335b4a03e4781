package dev.sluice.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.local.platform.Deadline;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No server outlives its JVM, however that one ends. */
class LeftoversIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  private record Owned(Process owner, long child, Path folder) {
    boolean childRuns() {
      return ProcessHandle.of(child).filter(ProcessIdentity::runs).isPresent();
    }
  }

  @TempDir
  private Path folder;

  @Test
  void aJvmThatIsAskedToEndTakesItsProcessesAlong() throws IOException {
    Owned owned = start(folder.toString());
    owned.owner().destroy();

    assertThat(Deadline.in(SOON).await(() -> !owned.childRuns())).isTrue();
  }

  @Test
  void whatAKilledJvmLeftInAFolderIsEndedByTheNextThatUsesIt() throws IOException, InterruptedException {
    Owned owned = start(folder.toString());
    owned.owner().destroyForcibly().waitFor();
    assertThat(owned.childRuns()).isTrue();

    WorkFolder.emptied(folder);

    assertThat(owned.childRuns()).isFalse();
    assertThat(folder.resolve("child.pid")).doesNotExist();
  }

  @Test
  void whatAKilledJvmLeftInATemporaryFolderIsEndedByAnyLaterOne() throws IOException, InterruptedException {
    Owned owned = start();
    owned.owner().destroyForcibly().waitFor();
    assertThat(owned.childRuns()).isTrue();

    try (WorkFolder later = WorkFolder.temporary("later")) {
      assertThat(owned.childRuns()).isFalse();
      assertThat(owned.folder()).doesNotExist();
      assertThat(later.path()).isDirectory();
    }
  }

  @Test
  void aFolderOfALivingJvmIsRefused() throws IOException, InterruptedException {
    Owned owned = start(folder.toString());

    assertThatThrownBy(() -> WorkFolder.emptied(folder)).hasMessageContaining("in use by process " + owned.owner().pid());

    assertThat(owned.childRuns()).isTrue();
    owned.owner().destroy();
    owned.owner().waitFor();
  }

  @Test
  void aPidThatNowBelongsToAnotherProcessIsLeftAlone() {
    ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current());

    assertThat(self.find()).isPresent();
    assertThat(new ProcessIdentity(self.pid(), self.start().minusSeconds(60)).find()).isEmpty();
  }

  private static Owned start(String... arguments) throws IOException {
    List<String> line = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp", System.getProperty("java.class.path"), Owner.class.getName()));
    line.addAll(List.of(arguments));
    Process owner = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader output = owner.inputReader();
    String[] said = output.readLine().split(" ");
    return new Owned(owner, Long.parseLong(said[0]), Path.of(said[1]));
  }
}
