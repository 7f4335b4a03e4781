package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.benchmark.product.MigrationFiles;
import dev.sluice.local.provider.ProviderProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The pod gate: how long pods wait for nothing any more, and what it costs to watch for those that wait. */
record GateBlock(Servers servers, int samples, Progress progress) {
  private static final String NAMESPACE = "gate";
  private static final String MIGRATION = "orders";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int WARM_UP = 3;
  private static final int PODS = 10;
  private static final int CROWD = 5000;
  private static final int GATED = 50;
  private static final double TAIL = 0.99;

  GateBlock {
    requireNonNull(servers, "servers is null");
    requireNonNull(progress, "progress is null");
  }

  List<Section> run() {
    Manifests manifests = servers.namespace(NAMESPACE);
    servers.api().apply("/api/v1/namespaces/" + NAMESPACE + "/serviceaccounts/default", """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: default, namespace: %s}
        """.formatted(NAMESPACE));
    servers.product().create(List.of(MIGRATION));
    try {
      return List.of(times(manifests), memory());
    } finally {
      removePods();
      new Leftovers(servers).remove(NAMESPACE, List.of(Kind.values()));
      servers.product().drop(List.of(MIGRATION));
    }
  }

  private Section times(Manifests manifests) {
    Samples measured = new Samples();
    try (ProviderProcess provider = servers.startProvider();
        GateWatch versions = GateWatch.open(servers.api(), Api.collection(NAMESPACE, Kind.MIGRATION.plural()), GateWatch::applied);
        GateWatch released = GateWatch.open(servers.api(), pods(), GateWatch::released)) {
      Settling.afterStart();
      migrate(manifests, 1);
      versions.await("1", PATIENCE);
      for (int i = 0; i < WARM_UP + samples; i++) {
        progress.say(i < WARM_UP ? "gate: warm-up " + (i + 1) : "gate: sample " + (i + 1 - WARM_UP) + " of " + samples);
        round(manifests, i + 2, versions, released, i < WARM_UP ? new Samples() : measured);
      }
      progress.say("gate: " + provider.readiness());
    }
    Table table = new Table("seconds", "median", "99th percentile", "max", "lifts");
    List.of("applied -> gate lifted", "apply of the new file -> gate lifted", "pod created, enough applied before -> gate lifted")
        .forEach(what -> row(table, measured, what));
    return new Section("Gate lifted", """
        %d rounds after %d that don't count: %d pods with the scheduling gate wait for the next version, a file that makes a table is \
        applied, and the gates go; then one more pod comes that needs no more than that. "Applied" is the arrival of the event, on a watch \
        of this program, by which status.atProvider.appliedVersion says so; "lifted" that of the pod without its gate. Both watches \
        are read by the same process, so an event may be a millisecond late.

        %s""".formatted(samples, WARM_UP, PODS, table.markdown()));
  }

  private void round(Manifests manifests, int version, GateWatch versions, GateWatch released, Samples measured) {
    List<String> names = IntStream.range(0, PODS).mapToObj(i -> "v" + version + "-" + i).toList();
    names.forEach(name -> servers.api().apply(pods() + "/" + name, pod(name, MIGRATION + ">=" + version, "")));
    // The number of those that wait is written once a second; it is not to fall into what is measured.
    Settling.counters();
    long sent = System.nanoTime();
    migrate(manifests, version);
    long applied = versions.await(String.valueOf(version), PATIENCE);
    for (String name : names) {
      long lifted = released.await(name, PATIENCE);
      measured.add("applied -> gate lifted", Duration.ofNanos(Math.max(0, lifted - applied)));
      measured.add("apply of the new file -> gate lifted", sent, lifted);
    }
    String late = "late-" + version;
    long created = System.nanoTime();
    servers.api().apply(pods() + "/" + late, pod(late, MIGRATION + ">=" + version, ""));
    measured.add("pod created, enough applied before -> gate lifted", created, released.await(late, PATIENCE));
    servers.api().delete(pods());
  }

  private Section memory() {
    Table table = new Table("");
    try (ProviderProcess provider = servers.startProvider()) {
      Settling.afterStart();
      Settling.counters();
      table.put("memory", "no pods", Effort.now(provider, servers.product()).memory());
      progress.say("gate: creating " + CROWD + " pods, of which " + GATED + " wait");
      Crowd.each(IntStream.range(0, CROWD).mapToObj(i -> "p" + i).toList(), this::createOne);
      Settling.counters();
      put(table, provider, "%,d pods, since their creation");
    }
    try (ProviderProcess provider = servers.startProvider()) {
      Settling.afterStart();
      Settling.counters();
      put(table, provider, "%,d pods, after a restart");
    }
    return new Section("Gate's memory", """
        %,d pods in the cluster, of which %d wait at the gate and the rest have a node; none comes or goes meanwhile. "Held" is \
        what the provider says of itself, `sluice_gate_waiting_pods`.

        %s""".formatted(CROWD, GATED, table.markdown()));
  }

  private void put(Table table, ProviderProcess provider, String column) {
    String name = String.format(Locale.ROOT, column, CROWD);
    table.put("memory", name, Effort.now(provider, servers.product()).memory());
    table.put("pods held", name, provider.metrics().map(GateBlock::held).orElse("not told"));
  }

  private static String held(String metrics) {
    return metrics.lines()
        .filter(line -> line.startsWith("sluice_gate_waiting_pods{"))
        .map(line -> line.substring(line.indexOf('"') + 1, line.lastIndexOf('"')) + " " + (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .collect(Collectors.joining(", "));
  }

  private void createOne(String name) {
    int number = Integer.parseInt(name.substring(1));
    boolean waits = number % (CROWD / GATED) == 0;
    servers.api().apply(pods() + "/" + name, waits ? pod(name, MIGRATION + ">=1000000", "") : pod(name, "", "nodeName: node-1"));
  }

  private void migrate(Manifests manifests, int version) {
    TreeMap<String, String> files = new TreeMap<>();
    IntStream.rangeClosed(1, version).forEach(n -> files.put("V" + n + "__t.sql", "CREATE TABLE t" + n + " (n int);\n"));
    servers.api().apply(Api.path(NAMESPACE, Kind.MIGRATION, MIGRATION), manifests.migration(MIGRATION, MIGRATION, new MigrationFiles(files)));
  }

  /** @param requires empty for one without a gate */
  private static String pod(String name, String requires, String more) {
    List<String> lines = new ArrayList<>(List.of(
        "apiVersion: v1", "kind: Pod", "metadata:", "  name: " + name, "  namespace: " + NAMESPACE, "  labels: {app: orders, pod-template-hash: 7d9c5b6f4}"));
    if (!requires.isEmpty()) {
      lines.add("  annotations: {sluice.dev/requires: \"" + requires + "\"}");
    }
    lines.addAll(List.of("spec:", "  containers: [{name: main, image: \"orders:1\", env: [{name: A, value: b}], ports: [{containerPort: 8080}]}]"));
    if (!requires.isEmpty()) {
      lines.add("  schedulingGates: [{name: sluice.dev/migrated}]");
    }
    if (!more.isEmpty()) {
      lines.add("  " + more);
    }
    return String.join("\n", lines) + "\n";
  }

  private static void row(Table table, Samples measured, String what) {
    measured.of(what).ifPresent(all -> table.row(what, Distribution.text(all.median()), Distribution.text(all.percentile(TAIL)),
        Distribution.text(all.longest()), String.valueOf(all.sorted().size())));
  }

  /** Those with a node would wait for its kubelet. */
  private void removePods() {
    progress.say("gate: tidying up");
    servers.api().delete(pods() + "?gracePeriodSeconds=0");
  }

  private static String pods() {
    return "/api/v1/namespaces/" + NAMESPACE + "/pods";
  }
}
