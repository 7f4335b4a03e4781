package dev.sluice.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A {@link CrashingProvider} at work. */
record ProviderProcess(Process process) {

  /** @param stopAt at which statement of the run to stop, from 1; 0: at none */
  static ProviderProcess start(TestDatabase database, Designs designs, Path folder, int stopAt) throws IOException {
    for (var file : designs.design().files().files().entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
    var command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp",
                System.getProperty("java.class.path"), CrashingProvider.class.getName(), database.name(), folder.toString(),
                Integer.toString(stopAt)));
    command.addAll(database.product().arguments());
    return new ProviderProcess(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
  }

  void untilStopped() throws IOException {
    try (var output = process.inputReader()) {
      assertThat(output.readLine()).isEqualTo("stopped");
    }
  }

  /** As by {@code kill -9}. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
