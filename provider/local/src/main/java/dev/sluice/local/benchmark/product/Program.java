package dev.sluice.local.benchmark.product;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A program of this machine. */
record Program(Path path) {
  Program {
    requireNonNull(path, "path is null");
  }

  static Optional<Program> onPath(String name) {
    return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Program::new);
  }

  /** The first line of what it says of its version. */
  String version() {
    return output(command(List.of("--version"))).lines().findFirst().orElse(path.getFileName().toString());
  }

  /** From its start to its end. */
  Duration run(List<String> arguments, Map<String, String> environment) {
    ProcessBuilder builder = command(arguments);
    builder.environment().putAll(environment);
    long start = System.nanoTime();
    output(builder);
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private ProcessBuilder command(List<String> arguments) {
    List<String> line = new ArrayList<>(List.of(path.toString()));
    line.addAll(arguments);
    return new ProcessBuilder(line).redirectErrorStream(true);
  }

  private String output(ProcessBuilder builder) {
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes());
      if (process.waitFor() != 0) {
        throw new IllegalStateException(path.getFileName() + " ended with code " + process.exitValue() + ": " + output.strip());
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(path + " can't be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in " + path.getFileName(), e);
    }
  }
}
