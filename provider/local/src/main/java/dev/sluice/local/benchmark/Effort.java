package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.provider.ProviderProcess;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What provider and server had used up at a moment; the difference of two moments is what work cost.
 *
 * @param provider its memory; empty where the system doesn't tell
 * @param providerTime processor time, likewise {@code serverTime}
 * @param sessions that were ever opened in PostgreSQL
 */
record Effort(Optional<Memory> provider, Optional<Duration> providerTime, Optional<Duration> serverTime, long sessions) {
  private static final String UNKNOWN = "not known here (no /proc)";
  private static final double MILLIS = 1000;

  Effort {
    requireNonNull(provider, "provider is null");
    requireNonNull(providerTime, "providerTime is null");
    requireNonNull(serverTime, "serverTime is null");
  }

  static Effort now(ProviderProcess provider, Servers servers) {
    return new Effort(
        Memory.of(provider.pid()),
        ProcessorTime.ofTree(provider.pid()),
        ProcessorTime.ofTree(servers.postgreSql().pid()),
        servers.databases().sessionsOpened());
  }

  String memory() {
    return provider.map(Memory::now).orElse(UNKNOWN);
  }

  /** Since the process started. */
  String peakMemory() {
    return provider.map(Memory::most).orElse(UNKNOWN);
  }

  String providerTimeSince(Effort before, int resources) {
    return providerTime.flatMap(now -> before.providerTime.map(now::minus)).map(time -> text(time, resources)).orElse(UNKNOWN);
  }

  String serverTimeSince(Effort before, int resources) {
    return serverTime.flatMap(now -> before.serverTime.map(now::minus)).map(time -> text(time, resources)).orElse(UNKNOWN);
  }

  String sessionsSince(Effort before, int resources) {
    long opened = sessions - before.sessions;
    return String.format(Locale.ROOT, "%d (%.2f)", opened, (double) opened / resources);
  }

  private static String text(Duration time, int resources) {
    double seconds = Distribution.seconds(time);
    return resources == 0
        ? String.format(Locale.ROOT, "%.2f s", seconds)
        : String.format(Locale.ROOT, "%.1f s (%.0f ms)", seconds, seconds * MILLIS / resources);
  }
}
