package dev.sluice.engine.sqlite;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.migration.MigrationDesign;
import dev.sluice.engine.migration.MigrationException;
import dev.sluice.engine.migration.MigrationRun;
import dev.sluice.engine.migration.MigrationSet;
import dev.sluice.engine.migration.RunAs;
import dev.sluice.engine.migration.MigrationState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Designs of migrations, and a run that keeps what it was told. */
final class Migrating implements MigrationRun {
  final List<Progress> progress = Collections.synchronizedList(new ArrayList<>());
  final List<String> holders = Collections.synchronizedList(new ArrayList<>());
  final CompletableFuture<Runnable> cancel = new CompletableFuture<>();
  private final Consumer<Progress> listener;

  Migrating(Consumer<Progress> listener) {
    this.listener = listener;
  }

  static Migrating quietly() {
    return new Migrating(told -> {});
  }

  /** @param files name, text, name, text */
  static MigrationDesign design(String database, String... files) {
    var map = new TreeMap<String, String>();
    for (var i = 0; i < files.length; i += 2) {
      map.put(files[i], files[i + 1]);
    }
    return design(database, map, Duration.ZERO, Duration.ofMinutes(2));
  }

  static MigrationDesign design(String database, Map<String, String> files, Duration statement, Duration deadline) {
    return design(database, files, Duration.ofSeconds(10), statement, deadline);
  }

  static MigrationDesign design(String database, Map<String, String> files, Duration lock, Duration statement, Duration deadline) {
    return new MigrationDesign(
        database, MigrationSet.of(files, false), Optional.empty(), "flyway_schema_history", Optional.empty(), List.of(), Optional.empty(),
        false, Optional.empty(), Set.of(), lock, statement, deadline, new RunAs.Owner());
  }

  static MigrationState apply(DatabaseServer server, MigrationDesign design) {
    return server.migrations().apply(design, quietly());
  }

  static MigrationException failure(DatabaseServer server, MigrationDesign design) {
    try {
      apply(server, design);
    } catch (MigrationException e) {
      return e;
    }
    throw new AssertionError("nothing failed");
  }

  /** Of a run that ended by its problems alone. */
  static String problem(DatabaseServer server, MigrationDesign design) {
    var state = apply(server, design);
    if (state.problems().isEmpty()) {
      throw new AssertionError("no problem: " + state);
    }
    return state.problems().getFirst().message();
  }

  @Override
  public boolean proceed(MigrationState before) {
    return true;
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
    return false;
  }

  @Override
  public void cancellable(Runnable canceller) {
    cancel.complete(canceller);
  }
}
