package dev.sluice.engine.postgresql.schema.plan;

import dev.sluice.engine.postgresql.schema.diff.Differences;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Model;
import dev.sluice.engine.postgresql.schema.plan.Vertex.Task;
import dev.sluice.engine.schema.PlannedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Puts statements into as few transactions as they allow. */
final class Grouping {
  private final Model live;
  private final Model wanted;
  private final Map<Vertex, List<Item>> inline;
  private final List<PlannedStatement> statements = new ArrayList<>();
  private int group;
  private boolean closed = true;

  /** @param inline what is made with which table */
  Grouping(Model live, Model wanted, Map<Vertex, List<Item>> inline) {
    this.live = live;
    this.wanted = wanted;
    this.inline = inline;
  }

  List<PlannedStatement> statements(List<Vertex> order) {
    for (var vertex : order) {
      for (var step : steps(vertex)) {
        add(vertex, step);
      }
    }
    return statements;
  }

  private List<Step> steps(Vertex vertex) {
    if (vertex.task() == Task.MAKE && wanted.find(vertex.id()).orElse(null) instanceof Item.Table table) {
      return TableSql.create(table, wanted, inline.getOrDefault(vertex, List.of()));
    }
    return vertex.steps();
  }

  private void add(Vertex vertex, Step step) {
    var alone = step.place() == Step.Place.ALONE;
    if (closed || alone || step.place() == Step.Place.FRESH) {
      group++;
    }
    closed = alone || step.place() == Step.Place.COMMITTED;
    // What our own earlier runs left is nobody's loss.
    var ours = ConstraintSql.isTemporary(vertex.id().name()) || ConstraintSql.isTemporary(vertex.id().part());
    statements.add(
        new PlannedStatement(step.sql(), group, !alone, Differences.name(vertex.id()), step.destructive() && !ours, step.hazards()));
  }
}
