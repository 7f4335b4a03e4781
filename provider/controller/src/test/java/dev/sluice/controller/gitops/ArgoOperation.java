package dev.sluice.controller.gitops;

import java.util.ArrayList;
import java.util.List;

/**
 * One sync operation of Argo CD, by its rules: wave after wave, each applied as a whole, and none before what the one before it
 * applied is healthy. Hooks are left out.
 *
 * <p>Source: argoproj/gitops-engine, pkg/sync/sync_context.go (Sync), sync_tasks.go.
 */
final class ArgoOperation {
  private final ArgoCluster cluster;
  private final List<Commit.Manifest> tasks;
  private final boolean multiStep;
  private final List<Commit.Manifest> running = new ArrayList<>();
  private int next;
  private Phase phase = Phase.RUNNING;

  enum Phase {
    RUNNING,
    SUCCEEDED,
    FAILED
  }

  /** @param manifests those to be synced; the waves are theirs alone */
  ArgoOperation(ArgoCluster cluster, List<Commit.Manifest> manifests) {
    this.cluster = cluster;
    this.tasks = manifests.stream().sorted((a, b) -> Integer.compare(a.wave(), b.wave())).toList();
    this.multiStep = tasks.stream().map(Commit.Manifest::wave).distinct().count() > 1;
  }

  Phase phase() {
    return phase;
  }

  /** As each time that the controller looks at it. */
  Phase step() {
    if (phase == Phase.RUNNING) {
      phase = sync();
    }
    return phase;
  }

  private Phase sync() {
    for (var task : List.copyOf(running)) {
      // What was once found healthy is not looked at again.
      switch (multiStep ? cluster.health(task).map(Health::status).orElse(Health.Code.Healthy) : Health.Code.Healthy) {
        case Healthy -> running.remove(task);
        case Degraded -> {
          return Phase.FAILED;
        }
        case Progressing, Suspended, Missing, Unknown -> {}
      }
    }
    if (!running.isEmpty()) {
      return Phase.RUNNING;
    }
    applyNextWave();
    // Nobody waits for the last wave.
    return next == tasks.size() ? Phase.SUCCEEDED : Phase.RUNNING;
  }

  private void applyNextWave() {
    var wave = next < tasks.size() ? tasks.get(next).wave() : 0;
    while (next < tasks.size() && tasks.get(next).wave() == wave) {
      var task = tasks.get(next++);
      cluster.apply(task);
      running.add(task);
    }
  }
}
