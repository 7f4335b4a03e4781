package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.provider.ProviderProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The provider with nothing to do, with no resource and with many, and how it starts with them.
 */
record IdleBlock(Servers servers, int count, Duration time, Progress progress) {
  private static final String NAMESPACE = "idle";
  private static final Duration REST = Duration.ofSeconds(30);
  private static final int STARTS = 3;

  IdleBlock {
    requireNonNull(servers, "servers is null");
    requireNonNull(time, "time is null");
    requireNonNull(progress, "progress is null");
  }

  List<Section> run() {
    Table idle = new Table("");
    Table starts = new Table("");
    StartRun start = new StartRun(servers, starts, progress);
    Population population = new Population(servers, NAMESPACE, count, progress);
    try {
      for (int i = 1; i <= STARTS; i++) {
        start.run(column(0), i, List.of());
      }
      try (ProviderProcess provider = servers.startProvider()) {
        idle(provider, idle, column(0));
        population.apply();
        idle(provider, idle, column(count) + ", since their creation");
      }
      for (int i = 1; i <= STARTS; i++) {
        start.run(column(count), i, population.migrated());
      }
      try (ProviderProcess provider = servers.startProvider()) {
        idle(provider, idle, column(count) + ", after a restart");
      }
      return Stream.of(new Section("Idle", text() + "\n\n" + idle.markdown()), start.section()).toList();
    } finally {
      progress.say("idle: tidying up");
      population.remove();
    }
  }

  private void idle(ProviderProcess provider, Table table, String column) {
    try (SessionSampler sessions = SessionSampler.start(servers.product().sessions())) {
      Settling.afterStart();
      boolean rested = sessions.awaitRest(provider, REST);
      Settling.counters();
      progress.say("idle: " + column + ", " + time.toSeconds() + " s");
      sessions.forget();
      Instant from = Instant.now();
      Effort before = Effort.now(provider, servers.product());
      Settling.sleep(time);
      Effort after = Effort.now(provider, servers.product());
      Requests requests = servers.audit().between(from, Instant.now());
      table.put("memory", column, after.memory());
      table.put("memory, peak since the start", column, after.peakMemory());
      table.put("processor time in " + time.toSeconds() + " s", column, after.providerTimeSince(before, 0));
      sessions.peak().ifPresent(held -> {
        table.put("sessions held", column, held + (rested ? "" : "; they didn't close within " + REST.toSeconds() + " s"));
        table.put("sessions opened", column, Long.toString(after.sessionsSince(before)));
      });
      if (sessions.peak().isEmpty() && !rested) {
        table.put("processor time stood still", column, "not within " + REST.toSeconds() + " s before");
      }
      table.put("API requests, without watches", column, requests.all());
    }
  }

  private String text() {
    String since = servers.product().sessions().isPresent()
        ? "that no session was open any more"
        : "that the provider's processor time had stood still for 3 s; there are no sessions to count";
    return "For %d s, from the moment %s. Half of the resources are Databases, half Migrations of"
        .formatted(time.toSeconds(), since) + " 3 files in them; all are Ready. The regular look at each (every 10 minutes) falls outside.";
  }

  private static String column(int resources) {
    return String.format(Locale.ROOT, "%,d resources", resources);
  }
}
