package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.provider.ProviderProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The provider as its image runs it (package/runtime-image.sh), within the memory of package/standalone: the same flags,
 * and a cache of compiled classes made by the same training run. Only the Java runtime is this machine's whole JDK.
 *
 * @param work where the cache and the logs lie
 */
record ProviderImage(String classPath, Path work) {
  /** A test holds these against the two files. */
  static final String MEMORY_LIMIT = "256";
  static final List<String> FLAGS = List.of(
      "-XX:+UseSerialGC",
      "-XX:+UseCompactObjectHeaders",
      "-XX:TieredStopAtLevel=1",
      "-XX:MaxRAMPercentage=25",
      "-XX:MinRAMPercentage=25",
      "-XX:-UsePerfData",
      "-XX:+ExitOnOutOfMemoryError",
      "--enable-native-access=ALL-UNNAMED");

  private static final String MAIN = "dev.sluice.controller.runtime.Main";
  private static final Pattern COMPLAINT = Pattern.compile("^\\S+ (WARN|ERROR) ");
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration TRAINING = Duration.ofMinutes(5);

  ProviderImage {
    requireNonNull(classPath, "classPath is null");
    requireNonNull(work, "work is null");
  }

  /**
   * Makes the cache, which takes some seconds.
   *
   * @param libraries the folder with all jars
   */
  static ProviderImage prepare(Path libraries, Path work) {
    ProviderImage image = new ProviderImage(jars(libraries), work);
    image.train();
    return image;
  }

  /** Such as for the report: heap and flags. */
  static String describe() {
    return "`-XX:MaxRAM=" + MEMORY_LIMIT + "m " + String.join(" ", FLAGS) + "`, AOT cache";
  }

  /** Doesn't wait until it is ready. */
  ProviderProcess launch(Path kubeconfig, List<String> arguments) {
    return ProviderProcess.builder(classPath, kubeconfig)
        .workFolder(work)
        .jvmFlags(flags("-XX:AOTCache=" + cache()).toArray(String[]::new))
        .arguments(arguments.toArray(String[]::new))
        .start();
  }

  /** The same process, once it is ready; ended if it doesn't get there. */
  static ProviderProcess awaitReady(ProviderProcess provider) {
    try {
      provider.awaitReady(START);
      return provider;
    } catch (RuntimeException e) {
      provider.close();
      throw e;
    }
  }

  Path log() {
    return work.resolve("provider.log");
  }

  long complaints() {
    try (Stream<String> lines = Files.lines(log())) {
      return lines.filter(line -> COMPLAINT.matcher(line).find()).count();
    } catch (IOException neverStarted) {
      return 0;
    }
  }

  private void train() {
    List<String> line = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    line.addAll(flags("-XX:AOTCacheOutput=" + cache()));
    line.addAll(List.of("-cp", classPath, MAIN, "--train"));
    try {
      Files.createDirectories(work);
      Process training = new ProcessBuilder(line).redirectErrorStream(true).directory(work.toFile())
          .redirectOutput(work.resolve("training.log").toFile()).start();
      if (!training.waitFor(TRAINING.toSeconds(), TimeUnit.SECONDS)) {
        training.destroyForcibly();
        throw new IllegalStateException("the training run of the provider doesn't end: " + work.resolve("training.log"));
      }
      if (training.exitValue() != 0 || !Files.exists(cache())) {
        throw new IllegalStateException("the training run of the provider failed: " + work.resolve("training.log"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the provider can't be trained", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in the training run", e);
    }
  }

  /** Of the heap's size the container's memory is the measure; here it must be said. */
  private static List<String> flags(String last) {
    return Stream.concat(Stream.of("-XX:MaxRAM=" + MEMORY_LIMIT + "m"), Stream.concat(FLAGS.stream(), Stream.of(last))).toList();
  }

  private Path cache() {
    return work.resolve("app.aot");
  }

  static String jars(Path libraries) {
    // The cache is good for one class path in one order.
    try (Stream<Path> files = Files.list(libraries)) {
      return files.filter(file -> file.toString().endsWith(".jar"))
          .map(Path::toString)
          .sorted()
          .collect(Collectors.joining(":"));
    } catch (IOException e) {
      throw new UncheckedIOException("no jars in " + libraries + ": run mvn package first", e);
    }
  }
}
