package dev.sluice.controller.testbed;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What holds of every status that anybody ever sees, and of their order. */
public final class StatusRules {
  private static final Set<String> OURS = Set.of("Ready", "Synced", "Reconciling", "Stalled", "ApprovalRequired", "Drifted");

  private StatusRules() {}

  /** @return what is wrong, in words; empty where nothing is */
  public static List<String> broken(List<Status> history) {
    var wrong = new ArrayList<String>();
    for (var i = 0; i < history.size(); i++) {
      one(history.get(i), wrong);
      if (i > 0) {
        step(history.get(i - 1), history.get(i), wrong);
      }
    }
    return wrong;
  }

  private static void one(Status status, List<String> wrong) {
    var reconciling = status.condition("Reconciling");
    var stalled = status.condition("Stalled");
    if (reconciling.isPresent() && stalled.isPresent()) {
      wrong.add("both Reconciling and Stalled: " + status.lines());
    }
    if (reconciling.filter(c -> !c.is("True")).isPresent() || stalled.filter(c -> !c.is("True")).isPresent()) {
      wrong.add("Reconciling or Stalled there and not true: " + status.lines());
    }
    if (status.says("ApprovalRequired=True") && !(status.says("Ready=False/ApprovalRequired") && status.says("Synced=True"))) {
      wrong.add("waits for approval and says something else: " + status.lines());
    }
    for (var condition : status.conditions()) {
      if (OURS.contains(condition.type()) && condition.observedGeneration() == null) {
        wrong.add("a condition without observedGeneration: " + status.lines());
      }
      if (OURS.contains(condition.type()) && condition.observedGeneration() != null && condition.observedGeneration() > status.generation()) {
        wrong.add("a condition of a generation to come: " + status.lines());
      }
    }
    var ready = status.condition("Ready");
    if (ready.filter(c -> c.is("True") && !c.observedGeneration().equals(status.observedGeneration())).isPresent()) {
      wrong.add("Ready is true of another generation than the status speaks for: " + status.lines());
    }
    if (ready.filter(c -> c.is("True")).isPresent() && (reconciling.isPresent() || stalled.isPresent())) {
      wrong.add("Ready beside Reconciling or Stalled: " + status.lines());
    }
    if (ready.filter(c -> c.is("False") && c.message().isEmpty()).isPresent()) {
      wrong.add("not ready, without a word why: " + status.lines());
    }
  }

  /** The first that is said of a generation is that it is worked on. */
  private static void step(Status before, Status after, List<String> wrong) {
    if (after.observedGeneration() < before.observedGeneration()) {
      wrong.add("the observed generation went back: " + before.lines() + " -> " + after.lines());
    }
    var announced = after.says("Ready=False") && after.says("Reconciling=True");
    if (after.observedGeneration() > before.observedGeneration() && !announced) {
      wrong.add("a new generation was not announced: " + before.lines() + " -> " + after.lines());
    }
  }
}
