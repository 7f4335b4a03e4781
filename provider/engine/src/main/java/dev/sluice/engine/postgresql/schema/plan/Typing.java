package dev.sluice.engine.postgresql.schema.plan;

import dev.sluice.engine.postgresql.schema.diff.Scope;
import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import dev.sluice.engine.postgresql.schema.model.Model;
import dev.sluice.engine.postgresql.schema.plan.Vertex.Phase;
import dev.sluice.engine.postgresql.schema.plan.Vertex.Task;
import java.util.Optional;

/** Typed tables. While the type changes they are none, so that their columns change like any others, and become it again. */
final class Typing {
  private final Blueprint plan;
  private final Scope scope;

  Typing(Blueprint plan, Scope scope) {
    this.plan = plan;
    this.scope = scope;
  }

  void all() {
    plan.live().all(Item.Table.class).stream().map(Item.Table::id).filter(scope::covers).forEach(this::leave);
    plan.wanted().all(Item.Table.class).stream().map(Item.Table::id).filter(scope::covers).forEach(this::join);
  }

  private static Optional<Id> type(Model model, Id table) {
    return model.find(table, Item.Table.class).flatMap(Item.Table::type);
  }

  private boolean stays(Id table) {
    var type = type(plan.live(), table);
    return type.isPresent() && type.equals(type(plan.wanted(), table)) && !plan.differences().comes(table) && !changes(type.get());
  }

  private boolean changes(Id type) {
    return plan.differences().altered().contains(type) || plan.differences().retyped().containsKey(type) || plan.differences().goes(type);
  }

  private void leave(Id table) {
    var type = type(plan.live(), table);
    if (type.isEmpty() || stays(table)) {
      return;
    }
    var gone = plan.remover(table);
    if (gone.isEmpty() && !plan.wanted().has(table)) {
      // Not to be dropped by policy.
      return;
    }
    var vertex = gone.orElseGet(() -> plan.vertex(Task.DETACH, table, Phase.DROP).add(TableSql.alter(table, "NOT OF")));
    plan.vertices().stream().filter(other -> other.id().equals(type.get())).forEach(other -> other.after(vertex));
    plan.removers().forEach((id, remover) -> {
      if (column(id, table)) {
        remover.after(vertex);
      }
    });
    if (gone.isEmpty()) {
      plan.makers().forEach((id, makers) -> {
        if (column(id, table)) {
          makers.forEach(maker -> maker.after(vertex));
        }
      });
    }
  }

  private void join(Id table) {
    var type = type(plan.wanted(), table);
    if (type.isEmpty() || stays(table)) {
      return;
    }
    var vertex = plan.vertex(Task.ATTACH, table, Phase.CHANGE).add(TableSql.alter(table, "OF " + type.get().qualified()));
    plan.makers(table).forEach(vertex::after);
    plan.makers(type.get()).forEach(vertex::after);
    plan.makers().forEach((id, makers) -> {
      if (column(id, table)) {
        makers.forEach(vertex::after);
      }
    });
    plan.removers().forEach((id, remover) -> {
      if (column(id, table)) {
        vertex.after(remover);
      }
    });
  }

  private static boolean column(Id id, Id table) {
    return id.kind() == Kind.COLUMN && id.as(table.kind()).equals(table);
  }
}
