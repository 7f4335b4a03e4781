package dev.sluice.local.quickstart;

import static java.util.Objects.requireNonNull;

import java.io.PrintStream;
import java.time.Duration;

/**
 * What the user reads: one line per step, each with the seconds since the start.
 */
final class Steps {
  private final PrintStream out;
  private final long started = System.nanoTime();

  Steps(PrintStream out) {
    this.out = requireNonNull(out, "out is null");
  }

  void say(String step) {
    double seconds = Duration.ofNanos(System.nanoTime() - started).toMillis() / 1000.0;
    out.printf("[%5.1f s] %s%n", seconds, step);
    out.flush();
  }

  /** Text of several lines, indented below its step. */
  void show(String text) {
    out.println();
    text.lines().forEach(line -> out.println("    " + line));
    out.println();
    out.flush();
  }
}
