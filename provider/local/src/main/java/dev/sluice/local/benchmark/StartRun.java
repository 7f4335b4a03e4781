package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.benchmark.product.Sessions;
import dev.sluice.local.platform.Deadline;
import dev.sluice.local.provider.ProviderProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * From the start of the provider's process until it serves, and until it has looked at every resource once.
 */
final class StartRun {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Duration QUIET = Duration.ofSeconds(3);
  private static final Duration ASK = Duration.ofMillis(5);

  private final Servers servers;
  private final Table table;
  private final Progress progress;
  private final Samples samples = new Samples();

  StartRun(Servers servers, Table table, Progress progress) {
    this.servers = requireNonNull(servers, "servers is null");
    this.table = requireNonNull(table, "table is null");
    this.progress = requireNonNull(progress, "progress is null");
  }

  /** @param migrated databases with a Migration; none where there are no resources */
  void run(String column, int number, List<String> migrated) {
    progress.say("start " + number + " with " + column);
    Optional<Sessions> told = servers.product().sessions();
    Map<String, Long> before = told.map(Sessions::visits).orElse(Map.of());
    try (SessionSampler sessions = SessionSampler.start(told)) {
      sessions.forget();
      Instant from = Instant.now();
      long start = System.nanoTime();
      try (ProviderProcess provider = servers.launchProvider()) {
        boolean ready = Deadline.in(PATIENCE).every(ASK).await(provider::ready);
        if (!ready) {
          throw new IllegalStateException("the provider was not ready within " + PATIENCE.toSeconds() + " s");
        }
        samples.add("ready " + column, start, System.nanoTime());
        put("process start -> /readyz, median (min-max)", column, text("ready " + column));
        if (!migrated.isEmpty()) {
          told.ifPresentOrElse(
              present -> reconciled(column, sessions, present, from, before, migrated),
              () -> sessions.awaitRest(provider, PATIENCE));
        }
        Settling.counters();
        put("API requests of the last start, without watches", column, servers.audit().between(from, Instant.now()).all());
        put("memory after the last start", column, Effort.now(provider, servers.product()).memory());
      }
    }
  }

  Section section() {
    String reconciled = servers.product().sessions()
        .map(told -> reconciledText(servers.product().engine().id(), told.words()))
        .orElse("When all were reconciled can't be seen from outside: there is no server that could tell of the last statement."
            + " Requests and memory are those of the moment when the provider's processor time had stood still for 3 s.");
    return new Section("Start", "The process is started as the image starts it, AOT cache included. " + reconciled + "\n\n" + table.markdown());
  }

  private static String reconciledText(String engine, Sessions.Words words) {
    return """
        "Reconciled" is the provider's last statement in %s (%s, looked at every 100 ms) before %d s without any; %s, \
        which is counted too.""".formatted(engine, words.lastStatement(), QUIET.toSeconds(), words.visit());
  }

  private void reconciled(
      String column, SessionSampler sessions, Sessions told, Instant from, Map<String, Long> before, List<String> migrated) {
    if (!sessions.awaitQuiet(QUIET, PATIENCE)) {
      throw new IllegalStateException(
          servers.product().engine().id() + " was not left alone within " + PATIENCE.toSeconds() + " s of the start");
    }
    samples.add("reconciled " + column, Duration.between(from, sessions.lastActivity().orElseThrow()));
    put("process start -> all reconciled, median (min-max)", column, text("reconciled " + column));
    sessions.peak().ifPresent(peak -> put("sessions at the peak", column, Integer.toString(peak)));
    // Statistics of a session are complete when it has ended.
    sessions.awaitNone(PATIENCE);
    Settling.counters();
    Map<String, Long> after = told.visits();
    long seen = migrated.stream().filter(name -> after.getOrDefault(name, 0L) > before.getOrDefault(name, 0L)).count();
    put(told.words().visits(), column, seen + " of " + migrated.size());
  }

  private String text(String what) {
    Distribution measured = samples.of(what).orElseThrow();
    return String.format(Locale.ROOT, "%s s (%s)", Distribution.text(measured.median()), measured.range());
  }

  private void put(String row, String column, String value) {
    table.put(row, column, value);
  }
}
