package dev.sluice.engine.postgresql.schema.plan;

import dev.sluice.engine.postgresql.Quoting;
import dev.sluice.engine.postgresql.schema.diff.Scope;
import dev.sluice.engine.postgresql.schema.model.Acl;
import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import dev.sluice.engine.postgresql.schema.plan.Vertex.Phase;
import dev.sluice.engine.postgresql.schema.plan.Vertex.Task;
import java.util.Optional;
import java.util.TreeSet;

/** What is said of objects once they are there: whose a sequence is, of what a partition is one, comments, privileges. */
final class Finishing {
  private final Blueprint plan;
  private final Scope scope;

  Finishing(Blueprint plan, Scope scope) {
    this.plan = plan;
    this.scope = scope;
  }

  void all() {
    plan.wanted().all(Item.Sequence.class).stream().filter(sequence -> scope.covers(sequence.id())).forEach(this::ownership);
    plan.wanted().all(Item.Table.class).stream().filter(table -> scope.covers(table.id())).forEach(table -> {
      attach(table);
      settings(table);
    });
    plan.wanted().all(Item.Index.class).stream().filter(index -> scope.covers(index.id())).forEach(index -> index.parent().ifPresent(parent -> attachIndex(index.id(), index.table(), parent)));
    plan.wanted().all(Item.Constraint.class).stream()
        .filter(constraint -> scope.covers(constraint.id()) && constraint.index().isPresent())
        .forEach(constraint -> constraint.parent().ifPresent(parent -> attachIndex(constraint.id(), plan.wanted().relation(constraint.id()).orElseThrow(), parent)));
    comments();
    privileges();
    owners();
  }

  private void ownership(Item.Sequence sequence) {
    var id = sequence.id();
    var before = plan.live().find(id, Item.Sequence.class).flatMap(Item.Sequence::owner);
    var lost = sequence.owner().filter(plan.differences()::comes).isPresent();
    if (before.equals(sequence.owner()) && !lost) {
      return;
    }
    // A column that goes would take it along.
    var vertex = plan.vertex(Task.OWNERSHIP, id, Phase.CHANGE);
    if (before.isPresent() && sequence.owner().isPresent() && plan.differences().goes(before.get())) {
      var let = plan.vertex(Task.MOVE_AWAY, id, Phase.DROP).add(SequenceSql.owner(id, Optional.empty()));
      plan.remover(before.get()).ifPresent(remover -> remover.after(let));
    } else {
      before.flatMap(plan::remover).ifPresent(remover -> remover.after(vertex));
    }
    vertex.add(SequenceSql.owner(id, sequence.owner()));
    sequence.owner().filter(column -> !plan.differences().comes(column) && plan.differences().comes(id) && plan.live().has(column))
        .ifPresent(column -> vertex.add(SequenceSql.advance(column, id)));
    plan.makers(id).forEach(vertex::after);
    sequence.owner().ifPresent(column -> plan.makers(column).forEach(vertex::after));
  }

  private void attach(Item.Table table) {
    var id = table.id();
    var before = plan.live().find(id, Item.Table.class);
    var there = before.filter(was -> !was.leaving() && was.bound().equals(table.bound()) && was.parents().equals(table.parents())).isPresent() && !plan.differences().comes(id);
    if (!table.partition() || there) {
      return;
    }
    var vertex = plan.vertex(Task.ATTACH, id, Phase.CHANGE);
    Partitioning.attach(plan, table).forEach(vertex::add);
    plan.makers(id).forEach(vertex::after);
    table.parents().forEach(parent -> {
      plan.makers(parent).forEach(vertex::after);
      plan.wanted().columns(parent).forEach(column -> plan.makers(column.id()).forEach(vertex::after));
      plan.live().columns(parent).forEach(column -> plan.remover(column.id()).ifPresent(vertex::after));
    });
    // The default partition must have let go of what goes into another one.
    plan.makers().forEach((other, makers) -> {
      var index = plan.wanted().find(other, Item.Index.class).map(Item.Index::table).filter(id::equals);
      var constraint = other.kind() == Kind.CONSTRAINT && other.as(id.kind()).equals(id);
      if (index.isPresent() || constraint || other.kind() == Kind.COLUMN && other.as(id.kind()).equals(id)) {
        makers.forEach(vertex::after);
      }
    });
  }

  private void attachIndex(Id id, Id table, Id parent) {
    var there = plan.live().find(id).map(item -> item instanceof Item.Index index ? index.parent() : ((Item.Constraint) item).parent()).filter(Optional.of(parent)::equals);
    if (there.isPresent() && !plan.differences().comes(id) && !plan.differences().comes(parent)) {
      return;
    }
    var child = Id.of(Kind.INDEX, id.schema(), id.kind() == Kind.INDEX ? id.name() : id.part());
    var whole = Id.of(Kind.INDEX, parent.schema(), parent.kind() == Kind.INDEX ? parent.name() : parent.part());
    var vertex = plan.vertex(Task.ATTACH, id, Phase.CHANGE).add(Step.of("ALTER INDEX " + whole.qualified() + " ATTACH PARTITION " + child.qualified()));
    plan.makers(id).forEach(vertex::after);
    plan.makers(parent).forEach(vertex::after);
    plan.makers(table).forEach(vertex::after);
    plan.vertices().stream().filter(other -> other.task() == Task.ATTACH && (other.id().equals(table))).toList().forEach(vertex::after);
  }

  private void settings(Item.Table table) {
    var id = table.id();
    var before = plan.differences().comes(id) ? Optional.<Item.Table>empty() : plan.live().find(id, Item.Table.class);
    var steps = TableSql.settings(before, table, index -> comes(id, index));
    if (steps.isEmpty()) {
      return;
    }
    var vertex = plan.vertex(Task.SETTINGS, id, Phase.CHANGE);
    steps.forEach(vertex::add);
    plan.makers(id).forEach(vertex::after);
    plan.makers().forEach((other, makers) -> {
      if (plan.wanted().find(other, Item.Index.class).map(Item.Index::table).filter(id::equals).isPresent()
          || other.kind() == Kind.CONSTRAINT && other.as(id.kind()).equals(id)) {
        makers.forEach(vertex::after);
      }
    });
  }

  private boolean comes(Id table, String index) {
    return plan.differences().comes(Id.of(Kind.INDEX, table.schema(), index)) || plan.differences().comes(table.part(Kind.CONSTRAINT, index));
  }

  private void comments() {
    var ids = new TreeSet<>(plan.wanted().comments().keySet());
    ids.addAll(plan.live().comments().keySet());
    for (var id : ids) {
      var wanted = Optional.ofNullable(plan.wanted().comments().get(id));
      if (!scope.covers(id) || !there(id) || isPublic(id) && wanted.isEmpty()) {
        continue;
      }
      var before = anew(id) ? Optional.<String>empty() : Optional.ofNullable(plan.live().comments().get(id));
      if (!wanted.equals(before)) {
        var vertex = plan.vertex(Task.COMMENT, id, Phase.CHANGE)
            .add(Step.of("COMMENT ON " + id.kind().sql() + " " + reference(id) + " IS "
                + wanted.map(text -> Quoting.literal(text).strip()).orElse("NULL")));
        after(vertex, id);
      }
    }
  }

  /** Whoever set the server up decided on it. */
  private static boolean isPublic(Id id) {
    return id.kind() == Kind.SCHEMA && id.name().equals("public");
  }

  private String reference(Id id) {
    if (id.kind() != Kind.NOT_NULL) {
      return id.reference();
    }
    var column = id.part(Kind.COLUMN, id.part());
    var wanted = plan.wanted().find(column, Item.Column.class).orElseThrow();
    return ColumnSql.notNullName(anew(id) ? wanted : plan.live().find(column, Item.Column.class).orElseThrow(), wanted) + " ON " + id.qualified();
  }

  /** Of a view's columns only the view is known. */
  private boolean there(Id id) {
    return plan.wanted().has(id)
        || id.kind() == Kind.NOT_NULL && plan.wanted().find(id.part(Kind.COLUMN, id.part()), Item.Column.class).filter(Item.Column::notNull).isPresent()
        || id.kind() == Kind.COLUMN && plan.wanted().relation(id).flatMap(relation -> plan.wanted().find(relation, Item.View.class))
            .filter(view -> view.columns().stream().anyMatch(column -> column.name().equals(id.part()))).isPresent();
  }

  private boolean anew(Id id) {
    if (id.kind() == Kind.NOT_NULL) {
      var column = id.part(Kind.COLUMN, id.part());
      return anew(column) || plan.live().find(column, Item.Column.class).filter(Item.Column::notNull).isEmpty();
    }
    return plan.differences().comes(id) || plan.differences().retyped().containsKey(id)
        || id.kind() == Kind.COLUMN && !plan.wanted().has(id) && plan.wanted().relation(id).filter(plan.differences()::comes).isPresent();
  }

  private void after(Vertex vertex, Id id) {
    plan.makers(id).forEach(vertex::after);
    if (id.kind() == Kind.NOT_NULL) {
      var column = id.part(Kind.COLUMN, id.part());
      plan.makers(column).forEach(vertex::after);
      plan.vertices().stream().filter(other -> other.task() == Task.NOT_NULL && other.id().equals(column)).toList().forEach(vertex::after);
    }
    if (id.kind() == Kind.COLUMN || id.kind() == Kind.NOT_NULL) {
      plan.wanted().relation(id).ifPresent(relation -> plan.makers(relation).forEach(vertex::after));
    }
  }

  private void privileges() {
    var ids = new TreeSet<>(plan.wanted().items().keySet());
    ids.addAll(plan.wanted().privileges().keySet());
    ids.addAll(plan.live().privileges().keySet());
    for (var id : ids) {
      if (!scope.covers(id) || !there(id) || isPublic(id)) {
        continue;
      }
      var anew = anew(id);
      if (!scope.privileges() && !(anew && (plan.live().has(id) || !plan.wanted().has(id)))) {
        continue;
      }
      var before = anew ? GrantSql.initial(id, plan.live()) : plan.live().privileges(id);
      var target = scope.privileges() ? plan.wanted().privileges(id) : plan.live().privileges(id);
      if (!before.equals(target) && !(id.kind() == Kind.DEFAULT_PRIVILEGES && anew)) {
        grant(id, before, target);
      }
    }
  }

  private void grant(Id id, Acl before, Acl target) {
    var defaults = plan.wanted().find(id, Item.DefaultPrivileges.class);
    if (defaults.isPresent()) {
      var vertex = plan.vertex(Task.PRIVILEGES, id, Phase.LAST);
      GrantSql.change(defaults.get(), before, target).forEach(vertex::add);
      return;
    }
    var vertex = plan.vertex(Task.PRIVILEGES, id, Phase.CHANGE);
    GrantSql.change(id, before, target, plan.live().owners().getOrDefault(id, "")).forEach(vertex::add);
    after(vertex, id);
    if (id.kind() == Kind.COLUMN) {
      // To revoke a table's privilege revokes its columns' too.
      plan.vertices().stream().filter(other -> other.task() == Task.PRIVILEGES && other.id().kind().relation() && id.as(other.id().kind()).equals(other.id())).toList()
          .forEach(vertex::after);
    }
  }

  /** What is made anew goes back to whom it belonged, where that isn't who makes it. */
  private void owners() {
    var anew = new TreeSet<>(plan.differences().anew().keySet());
    anew.addAll(plan.differences().retyped().keySet());
    for (var id : anew) {
      var before = plan.live().owners().get(id);
      if (before != null && !before.equals(plan.live().owner()) && !id.isPart() && id.kind() != Kind.INDEX) {
        var vertex = plan.vertex(Task.SETTINGS, id, Phase.CHANGE).add(Step.of("ALTER " + id.kind().sql() + " " + id.reference() + " OWNER TO " + Quoting.identifier(before)));
        plan.makers(id).forEach(vertex::after);
      }
    }
  }
}
