package dev.sluice.engine.postgresql.schema.plan;

import dev.sluice.engine.postgresql.schema.model.Id;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Something to be done at once, after some others. Mutable while a plan is made, by one thread. */
final class Vertex implements Comparable<Vertex> {
  private static final Comparator<Vertex> ORDER = Comparator.comparing(Vertex::phase).thenComparing(Vertex::rank).thenComparing(Vertex::id).thenComparing(Vertex::task);

  /** When it is done if nothing else decides; those of one phase share a transaction as far as they can. */
  enum Phase {
    RENAME,
    ENUM_VALUES,
    DROP,
    CHANGE,
    BUILD,
    SWAP,
    VALIDATE,
    NOT_NULL,
    CLEAN,
    LAST
  }

  enum Task {
    REMOVE,
    MOVE_AWAY,
    MAKE,
    ALTER,
    RECAST,
    BUILD,
    OWNERSHIP,
    DETACH,
    ATTACH,
    VALIDATE,
    NOT_NULL,
    REMOVE_OLD,
    STUB,
    SETTINGS,
    COMMENT,
    PRIVILEGES
  }

  private final Task task;
  private final Id id;
  private final Phase phase;
  private final List<Step> steps = new ArrayList<>();
  private final Set<Vertex> after = new HashSet<>();
  private final Set<Vertex> preferablyAfter = new HashSet<>();

  Vertex(Task task, Id id, Phase phase) {
    this.task = task;
    this.id = id;
    this.phase = phase;
  }

  Task task() {
    return task;
  }

  Id id() {
    return id;
  }

  Phase phase() {
    return phase;
  }

  List<Step> steps() {
    return steps;
  }

  Vertex add(Step step) {
    steps.add(step);
    return this;
  }

  Set<Vertex> after() {
    return after;
  }

  Set<Vertex> preferablyAfter() {
    return preferablyAfter;
  }

  void after(Vertex other) {
    if (other != this) {
      after.add(other);
    }
  }

  void preferablyAfter(Vertex other) {
    if (other != this) {
      preferablyAfter.add(other);
    }
  }

  /** What is made first is dropped last. */
  private int rank() {
    return task == Task.REMOVE ? -id.kind().ordinal() : id.kind().ordinal();
  }

  @Override
  public int compareTo(Vertex other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return task + " " + id;
  }
}
