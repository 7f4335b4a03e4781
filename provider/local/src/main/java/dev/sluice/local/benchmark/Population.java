package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Many resources that are there and Ready: Databases, and Migrations in them. */
final class Population {
  private final Servers servers;
  private final String namespace;
  private final Progress progress;
  private final List<String> databases;
  private final List<String> migrations;
  private boolean applied;

  Population(Servers servers, String namespace, int count, Progress progress) {
    this.servers = requireNonNull(servers, "servers is null");
    this.namespace = requireNonNull(namespace, "namespace is null");
    this.progress = requireNonNull(progress, "progress is null");
    this.databases = IntStream.range(0, count - count / 2).mapToObj(i -> "i" + i).toList();
    this.migrations = databases.subList(0, count / 2);
  }

  /** Returns when all are Ready. */
  void apply() {
    applied = true;
    Manifests manifests = servers.namespace(namespace);
    progress.say("idle: applying " + databases.size() + " Databases and " + migrations.size() + " Migrations");
    apply(Kind.DATABASE, databases, name -> manifests.database(name, servers.product().applied().database()));
    apply(Kind.MIGRATION, migrations, name -> manifests.migration(name, name, servers.product().applied().three()));
  }

  /** The databases that have a Migration. */
  List<String> migrated() {
    return migrations;
  }

  /** While no provider runs, for speed: nothing is measured here. */
  void remove() {
    if (!applied) {
      return;
    }
    new Leftovers(servers).remove(namespace, List.of(Kind.values()));
    servers.product().drop(databases);
  }

  private void apply(Kind kind, List<String> names, UnaryOperator<String> manifest) {
    try (Sightings watch = Sightings.open(servers.api(), namespace, kind)) {
      Crowd.each(names, name -> servers.api().apply(Api.path(namespace, kind, name), manifest.apply(name)));
      new Arrivals(watch, names, progress).awaitAll("Ready", seen -> seen.readyAt(1));
    }
  }
}
