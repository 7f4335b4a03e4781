package dev.sluice.local.binary;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.process.WorkFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Builds a program from its pinned Go module, for networks that reach package registries only. About six minutes for
 * an API server on two cores, once.
 */
public record GoBuild(Path cache, Consumer<String> progress) implements BinarySource {
  private static final Duration PROGRESS = Duration.ofSeconds(10);
  private static final int TAIL_LINES = 8;

  public GoBuild {
    requireNonNull(cache, "cache is null");
    requireNonNull(progress, "progress is null");
  }

  @Override
  public Optional<Path> find(GoProgram binary) {
    if (!isPossible()) {
      return Optional.empty();
    }
    progress.accept("building " + binary.program() + " with Go; this happens once and takes minutes");
    try (WorkFolder work = WorkFolder.temporary("build-" + binary.program())) {
      Path module = work.path();
      for (String file : List.of("go.mod", "go.sum")) {
        copy(binary.module() + "/" + file, module.resolve(file));
      }
      Files.createDirectories(cache);
      Path unfinished = cache.resolve(binary.program() + ".tmp");
      build(binary, module, unfinished);
      for (var folder : binary.moduleFolders().entrySet()) {
        SourceFolder.of(binary, module).copy(folder.getKey(), cache.resolve(folder.getValue()));
      }
      Path finished = cache.resolve(binary.program());
      // Another process never sees half a program.
      Files.move(unfinished, finished, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return Optional.of(finished);
    } catch (IOException e) {
      throw new UncheckedIOException(binary.program() + " can't be built into " + cache, e);
    }
  }

  private void build(GoProgram binary, Path module, Path output) throws IOException {
    String variables = binary.linkerVariables().stream().map(text -> " -X " + text).collect(Collectors.joining());
    Path log = module.resolve("build.log");
    Process build = go(module, "build", "-v", "-mod=readonly", "-buildvcs=false", "-trimpath",
            "-ldflags", "-s -w" + variables, "-o", output.toString(), binary.goPackage())
        .redirectErrorStream(true)
        .start();
    Thread killer = new Thread(build::destroy, "end-go-build");
    Runtime.getRuntime().addShutdownHook(killer);
    try {
      AtomicReference<String> last = new AtomicReference<>("compiled packages come from the build cache");
      Thread reader = Thread.ofPlatform().daemon().start(() -> collect(build.getInputStream(), log, last));
      long started = System.nanoTime();
      while (!build.waitFor(PROGRESS)) {
        progress.accept("building %s: %d s, %s".formatted(binary.program(),
            Duration.ofNanos(System.nanoTime() - started).toSeconds(), last.get()));
      }
      reader.join();
      progress.accept("building %s ended after %d s".formatted(
          binary.program(), Duration.ofNanos(System.nanoTime() - started).toSeconds()));
      Runtime.getRuntime().removeShutdownHook(killer);
    } catch (InterruptedException e) {
      build.destroy();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the build of " + binary.program() + " was interrupted", e);
    }
    if (build.exitValue() != 0) {
      throw new IllegalStateException(binary.program() + " can't be built with Go (Go 1.26 or newer and access to"
          + " Go modules are needed): " + tail(log));
    }
  }

  /** A call of Go in the folder of a module, whatever the user's own settings are. */
  static ProcessBuilder go(Path module, String... arguments) {
    List<String> command = new ArrayList<>(List.of("go"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(module.toFile());
    builder.environment().put("CGO_ENABLED", "0");
    builder.environment().put("GOWORK", "off");
    builder.environment().remove("GOFLAGS");
    return builder;
  }

  private static void collect(InputStream output, Path log, AtomicReference<String> last) {
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(output));
        var writer = Files.newBufferedWriter(log)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last.set(line.strip());
        writer.write(line);
        writer.newLine();
      }
    } catch (IOException e) {
      last.set("output lost: " + e.getMessage());
    }
  }

  private static String tail(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
  }

  private static void copy(String resource, Path target) throws IOException {
    try (InputStream in = GoBuild.class.getResourceAsStream(resource)) {
      Files.copy(requireNonNull(in, () -> "resource " + resource + " is missing"), target);
    }
  }

  /** Whether Go is installed. */
  public static boolean isPossible() {
    try {
      Process process = new ProcessBuilder("go", "version")
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
      return process.waitFor() == 0;
    } catch (IOException notFound) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
