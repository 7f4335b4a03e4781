package dev.sluice.local.process;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.platform.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A server that runs as a child process and never outlives its owner: it ends at {@link #close}, with the JVM, and,
 * if the JVM was killed, when the same name starts in the same folder again. All its output goes to one log file.
 */
public final class LocalProcess implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final int TAIL_LINES = 15;

  private final ProcessCommand command;
  private final Process process;
  private final Path pidFile;
  private final Thread shutdownHook;

  private LocalProcess(ProcessCommand command, Process process, Path pidFile) {
    this.command = requireNonNull(command, "command is null");
    this.process = requireNonNull(process, "process is null");
    this.pidFile = requireNonNull(pidFile, "pidFile is null");
    this.shutdownHook = new Thread(this::end, "end-" + command.name());
  }

  /**
   * @throws UncheckedIOException if the program can't be executed
   */
  public static LocalProcess start(ProcessCommand command) {
    Path pidFile = command.folder().resolve(command.name() + ".pid");
    try {
      Files.createDirectories(command.folder());
      ProcessIdentity.read(pidFile).flatMap(ProcessIdentity::find).ifPresent(LocalProcess::endLeftover);
      ProcessBuilder builder = new ProcessBuilder(command.line())
          .directory(command.folder().toFile())
          .redirectErrorStream(true)
          .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
          .redirectOutput(ProcessBuilder.Redirect.appendTo(command.log().toFile()));
      builder.environment().putAll(command.environment());
      Process process = builder.start();
      ProcessIdentity.of(process.toHandle()).write(pidFile);
      LocalProcess started = new LocalProcess(command, process, pidFile);
      Runtime.getRuntime().addShutdownHook(started.shutdownHook);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(command.name() + " can't be started: " + e.getMessage(), e);
    }
  }

  /**
   * @throws IllegalStateException with the end of the log, when the process ends or the time passes before it is ready
   */
  public void awaitReady(Duration timeout, BooleanSupplier ready) {
    awaitReady(timeout, ready, () -> "");
  }

  /**
   * As {@link #awaitReady(Duration, BooleanSupplier)}.
   *
   * @param state what the process says of itself, asked when the time has passed; may be blank
   */
  public void awaitReady(Duration timeout, BooleanSupplier ready, Supplier<String> state) {
    boolean reached = Deadline.in(timeout).await(() -> !process.isAlive() || ready.getAsBoolean());
    if (!process.isAlive()) {
      throw new IllegalStateException(command.name() + " ended with code " + process.exitValue()
          + " before it was ready; the end of " + command.log() + ":\n" + logTail());
    }
    if (!reached) {
      throw new IllegalStateException(command.name() + " was not ready within " + timeout.toSeconds()
          + " s" + state.get() + "; the end of " + command.log() + ":\n" + logTail());
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public Path log() {
    return command.log();
  }

  /** Asks the process to end and waits; kills it when it takes longer than the time given. */
  public void stop(Duration grace) {
    stop(command.stopSignal(), grace);
  }

  /** As {@link #stop(Duration)}, by another signal. */
  public void stop(String signal, Duration grace) {
    signal(signal);
    if (!awaitExit(grace)) {
      process.destroyForcibly();
      awaitExit(GRACE);
    }
    released();
  }

  /** SIGKILL, and waits until the process is gone. */
  public void kill() {
    process.destroyForcibly();
    awaitExit(GRACE);
    released();
  }

  /** Sends a signal by its name without SIG, such as {@code STOP}; nothing happens once the process has ended. */
  public void signal(String name) {
    if (!process.isAlive()) {
      return;
    }
    try {
      // Java itself knows only TERM and KILL; PostgreSQL's fast shutdown is INT.
      new ProcessBuilder("kill", "-s", name, Long.toString(process.pid()))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      process.destroy();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroy();
    }
  }

  /** The exit code; empty while the process runs after the time given. */
  public OptionalInt awaitExitCode(Duration timeout) {
    return awaitExit(timeout) ? OptionalInt.of(process.exitValue()) : OptionalInt.empty();
  }

  @Override
  public void close() {
    stop(GRACE);
  }

  private void end() {
    signal(command.stopSignal());
    if (!awaitExit(GRACE)) {
      process.destroyForcibly();
    }
  }

  private boolean awaitExit(Duration timeout) {
    try {
      return process.waitFor(timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return !process.isAlive();
    }
  }

  private void released() {
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException alreadyShuttingDown) {
      // The hook runs by itself then.
    }
    try {
      Files.deleteIfExists(pidFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String logTail() {
    try (var lines = Files.lines(command.log())) {
      List<String> all = lines.toList();
      return String.join("\n", all.subList(Math.max(0, all.size() - TAIL_LINES), all.size()));
    } catch (IOException | UncheckedIOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }

  static void endLeftover(ProcessHandle leftover) {
    leftover.descendants().forEach(ProcessHandle::destroyForcibly);
    leftover.destroyForcibly();
    Deadline.in(GRACE).await(() -> !ProcessIdentity.runs(leftover));
  }
}
