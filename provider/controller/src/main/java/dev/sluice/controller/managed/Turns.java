package dev.sluice.controller.managed;

import dev.sluice.controller.reference.ObjectKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * How many resources of one ProviderConfig are worked on at once. Its server gives us a handful of sessions, and a thousand
 * resources that wait for one in the middle of their work would only fill the memory. Resources of other servers don't wait
 * here.
 */
final class Turns {
  private static final int AT_ONCE = 32;

  private final Map<ObjectKey, Semaphore> byConfig = new ConcurrentHashMap<>();

  /** Waits for a turn; closing it passes it on. */
  Turn take(ObjectKey config) throws InterruptedException {
    var turns = byConfig.computeIfAbsent(config, k -> new Semaphore(AT_ONCE, true));
    turns.acquire();
    return turns::release;
  }

  interface Turn extends AutoCloseable {
    @Override
    void close();
  }
}
