package dev.sluice.engine.migration;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Keeps what a run was told, and answers as a test wants. */
final class Recorder implements MigrationRun {
  final List<Progress> progress = Collections.synchronizedList(new ArrayList<>());
  final List<String> holders = Collections.synchronizedList(new ArrayList<>());
  final CompletableFuture<Runnable> cancel = new CompletableFuture<>();
  private final Predicate<MigrationState> proceed;
  private final Predicate<Recorder> stop;
  private final Consumer<Progress> listener;

  Recorder() {
    this(before -> true, recorder -> false, told -> {});
  }

  private Recorder(Predicate<MigrationState> proceed, Predicate<Recorder> stop, Consumer<Progress> listener) {
    this.proceed = proceed;
    this.stop = stop;
    this.listener = listener;
  }

  static Recorder proceeding(Predicate<MigrationState> proceed) {
    return new Recorder(proceed, recorder -> false, told -> {});
  }

  static Recorder stopping(Predicate<Recorder> stop) {
    return new Recorder(before -> true, stop, told -> {});
  }

  static Recorder listening(Consumer<Progress> listener) {
    return new Recorder(before -> true, recorder -> false, listener);
  }

  @Override
  public boolean proceed(MigrationState before) {
    return proceed.test(before);
  }

  @Override
  public void waiting(String holder) {
    holders.add(holder);
  }

  @Override
  public void progress(Progress told) {
    progress.add(told);
    listener.accept(told);
  }

  @Override
  public boolean stopRequested() {
    return stop.test(this);
  }

  @Override
  public void cancellable(Runnable canceller) {
    cancel.complete(canceller);
  }
}
