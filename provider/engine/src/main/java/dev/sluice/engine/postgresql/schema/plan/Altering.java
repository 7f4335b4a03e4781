package dev.sluice.engine.postgresql.schema.plan;

import dev.sluice.engine.postgresql.Quoting;
import dev.sluice.engine.postgresql.schema.diff.DomainUse;
import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import dev.sluice.engine.postgresql.schema.plan.Vertex.Phase;
import dev.sluice.engine.postgresql.schema.plan.Vertex.Task;
import dev.sluice.engine.schema.Hazard;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** What changes in place. */
final class Altering {
  private final Blueprint plan;
  private final Following following;

  Altering(Blueprint plan) {
    this.plan = plan;
    this.following = new Following(plan);
  }

  void all() {
    var ids = new TreeSet<>(plan.differences().altered());
    ids.addAll(plan.differences().recast());
    // What is done to a whole table's trigger is done to each partition's.
    plan.wanted().all(Item.PartitionTrigger.class).stream().map(Item::id)
        .filter(id -> plan.live().find(id, Item.PartitionTrigger.class).isPresent())
        .filter(id -> plan.wanted().needs(id).stream().anyMatch(need -> need.kind() == Kind.TRIGGER && plan.differences().altered().contains(need)))
        .forEach(ids::add);
    ids.addAll(following.overridden());
    ids.stream().filter(id -> !plan.differences().goes(id)).forEach(this::alter);
  }

  private List<Vertex> alter(Id id) {
    if (!plan.makers(id).isEmpty()) {
      return plan.makers(id);
    }
    var parent = sameOfParent(id);
    parent.ifPresent(leading -> plan.makes(id, alter(leading)));
    // A column may have more than what its parent's takes along.
    if (parent.isEmpty() || id.kind() == Kind.COLUMN) {
      steps(plan.live().find(id).orElseThrow(), plan.wanted().find(id).orElseThrow());
    }
    return plan.makers(id);
  }

  /** What a parent's column or default takes with it. */
  private Optional<Id> sameOfParent(Id id) {
    if (id.kind() == Kind.DEFAULT) {
      return plan.leadingColumn(id.part(Kind.COLUMN, id.part())).map(column -> column.part(Kind.DEFAULT, column.part()))
          .filter(plan.differences().altered()::contains)
          .filter(parent -> plan.wanted().find(parent, Item.ColumnDefault.class).map(Item.ColumnDefault::expression)
              .equals(plan.wanted().find(id, Item.ColumnDefault.class).map(Item.ColumnDefault::expression)));
    }
    return id.kind() == Kind.COLUMN ? following.leader(id) : Optional.empty();
  }

  private Vertex change(Id id) {
    var vertex = plan.vertex(Task.ALTER, id, Phase.CHANGE);
    plan.makes(id, vertex);
    return vertex;
  }

  private void steps(Item live, Item wanted) {
    var id = wanted.id();
    switch (wanted) {
      case Item.Extension to -> DatabaseSql.alter((Item.Extension) live, to).forEach(change(id)::add);
      case Item.Dictionary to -> change(id).add(TextSearchSql.alter((Item.Dictionary) live, to));
      case Item.Configuration to -> TextSearchSql.alter((Item.Configuration) live, to).forEach(change(id)::add);
      case Item.EnumType to -> {
        var vertex = plan.vertex(Task.ALTER, id, Phase.ENUM_VALUES);
        plan.makes(id, vertex);
        TypeSql.addValues((Item.EnumType) live, to).forEach(vertex::add);
      }
      case Item.Composite to -> TypeSql.alter((Item.Composite) live, to).forEach(change(id)::add);
      case Item.Domain to -> {
        var beside = !DomainUse.contained(plan.wanted(), id);
        TypeSql.alter((Item.Domain) live, to, beside).forEach(change(id)::add);
        var proofs = beside ? TypeSql.validate((Item.Domain) live, to) : List.<Step>of();
        if (!proofs.isEmpty()) {
          var vertex = plan.vertex(Task.VALIDATE, id, Phase.VALIDATE);
          proofs.forEach(vertex::add);
          vertex.after(plan.makers(id).getFirst());
        }
      }
      case Item.Sequence to -> SequenceSql.alter((Item.Sequence) live, to).forEach(change(id)::add);
      case Item.Table to -> table((Item.Table) live, to);
      case Item.Column to -> column((Item.Column) live, to);
      case Item.ColumnDefault to -> change(id).add(ColumnSql.alter(id, "SET DEFAULT " + to.expression()));
      case Item.Constraint to -> constraint((Item.Constraint) live, to);
      case Item.Index to -> ConstraintSql.statistics(to, ((Item.Index) live).statistics()).forEach(change(id)::add);
      case Item.View to -> CodeSql.alter((Item.View) live, to).forEach(change(id)::add);
      case Item.Routine to -> change(id).add(CodeSql.create(to));
      case Item.Trigger to -> CodeSql.alter((Item.Trigger) live, to).forEach(change(id)::add);
      case Item.PartitionTrigger to -> change(id).add(CodeSql.enabled(id, to.enabled()));
      case Item.Rule to -> CodeSql.alter((Item.Rule) live, to).forEach(change(id)::add);
      case Item.Policy to -> change(id).add(CodeSql.alter(to));
      case Item.Statistics to -> change(id).add(CodeSql.target(to));
      case Item.EventTrigger to -> change(id).add(CodeSql.enabled(to));
      case Item.Publication to -> DatabaseSql.alter((Item.Publication) live, to).forEach(change(id)::add);
      case Item.Wrapper to -> change(id).add(DatabaseSql.alter((Item.Wrapper) live, to));
      case Item.ForeignServer to -> change(id).add(DatabaseSql.alter((Item.ForeignServer) live, to));
      case Item.Namespace any -> {}
      case Item.Collation any -> {}
      case Item.Range any -> {}
      // Its privileges are all there is to it.
      case Item.DefaultPrivileges any -> {}
    }
  }

  private void constraint(Item.Constraint from, Item.Constraint to) {
    var vertex = change(to.id());
    ConstraintSql.options(to, from.options()).forEach(vertex::add);
    if (!from.validated() && to.validated()) {
      plan.vertex(Task.VALIDATE, to.id(), Phase.VALIDATE).add(ConstraintSql.validate(to.id())).after(vertex);
    }
  }

  private void table(Item.Table from, Item.Table to) {
    var vertex = change(to.id());
    TableSql.alter(from, to).forEach(vertex::add);
    if (from.leaving()) {
      // Before that nothing of it can change.
      var finished = plan.vertex(Task.DETACH, to.id(), Phase.RENAME).add(Step.of(TableSql.detach(from) + " FINALIZE"));
      vertex.after(finished);
      Inheriting.left(plan, from, to).forEach(vertex::add);
    } else if (from.bound().isPresent() && (!from.bound().equals(to.bound()) || !from.parents().equals(to.parents()))) {
      Partitioning.detach(plan, from, to).forEach(vertex::add);
      Inheriting.left(plan, from, to).forEach(vertex::add);
    }
  }

  private void column(Item.Column from, Item.Column to) {
    var id = to.id();
    var leader = following.leader(id);
    var left = following.taken(from);
    var relation = plan.wanted().relation(id).orElseThrow();
    var unproven = left.notNull() && !left.neverNull() && to.neverNull();
    // What a parent's change took comes back at once.
    var comes = !from.notNull() && !left.notNull() && to.neverNull();
    // An identity is added to what has no null by then.
    var later = (to.identity().isEmpty() || from.identity().isPresent()) && (unproven || comes && plan.beside(relation));
    var way = new ColumnSql.Way(leader.isEmpty() && plan.differences().recast().contains(id), later, following.staysWithChildren(id));
    var steps = ColumnSql.alter(left, to, way, plan.live());
    if (leader.isPresent() && steps.isEmpty() && !later) {
      return;
    }
    var vertex = change(id);
    following.changingParents(id).forEach(parent -> alter(parent).forEach(vertex::after));
    steps.forEach(vertex::add);
    if (later) {
      notNull(left, to, vertex);
    }
  }

  /** Proven first by a constraint, so that writers don't wait while the rows are read. */
  private void notNull(Item.Column from, Item.Column column, Vertex before) {
    var table = column.id().qualified();
    var vertex = plan.vertex(Task.NOT_NULL, column.id(), Phase.NOT_NULL);
    vertex.after(before);
    if (from.notNull()) {
      vertex.add(ColumnSql.validateNotNull(from, column));
      return;
    }
    if (!column.notNullConstraint().standard()) {
      ColumnSql.notNullInSteps(column).forEach(vertex::add);
      return;
    }
    var name = Quoting.identifier(ConstraintSql.temporary(column.id(), "not null"));
    vertex.add(Step.fresh("ALTER TABLE " + table + " ADD CONSTRAINT " + name + " CHECK (" + Quoting.identifier(column.id().part()) + " IS NOT NULL) NOT VALID"));
    vertex.add(Step.fresh("ALTER TABLE " + table + " VALIDATE CONSTRAINT " + name, Hazard.MAY_FAIL_ON_DATA));
    var set = ColumnSql.setNotNull(column);
    vertex.add(new Step(set.sql(), Step.Place.FRESH, false, set.hazards()));
    vertex.add(Step.of("ALTER TABLE " + table + " DROP CONSTRAINT " + name));
  }
}
