package dev.sluice.controller.gitops;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An Application of Argo CD with automated sync and self-healing, by the rules of its controller. Time stands for itself: a retry
 * comes at the next look, whatever the backoff.
 *
 * <p>Source: argoproj/argo-cd, controller/appcontroller.go (autoSync, processRequestedAppOperation), controller/sync.go.
 */
final class ArgoApplication {
  private final ArgoCluster cluster;
  private final Policy policy;
  private final List<Outcome> outcomes = new ArrayList<>();
  private Commit head;
  private Commit synced;
  private Commit failed;
  private Commit revision;
  private ArgoOperation operation;
  private int retries;

  /**
   * @param limit of retries
   * @param refresh whether a retry takes the newest revision
   * @param outOfSyncOnly the option ApplyOutOfSyncOnly
   */
  record Policy(int limit, boolean refresh, boolean outOfSyncOnly) {}

  /** How one operation, or one try of it, ended. */
  record Outcome(Commit revision, ArgoOperation.Phase phase) {}

  ArgoApplication(ArgoCluster cluster, Policy policy) {
    this.cluster = cluster;
    this.policy = policy;
  }

  void push(Commit commit) {
    head = commit;
  }

  List<Outcome> outcomes() {
    return List.copyOf(outcomes);
  }

  boolean isSynced() {
    return operation == null && synced == head;
  }

  /** Whether it has given up on what Git holds now. */
  boolean hasGivenUp() {
    return operation == null && failed == head;
  }

  /** As each time that the controller looks at it. */
  void look() {
    if (operation == null) {
      begin();
    } else if (operation.step() != ArgoOperation.Phase.RUNNING) {
      end();
    }
  }

  /** What a person does by choosing resources in the UI, and Argo CD itself where only some paths of a repository changed. */
  void syncOnly(Set<String> names) {
    operation = new ArgoOperation(cluster, head.only(names));
    revision = head;
  }

  private void begin() {
    if (head != null && head != synced && head != failed) {
      retries = 0;
      start(head);
    } else if (head != null && head == synced) {
      // Self-healing is a partial sync: its waves are those of what differs alone.
      var drifted = head.manifests().stream().filter(m -> !cluster.isInSync(m)).map(Commit.Manifest::name).collect(Collectors.toSet());
      if (!drifted.isEmpty()) {
        syncOnly(drifted);
      }
    }
  }

  private void start(Commit commit) {
    revision = commit;
    var manifests = policy.outOfSyncOnly ? commit.manifests().stream().filter(m -> !cluster.isInSync(m)).toList() : commit.manifests();
    operation = new ArgoOperation(cluster, manifests);
  }

  private void end() {
    var phase = operation.phase();
    outcomes.add(new Outcome(revision, phase));
    operation = null;
    if (phase == ArgoOperation.Phase.SUCCEEDED) {
      synced = revision;
    } else if (retries < policy.limit) {
      retries++;
      start(policy.refresh ? head : revision);
    } else {
      failed = revision;
    }
  }

  Optional<Outcome> last() {
    return outcomes.isEmpty() ? Optional.empty() : Optional.of(outcomes.getLast());
  }
}
