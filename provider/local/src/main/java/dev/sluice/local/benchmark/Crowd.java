package dev.sluice.local.benchmark;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Does the same for many names at once, as a tool that syncs a whole Git repository does. */
final class Crowd {
  private static final int AT_ONCE = 16;

  private Crowd() {}

  /**
   * Returns when all calls returned.
   *
   * @return when each call began, by {@link System#nanoTime}
   */
  static Map<String, Long> each(List<String> names, Consumer<String> call) {
    Map<String, Long> started = new ConcurrentHashMap<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      CompletableFuture.allOf(names.stream()
              .map(name -> CompletableFuture.runAsync(() -> {
                started.put(name, System.nanoTime());
                call.accept(name);
              }, threads))
              .toArray(CompletableFuture[]::new))
          .join();
      return started;
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }
}
