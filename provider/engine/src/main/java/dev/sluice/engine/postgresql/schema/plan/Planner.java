package dev.sluice.engine.postgresql.schema.plan;

import dev.sluice.engine.postgresql.schema.diff.Desired;
import dev.sluice.engine.postgresql.schema.diff.Differences;
import dev.sluice.engine.postgresql.schema.diff.Scope;
import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import dev.sluice.engine.postgresql.schema.model.Model;
import dev.sluice.engine.postgresql.schema.plan.Order.Cycle;
import dev.sluice.engine.postgresql.schema.plan.Vertex.Phase;
import dev.sluice.engine.postgresql.schema.plan.Vertex.Task;
import dev.sluice.engine.schema.Change;
import dev.sluice.engine.schema.PlannedStatement;
import dev.sluice.engine.schema.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Turns a live structure and a desired one into the statements that lead from one to the other. */
public final class Planner {
  private static final int STUBS = 50;

  private final Scope scope;
  private final boolean online;

  /** @param online whether tables that exist are changed so that others can write meanwhile, at the price of more steps */
  public Planner(Scope scope, boolean online) {
    this.scope = scope;
    this.online = online;
  }

  /** What is planned, or why not. */
  public record Draft(List<PlannedStatement> statements, List<Change> changes, List<Problem> refusals) {
    public Draft {
      statements = List.copyOf(statements);
      changes = List.copyOf(changes);
      refusals = List.copyOf(refusals);
    }
  }

  /** The statements that make a structure in a database that nobody uses. @param bare what that one has from the start */
  public static Draft creation(Model bare, Model model) {
    return new Planner(Scope.ALL, false).plan(bare, Desired.once(model), Set.of());
  }

  /** @param forced what is to be made anew though it could be changed in place */
  public Draft plan(Model live, Desired desired, Set<Id> forced) {
    var differences = Differences.between(live, desired, scope, forced);
    if (!differences.refusals().isEmpty()) {
      return new Draft(List.of(), List.of(), differences.refusals());
    }
    var plan = new Blueprint(live, desired.model(), differences, online);
    new Removing(plan).all();
    new Making(plan).all();
    new Altering(plan).all();
    new Finishing(plan, scope).all();
    new Inheriting(plan).all();
    new Typing(plan, scope).all();
    new Linking(plan).all();
    var changes = new Changes(live, desired.model(), differences, plan).list();
    var inline = new HashMap<Vertex, List<Item>>();
    try {
      var order = order(plan, inline);
      return new Draft(new Grouping(plan.live(), plan.wanted(), inline).statements(order), changes, List.of());
    } catch (Cycle cycle) {
      var ids = new TreeSet<Id>();
      cycle.vertices().forEach(vertex -> ids.add(vertex.id()));
      return new Draft(
          List.of(),
          changes,
          List.of(
              new Problem(
                  Problem.NOT_SUPPORTED,
                  Differences.name(ids.first()),
                  "Not planned: these depend on each other in a circle: " + ids + "; change them in two steps.")));
    }
  }

  private static List<Vertex> order(Blueprint plan, Map<Vertex, List<Item>> inline) throws Cycle {
    for (var attempt = 0; ; attempt++) {
      inline.clear();
      try {
        return Order.of(
            plan.vertices(),
            (table, part) -> absorbs(plan, table, part),
            (table, part) -> inline.computeIfAbsent(table, any -> new ArrayList<>()).add(plan.wanted().find(part.id()).orElseThrow()));
      } catch (Cycle cycle) {
        if (attempt == STUBS || !stub(plan, cycle)) {
          throw cycle;
        }
      }
    }
  }

  /** Defaults and constraints are made with their table where all that they need is there by then. */
  private static boolean absorbs(Blueprint plan, Vertex table, Vertex part) {
    return table.task() == Task.MAKE && part.task() == Task.MAKE && part.phase() == Phase.CHANGE
        && (table.id().kind() == Kind.TABLE || table.id().kind() == Kind.FOREIGN_TABLE)
        && (part.id().kind() == Kind.DEFAULT || part.id().kind() == Kind.CONSTRAINT)
        && part.id().as(table.id().kind()).equals(table.id())
        && plan.wanted().find(part.id(), Item.Constraint.class).map(constraint -> constraint.validated() && constraint.options().isEmpty()).orElse(true)
        && !(part.id().kind() == Kind.DEFAULT && plan.wanted().find(part.id().part(Kind.COLUMN, part.id().part()), Item.Column.class).filter(Item.Column::local).isEmpty()
            && plan.wanted().find(table.id(), Item.Table.class).filter(Item.Table::partition).isEmpty());
  }

  /** A view of a circle is made twice: first one of the same columns that needs nothing. */
  private static boolean stub(Blueprint plan, Cycle cycle) {
    for (var vertex : cycle.vertices()) {
      if (vertex.task() == Task.MAKE && vertex.id().kind() == Kind.VIEW
          && plan.vertices().stream().noneMatch(other -> other.task() == Task.STUB && other.id().equals(vertex.id()))) {
        var view = plan.wanted().find(vertex.id(), Item.View.class).orElseThrow();
        var stub = plan.vertex(Task.STUB, vertex.id(), Phase.CHANGE).add(CodeSql.stub(view));
        vertex.after().stream().filter(other -> other.task() == Task.REMOVE || other.id().kind() == Kind.SCHEMA || other.id().kind().type()).forEach(stub::after);
        for (var other : plan.vertices()) {
          if (other != vertex && other != stub && other.after().contains(vertex) && cycle.vertices().contains(other)) {
            other.after().remove(vertex);
            other.after(stub);
          }
        }
        vertex.after(stub);
        return true;
      }
    }
    return false;
  }
}
