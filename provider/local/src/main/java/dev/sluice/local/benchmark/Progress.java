package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

import java.io.PrintStream;
import java.time.Duration;

/**
 * What the user sees while it runs: one line per step, each with the time since the start.
 */
final class Progress {
  private static final int SECONDS = 60;

  private final PrintStream out;
  private final long started = System.nanoTime();
  private volatile boolean over;

  Progress(PrintStream out) {
    this.out = requireNonNull(out, "out is null");
  }

  /** Silence from now on: what fails while everything is being ended is no news. */
  void end() {
    over = true;
  }

  void say(String step) {
    if (over) {
      return;
    }
    long seconds = Duration.ofNanos(System.nanoTime() - started).toSeconds();
    out.printf("[%2d:%02d] %s%n", seconds / SECONDS, seconds % SECONDS, step);
    out.flush();
  }
}
