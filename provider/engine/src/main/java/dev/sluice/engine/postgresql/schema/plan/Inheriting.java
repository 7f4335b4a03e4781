package dev.sluice.engine.postgresql.schema.plan;

import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import dev.sluice.engine.postgresql.schema.plan.Vertex.Phase;
import dev.sluice.engine.postgresql.schema.plan.Vertex.Task;
import java.util.List;

/** Other parents of tables that stay. */
final class Inheriting {
  private final Blueprint plan;

  Inheriting(Blueprint plan) {
    this.plan = plan;
  }

  void all() {
    for (var id : plan.differences().altered()) {
      var before = plan.live().find(id, Item.Table.class).filter(table -> !table.partition());
      var after = plan.wanted().find(id, Item.Table.class).filter(table -> !table.partition());
      if (before.isPresent() && after.isPresent()) {
        leave(before.get(), after.get());
        join(before.get(), after.get());
      }
    }
  }

  /** A column that is no parent's any more can go. */
  private void leave(Item.Table from, Item.Table to) {
    var gone = from.parents().stream().filter(parent -> !to.parents().contains(parent)).toList();
    if (gone.isEmpty()) {
      return;
    }
    var vertex = plan.vertex(Task.DETACH, to.id(), Phase.DROP);
    gone.forEach(parent -> vertex.add(TableSql.alter(to.id(), "NO INHERIT " + parent.qualified())));
    left(plan, from, to).forEach(vertex::add);
    plan.removers().forEach((id, remover) -> {
      if (gone.contains(id) || id.isPart() && id.as(to.id().kind()).equals(to.id())) {
        remover.after(vertex);
      }
    });
    plan.wanted().columns(to.id()).forEach(column -> plan.makers(column.id()).forEach(maker -> maker.after(vertex)));
  }

  /** A constraint that a parent has is left behind as the table's own; unless it went with the parent's. */
  static List<Step> left(Blueprint plan, Item.Table from, Item.Table to) {
    var kept = from.parents().stream().filter(to.parents()::contains).filter(parent -> !to.partition()).toList();
    return plan.live().all(Item.Constraint.class).stream()
        .filter(constraint -> constraint.inherited() && constraint.id().as(to.id().kind()).equals(to.id()) && !plan.wanted().has(constraint.id()))
        .filter(constraint -> kept.stream().noneMatch(parent -> plan.live().has(parent.part(Kind.CONSTRAINT, constraint.id().part()))))
        .map(constraint -> ConstraintSql.dropIfThere(constraint.id()))
        .toList();
  }

  /** What a parent has must be there before. */
  private void join(Item.Table from, Item.Table to) {
    var come = to.parents().stream().filter(parent -> !from.parents().contains(parent)).toList();
    if (come.isEmpty()) {
      return;
    }
    var vertex = plan.vertex(Task.ATTACH, to.id(), Phase.CHANGE);
    plan.wanted().all(Item.Constraint.class).stream()
        .filter(constraint -> constraint.inherited() && constraint.id().as(to.id().kind()).equals(to.id()) && !plan.live().has(constraint.id()))
        .filter(constraint -> to.parents().stream().filter(parent -> plan.wanted().has(parent.part(Kind.CONSTRAINT, constraint.id().part()))).allMatch(come::contains))
        .forEach(constraint -> ConstraintSql.add(constraint).forEach(vertex::add));
    come.forEach(parent -> {
      vertex.add(TableSql.alter(to.id(), "INHERIT " + parent.qualified()));
      made(parent, vertex);
    });
    made(to.id(), vertex);
  }

  private void made(Id table, Vertex before) {
    plan.makers(table).forEach(before::after);
    plan.wanted().columns(table).forEach(column -> plan.makers(column.id()).forEach(before::after));
  }
}
