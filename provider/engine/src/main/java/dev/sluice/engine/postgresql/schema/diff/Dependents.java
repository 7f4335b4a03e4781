package dev.sluice.engine.postgresql.schema.diff;

import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import dev.sluice.engine.postgresql.schema.model.Model;
import dev.sluice.engine.schema.Problem;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** What has to make room for a change of what it depends on: it is made anew, or its column recast. */
final class Dependents {
  private static final Set<String> INTEGERS = Set.of("smallint", "integer", "bigint");

  private final Model live;
  private final Model wanted;
  private final Scope scope;
  private final Differences differences;
  private final Map<Id, SortedSet<Id>> dependents;
  private final Deque<Id> disturbing = new ArrayDeque<>();
  private final Set<Id> seen = new HashSet<>();

  Dependents(Model live, Desired desired, Scope scope, Differences differences) {
    this.live = live;
    this.wanted = desired.model();
    this.scope = scope;
    this.differences = differences;
    this.dependents = live.dependents();
    live.all(Item.Index.class).forEach(index -> index.parent().ifPresent(whole -> goesWith(index.id(), whole)));
    live.all(Item.Constraint.class).stream().filter(constraint -> constraint.index().isPresent())
        .forEach(constraint -> constraint.parent().ifPresent(whole -> goesWith(constraint.id(), whole)));
  }

  void follow() {
    differences.dropped().forEach(this::disturb);
    differences.anew().keySet().forEach(this::disturb);
    differences.retyped().keySet().forEach(this::disturb);
    differences.altered().stream().filter(this::changesType).forEach(this::disturb);
    while (!disturbing.isEmpty()) {
      var id = disturbing.poll();
      for (var dependent : dependents.getOrDefault(id, new TreeSet<>())) {
        if (isInTheWay(dependent, id)) {
          move(dependent, id);
        }
      }
    }
  }

  /** A part of a partitioned table's index isn't left when that one is dropped. */
  private void goesWith(Id part, Id whole) {
    dependents.computeIfAbsent(whole, any -> new TreeSet<>()).add(part);
  }

  private void disturb(Id id) {
    if (seen.add(id)) {
      disturbing.add(id);
    }
  }

  private boolean changesType(Id id) {
    return live.find(id, Item.Column.class)
        .flatMap(before -> wanted.find(id, Item.Column.class).map(after -> !before.type().equals(after.type()) || !before.collation().equals(after.collation())
            || !before.generated().equals(after.generated())))
        .orElse(false);
  }

  private boolean isInTheWay(Id dependent, Id on) {
    if (differences.goes(dependent) || differences.retyped().containsKey(dependent)) {
      return false;
    }
    var onlyChanged = differences.altered().contains(on) || differences.recast().contains(on);
    if (onlyChanged) {
      return isInTheWayOfAnotherType(dependent, on);
    }
    if (differences.dropped().contains(on) && differences.altered().contains(dependent)) {
      // Its other form does without.
      return wanted.needs(dependent).contains(on);
    }
    return !live.find(dependent, Item.Constraint.class).map(Item.Constraint::inherited).orElse(false);
  }

  /** PostgreSQL itself makes indexes and most constraints anew when a column gets another type. */
  private boolean isInTheWayOfAnotherType(Id dependent, Id column) {
    return switch (dependent.kind()) {
      case VIEW, MATERIALIZED_VIEW, RULE, POLICY, TRIGGER, FUNCTION, PROCEDURE, PUBLICATION, DEFAULT -> true;
      case COLUMN -> live.find(dependent, Item.Column.class).filter(other -> other.generated().isPresent()).isPresent();
      case CONSTRAINT -> live.find(dependent, Item.Constraint.class).filter(key -> key.type() == 'f' && !staysComparable(column)).isPresent();
      default -> false;
    };
  }

  private boolean staysComparable(Id column) {
    var before = live.find(column, Item.Column.class).map(Item.Column::type).orElse("");
    var after = wanted.find(column, Item.Column.class).map(Item.Column::type).orElse("");
    return INTEGERS.contains(before) && INTEGERS.contains(after) || before.startsWith("character varying") && after.startsWith("character varying");
  }

  private void move(Id dependent, Id on) {
    if (!scope.covers(dependent)) {
      differences.refusals().add(
          new Problem(
              Problem.EXCLUDED_DEPENDENT,
              Differences.name(dependent),
              "Not planned: " + on + " can't change while " + dependent + " depends on it, which isn't managed here: include it, or change it by hand first."));
      return;
    }
    switch (dependent.kind()) {
      case COLUMN -> moveColumn(dependent, on);
      case ENUM, COMPOSITE, DOMAIN, RANGE -> {
        differences.altered().remove(dependent);
        differences.retyped().put(dependent, on);
        disturb(dependent);
      }
      case TABLE -> moveTable(dependent, on);
      case SEQUENCE, SCHEMA, EXTENSION -> {}
      default -> anew(dependent, on);
    }
  }

  private void moveTable(Id table, Id on) {
    // A typed one lets go of its type meanwhile.
    if (live.find(table, Item.Table.class).flatMap(Item.Table::type).filter(on::equals).isEmpty()) {
      differences.refusals().add(
          new Problem(
              Problem.NOT_SUPPORTED,
              Differences.name(table),
              "Not planned: " + on + " has to be made anew and " + table + " can't be without it: create another table, and move the rows by a migration."));
    }
  }

  private void moveColumn(Id column, Id on) {
    var generated = live.find(column, Item.Column.class).filter(there -> there.generated().isPresent()).isPresent();
    if (on.kind().type()) {
      if (wanted.has(column) && wanted.needs(column).contains(on)) {
        differences.recast().add(column);
      }
      disturb(column);
    } else if (generated) {
      anew(column, on);
    } else if (on.kind() != Kind.COLUMN) {
      anew(column, on);
    }
  }

  private void anew(Id id, Id because) {
    if (!wanted.has(id)) {
      // Not to be dropped by policy, and in the way.
      differences.refusals().add(
          new Problem(
              Problem.NOT_SUPPORTED,
              Differences.name(id),
              "Not planned: " + because + " can't change while " + id + " depends on it, which the policy keeps from being dropped."));
      return;
    }
    differences.altered().remove(id);
    differences.anew().put(id, because);
    disturb(id);
  }
}
