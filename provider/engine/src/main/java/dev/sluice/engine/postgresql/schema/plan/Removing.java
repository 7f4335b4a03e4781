package dev.sluice.engine.postgresql.schema.plan;

import dev.sluice.engine.postgresql.Quoting;
import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import dev.sluice.engine.postgresql.schema.plan.Vertex.Phase;
import dev.sluice.engine.postgresql.schema.plan.Vertex.Task;
import dev.sluice.engine.schema.Hazard;
import java.util.Optional;
import java.util.stream.Stream;

/** What goes, for good or to be made anew. */
final class Removing {
  private final Blueprint plan;

  Removing(Blueprint plan) {
    this.plan = plan;
  }

  void all() {
    Stream.concat(plan.differences().dropped().stream(), plan.differences().anew().keySet().stream()).sorted().forEach(this::remove);
    for (var type : plan.differences().retyped().keySet()) {
      var away = plan.vertex(Task.MOVE_AWAY, type, Phase.CHANGE)
          .add(Step.of("ALTER " + type.kind().sql() + " " + type.qualified() + " RENAME TO " + Quoting.identifier(ConstraintSql.temporary(type, "type"))));
      plan.removes(type, away);
      plan.vertex(Task.REMOVE_OLD, type, Phase.CHANGE)
          .add(Step.of("DROP " + type.kind().sql() + " " + Id.of(type.kind(), type.schema(), ConstraintSql.temporary(type, "type")).qualified()));
    }
  }

  private Vertex remove(Id id) {
    var there = plan.remover(id);
    if (there.isPresent()) {
      return there.get();
    }
    var vertex = whole(id).map(this::remove).orElseGet(() -> own(id));
    plan.removes(id, vertex);
    return vertex;
  }

  /** With which it goes by itself. */
  private Optional<Id> whole(Id id) {
    var live = plan.live();
    var item = live.find(id).orElseThrow();
    if (item instanceof Item.Sequence sequence) {
      return sequence.owner().filter(plan.differences()::goes);
    }
    if (item instanceof Item.Column) {
      var parent = plan.parentColumn(live, id).filter(plan.differences()::goes);
      return live.relation(id).filter(plan.differences()::goes).or(() -> parent);
    }
    var relation = relation(item);
    if (relation.isEmpty() || needsWhatGoesElsewhere(id, relation.get())) {
      return Optional.empty();
    }
    if (plan.differences().goes(relation.get())) {
      return relation;
    }
    var parent = item instanceof Item.Index index ? index.parent() : item instanceof Item.Constraint constraint ? constraint.parent() : Optional.<Id>empty();
    var column = switch (item) {
      case Item.Index any -> column(id, relation.get());
      case Item.Constraint any -> column(id, relation.get());
      case Item.Statistics any -> column(id, relation.get());
      case Item.ColumnDefault any -> column(id, relation.get()).or(() -> parentDefault(id));
      default -> Optional.<Id>empty();
    };
    return column.or(() -> parent.filter(plan.differences()::goes).filter(whole -> !plan.detached(relation.get())));
  }

  private Optional<Id> parentDefault(Id id) {
    return plan.parentColumn(plan.live(), id.part(Kind.COLUMN, id.part())).map(column -> column.part(Kind.DEFAULT, column.part())).filter(plan.differences()::goes);
  }

  private Optional<Id> relation(Item item) {
    return switch (item) {
      case Item.Index index -> Optional.of(index.table());
      case Item.Statistics statistics -> Optional.of(statistics.table());
      default -> item.id().isPart() ? plan.live().relation(item.id()) : Optional.empty();
    };
  }

  private Optional<Id> column(Id id, Id relation) {
    return plan.live().needs(id).stream()
        .filter(need -> need.kind() == Kind.COLUMN && need.as(relation.kind()).equals(relation) && plan.differences().goes(need))
        .sorted()
        .findFirst();
  }

  private boolean needsWhatGoesElsewhere(Id id, Id relation) {
    return plan.live().needs(id).stream()
        .filter(need -> !need.equals(relation) && !(need.isPart() && need.as(relation.kind()).equals(relation)))
        .anyMatch(need -> plan.differences().goes(need) || plan.differences().retyped().containsKey(need) || plan.differences().altered().contains(need)
            || plan.differences().recast().contains(need));
  }

  private Vertex own(Id id) {
    var item = plan.live().find(id).orElseThrow();
    return switch (item) {
      case Item.Index index -> index(index);
      case Item.Column column ->
          drop(id).add(
              Step.of("ALTER TABLE " + id.qualified() + " DROP COLUMN " + Quoting.identifier(id.part())).losing(column.generated().isEmpty()));
      case Item.ColumnDefault any -> drop(id).add(ColumnSql.alter(id, "DROP DEFAULT"));
      case Item.Constraint constraint -> constraint(constraint);
      case Item.Table table -> drop(id).add(Step.of(CodeSql.drop(id)).losing(table.foreign().isEmpty()));
      case Item.Sequence sequence -> drop(id).add(Step.of(CodeSql.drop(id)).losing(sequence.owner().filter(plan.wanted()::has).isEmpty()));
      case Item.DefaultPrivileges defaults -> {
        var vertex = plan.vertex(Task.REMOVE, id, Phase.LAST);
        GrantSql.change(defaults, plan.live().privileges(id), GrantSql.baseline(defaults, plan.live().major())).forEach(vertex::add);
        yield vertex;
      }
      case Item.PartitionTrigger any -> {
        var vertex = plan.vertex(Task.REMOVE, id, Phase.CHANGE);
        PartitionTriggers.asTheWhole(plan, id).ifPresent(vertex::add);
        yield vertex;
      }
      case Item.Policy any -> drop(id).add(Step.of(CodeSql.drop(id), Hazard.CHANGES_RIGHTS));
      default -> drop(id).add(Step.of(CodeSql.drop(id)));
    };
  }

  private Vertex drop(Id id) {
    return plan.vertex(Task.REMOVE, id, Phase.DROP);
  }

  private Vertex constraint(Item.Constraint constraint) {
    var relation = plan.live().relation(constraint.id()).orElseThrow();
    // With the index that takes its place, so that the rule holds all the time.
    var id = constraint.id();
    var swapped = id.equals(plan.differences().anew().get(id)) && Making.builtBeside(plan, id, relation) && !letsNullsIn(constraint);
    return plan.vertex(Task.REMOVE, constraint.id(), swapped ? Phase.SWAP : Phase.DROP)
        .add(constraint.index().isPresent() ? new Step(ConstraintSql.drop(constraint.id()).sql(), Step.Place.TOGETHER, false, java.util.Set.of(Hazard.DROPS_INDEX))
            : ConstraintSql.drop(constraint.id()));
  }

  /** Whether a column may be null afterwards, which it can't while it is part of a primary key. */
  private boolean letsNullsIn(Item.Constraint key) {
    return key.type() == 'p'
        && key.columns().stream().anyMatch(column -> plan.wanted().find(column, Item.Column.class).filter(Item.Column::notNull).isEmpty());
  }

  private Vertex index(Item.Index index) {
    var id = index.id();
    var inTheWay = plan.differences().anew().containsKey(id) && !id.equals(plan.differences().anew().get(id));
    if (inTheWay || !plan.beside(index.table()) || index.partitioned() || index.parent().isPresent()) {
      return drop(id).add(Step.of(CodeSql.drop(id), Hazard.DROPS_INDEX));
    }
    if (!plan.differences().anew().containsKey(id) || !index.valid()) {
      return plan.vertex(Task.REMOVE, id, index.valid() ? Phase.CLEAN : Phase.DROP).add(Step.alone("DROP INDEX CONCURRENTLY " + id.qualified(), Hazard.DROPS_INDEX));
    }
    // The old one serves until the new one does.
    var old = Id.of(Kind.INDEX, id.schema(), ConstraintSql.temporary(id, "index"));
    plan.vertex(Task.REMOVE_OLD, id, Phase.CLEAN).add(Step.alone("DROP INDEX CONCURRENTLY " + old.qualified(), Hazard.DROPS_INDEX));
    return plan.vertex(Task.MOVE_AWAY, id, Phase.CHANGE).add(Step.of("ALTER INDEX " + id.qualified() + " RENAME TO " + Quoting.identifier(old.name())));
  }
}
