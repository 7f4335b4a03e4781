package dev.sluice.controller.run;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** When a piece of work may begin to change something, and how it is told to end. Told by reconciles, asked by the work. */
public final class Control {
  private final Clock clock;
  private final CountDownLatch announced = new CountDownLatch(1);
  private volatile Optional<Instant> stopped = Optional.empty();
  private volatile boolean cancelled;
  private volatile boolean forgotten;
  private volatile Runnable cancel = () -> {};

  public Control(Clock clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** The status says that the resource is not ready: from now on the database may be changed. */
  public void announce() {
    announced.countDown();
  }

  /** Ends after what is running, or without having begun. */
  public void stop() {
    if (stopped.isEmpty()) {
      stopped = Optional.of(Instant.now(clock));
    }
    announced.countDown();
  }

  public boolean stopRequested() {
    return stopped.isPresent();
  }

  /** Whether it was told to stop so long ago. */
  public boolean isStoppedFor(Duration time) {
    return stopped.filter(s -> s.plus(time).isBefore(Instant.now(clock))).isPresent();
  }

  /** Nobody will ask for its outcome. */
  public void forget() {
    forgotten = true;
    stop();
  }

  boolean isForgotten() {
    return forgotten;
  }

  /** Ends now. */
  public void cancel() {
    cancelled = true;
    stop();
    cancel.run();
  }

  /** Takes over the means to cancel what is running. */
  public void cancellable(Runnable means) {
    cancel = means;
    if (cancelled) {
      means.run();
    }
  }

  /**
   * Waits until the status says that the resource is not ready; while the API server is away that can't get out, and nothing is
   * changed behind people's backs.
   *
   * @param ask tells that it is waited for
   * @return whether it may go on
   */
  public boolean awaitAnnouncement(Duration deadline, Runnable ask) {
    if (announced.getCount() > 0) {
      ask.run();
      await(deadline);
    }
    return stopped.isEmpty();
  }

  private void await(Duration deadline) {
    try {
      if (!announced.await(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
        stop();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop();
    }
  }
}
