package dev.sluice.local.helm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.sluice.local.binary.Binaries;
import dev.sluice.local.binary.BinaryFolder;
import dev.sluice.local.binary.GoBuild;
import dev.sluice.local.binary.LockedSource;
import dev.sluice.local.platform.CacheFolder;
import dev.sluice.local.platform.Platform;
import dev.sluice.local.process.WorkFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The real Helm, as one user of one cluster; built once into the user's cache, in about two minutes on two cores. Its settings and
 * caches are its own, and go with {@link #close}.
 */
public final class Helm implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofMinutes(5);

  private final Path program;
  private final Path kubeconfig;
  private final WorkFolder home = WorkFolder.temporary("helm");

  private Helm(Path program, Path kubeconfig) {
    this.program = requireNonNull(program, "program is null");
    this.kubeconfig = requireNonNull(kubeconfig, "kubeconfig is null");
  }

  /** Why it can't be had; empty where it can. Builds nothing. */
  public static Optional<String> missing() {
    return cached().find(HelmProgram.HELM).isPresent() || GoBuild.isPossible() ? Optional.empty() : Optional.of(
        "Helm is built from its Go module, and there is no Go: install Go 1.26 or newer (https://go.dev/dl)");
  }

  /**
   * @param progress gets a line at least every ten seconds while it is built
   * @throws IllegalStateException where there is no Go to build it
   */
  public static Helm of(Path kubeconfig, Consumer<String> progress) {
    Path folder = folder();
    Path program = new Binaries(List.of(cached(),
            new LockedSource(cached(), folder.resolve("lock"), progress, List.of(new GoBuild(folder, progress)))))
        .find(HelmProgram.HELM)
        .orElseThrow(() -> new IllegalStateException(missing().orElse("Helm can't be built")));
    return new Helm(program, kubeconfig);
  }

  /**
   * @return what it prints
   * @throws IllegalStateException with its message if it fails, or takes longer than five minutes
   */
  public String run(String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    Path output = home.path().resolve("output");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    for (String folder : List.of("HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HELM_DATA_HOME")) {
      builder.environment().put(folder, home.path().resolve(folder).toString());
    }
    String call = "helm " + String.join(" ", arguments);
    try {
      Process process = builder.start();
      if (!process.waitFor(DEADLINE)) {
        process.destroyForcibly();
        throw new IllegalStateException(call + " took longer than " + DEADLINE.toSeconds() + " s");
      }
      String said = Files.readString(output, UTF_8);
      if (process.exitValue() != 0) {
        throw new IllegalStateException(call + " ended with code " + process.exitValue() + ": " + said.strip());
      }
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException("Helm can't be started: " + program, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in " + call, e);
    }
  }

  @Override
  public void close() {
    home.close();
  }

  private static Path folder() {
    return CacheFolder.ofUser().resolve("helm/" + Platform.current());
  }

  private static BinaryFolder cached() {
    return new BinaryFolder(folder());
  }
}
