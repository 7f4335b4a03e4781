package dev.sluice.local.controlplane;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The real kubectl, as one user of one cluster.
 *
 * @param cache a folder for kubectl's discovery cache, so that the user's own is left alone
 * @param deadline a call that takes longer is killed
 */
public record Kubectl(Path program, Path kubeconfig, Path cache, Duration deadline) {
  public Kubectl {
    requireNonNull(program, "program is null");
    requireNonNull(kubeconfig, "kubeconfig is null");
    requireNonNull(cache, "cache is null");
    requireNonNull(deadline, "deadline is null");
  }

  /** What a call did. {@code arguments} are those of the call, for messages. */
  public record Result(List<String> arguments, int exitCode, String stdout, String stderr) {
    public Result {
      arguments = List.copyOf(arguments);
      requireNonNull(stdout, "stdout is null");
      requireNonNull(stderr, "stderr is null");
    }

    public boolean succeeded() {
      return exitCode == 0;
    }

    /**
     * @throws IllegalStateException with kubectl's message if the call failed
     */
    public Result orThrow() {
      if (!succeeded()) {
        throw new IllegalStateException("kubectl " + String.join(" ", arguments) + " ended with code " + exitCode
            + ": " + (stderr.isBlank() ? stdout : stderr).strip());
      }
      return this;
    }
  }

  public Kubectl as(Path otherKubeconfig) {
    return new Kubectl(program, otherKubeconfig, cache, deadline);
  }

  public Kubectl within(Duration otherDeadline) {
    return new Kubectl(program, kubeconfig, cache, otherDeadline);
  }

  public Result run(String... arguments) {
    return runWithInput("", arguments);
  }

  /**
   * @param input what kubectl reads from its standard input, such as with {@code apply -f -}
   * @throws IllegalStateException if the deadline passes
   */
  public Result runWithInput(String input, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    builder.environment().put("KUBECACHEDIR", cache.toString());
    try {
      Process process = builder.start();
      // On threads of their own: the common pool may have a single one, which others in this JVM need meanwhile.
      CompletableFuture<String> stdout = reading(process.getInputStream());
      CompletableFuture<String> stderr = reading(process.getErrorStream());
      write(process.getOutputStream(), input);
      if (!process.waitFor(deadline)) {
        process.destroyForcibly();
        throw new IllegalStateException("kubectl " + String.join(" ", arguments) + " took longer than "
            + deadline.toSeconds() + " s");
      }
      return new Result(List.of(arguments), process.exitValue(), stdout.join(), stderr.join());
    } catch (IOException e) {
      throw new UncheckedIOException("kubectl can't be started: " + program, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in kubectl " + String.join(" ", arguments), e);
    }
  }

  private static void write(OutputStream stdin, String input) {
    try (stdin) {
      stdin.write(input.getBytes(UTF_8));
    } catch (IOException closedEarly) {
      // kubectl ended without reading all; its exit code and message tell why.
    }
  }

  private static CompletableFuture<String> reading(InputStream stream) {
    return CompletableFuture.supplyAsync(() -> read(stream), task -> Thread.ofVirtual().start(task));
  }

  private static String read(InputStream stream) {
    try (stream) {
      return new String(stream.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
