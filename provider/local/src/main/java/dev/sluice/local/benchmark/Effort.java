package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.benchmark.product.MeasuredProduct;
import dev.sluice.local.provider.ProviderProcess;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What provider and server had used up at a moment; the difference of two moments is what work cost.
 *
 * @param provider its memory; empty where the system doesn't tell
 * @param providerTime processor time, likewise {@code serverTime}, which is also empty where there is no server
 * @param sessions that the provider ever opened; empty where there are none to count
 */
record Effort(Optional<Memory> provider, Optional<Duration> providerTime, Optional<Duration> serverTime, OptionalLong sessions) {
  private static final String UNKNOWN = "not known here (no /proc)";
  private static final double MILLIS = 1000;

  Effort {
    requireNonNull(provider, "provider is null");
    requireNonNull(providerTime, "providerTime is null");
    requireNonNull(serverTime, "serverTime is null");
    requireNonNull(sessions, "sessions is null");
  }

  static Effort now(ProviderProcess provider, MeasuredProduct product) {
    OptionalLong server = product.pid();
    return new Effort(
        Memory.of(provider.pid()),
        ProcessorTime.ofTree(provider.pid()),
        server.isPresent() ? ProcessorTime.ofTree(server.getAsLong()) : Optional.empty(),
        product.sessions().map(sessions -> OptionalLong.of(sessions.opened())).orElseGet(OptionalLong::empty));
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

  /** @throws java.util.NoSuchElementException where there are none to count; likewise {@link #sessionsPerResourceSince} */
  long sessionsSince(Effort before) {
    return sessions.orElseThrow() - before.sessions.orElseThrow();
  }

  String sessionsPerResourceSince(Effort before, int resources) {
    long opened = sessionsSince(before);
    return String.format(Locale.ROOT, "%d (%.2f)", opened, (double) opened / resources);
  }

  private static String text(Duration time, int resources) {
    double seconds = Distribution.seconds(time);
    return resources == 0
        ? String.format(Locale.ROOT, "%.2f s", seconds)
        : String.format(Locale.ROOT, "%.1f s (%.0f ms)", seconds, seconds * MILLIS / resources);
  }
}
