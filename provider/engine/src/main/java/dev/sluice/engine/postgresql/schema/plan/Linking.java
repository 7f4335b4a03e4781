package dev.sluice.engine.postgresql.schema.plan;

import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import dev.sluice.engine.postgresql.schema.plan.Vertex.Task;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What has to come before what: by the dependencies of both sides, and by names that can be had once only. */
final class Linking {
  private static final Pattern WORD = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);

  private final Blueprint plan;
  private final Map<Id, SortedSet<Id>> dependents;
  /** What becomes a part of another table's. */
  private final Map<Id, Vertex> attached = new HashMap<>();

  Linking(Blueprint plan) {
    this.plan = plan;
    plan.vertices().stream().filter(vertex -> vertex.task() == Task.ATTACH).forEach(vertex -> attached.put(vertex.id(), vertex));
    this.dependents = plan.live().dependents();
  }

  void all() {
    plan.makers().forEach((id, makers) -> makers.forEach(maker -> {
      comesAfterNeeds(id, maker);
      plan.remover(id).ifPresent(maker::after);
    }));
    plan.vertices().stream().filter(vertex -> vertex.task() == Task.BUILD).forEach(vertex -> comesAfterNeeds(vertex.id(), vertex));
    plan.removers().forEach(this::goesAfterDependents);
    plan.makers().forEach(this::changesAfterDependents);
    retyping();
    detachedParts();
    logging();
    names();
    bodies();
    keysAfterNotNull();
    olderDefaultPartition();
    PartitionTriggers.link(plan, attached);
  }

  private void comesAfterNeeds(Id id, Vertex maker) {
    for (var need : plan.wanted().needs(id)) {
      if (ownPart(id, need)) {
        continue;
      }
      plan.makers(need).forEach(maker::after);
      if (attached.containsKey(need) && id.kind() != Kind.INDEX && !id.isPart()) {
        maker.after(attached.get(need));
      }
    }
  }

  /** An index of a partition doesn't wait for the whole table's, of which it becomes a part. */
  private boolean ownPart(Id id, Id need) {
    var item = plan.wanted().find(id).orElse(null);
    return item instanceof Item.Index index && index.parent().filter(need::equals).isPresent()
        || item instanceof Item.Constraint constraint && constraint.parent().filter(need::equals).isPresent()
        || item instanceof Item.Table table && table.partition() && table.parents().contains(need);
  }

  private void goesAfterDependents(Id id, Vertex remover) {
    for (var dependent : dependents.getOrDefault(id, new TreeSet<>())) {
      var other = plan.remover(dependent);
      if (other.isPresent()) {
        remover.after(other.get());
      } else if (!plan.differences().recast().contains(dependent)) {
        plan.makers(dependent).stream().filter(maker -> maker.task() == Task.ALTER).forEach(remover::after);
      }
    }
  }

  /** What is in the way of a column's new type has to go before. */
  private void changesAfterDependents(Id id, List<Vertex> makers) {
    if (id.kind() == Kind.COLUMN && !plan.differences().comes(id)) {
      for (var dependent : dependents.getOrDefault(id, new TreeSet<>())) {
        plan.remover(dependent).filter(other -> other.phase().compareTo(Vertex.Phase.CHANGE) <= 0).ifPresent(other -> makers.forEach(maker -> maker.after(other)));
      }
    }
  }

  /** What is a part of the whole table's index can go once its table is no partition, and doesn't go with that one. */
  private void detachedParts() {
    for (var item : plan.live().items().values()) {
      var whole = item instanceof Item.Index index ? index.parent() : item instanceof Item.Constraint constraint ? constraint.parent() : Optional.<Id>empty();
      var table = item instanceof Item.Index index ? Optional.of(index.table()) : item instanceof Item.Constraint ? plan.live().relation(item.id()) : Optional.<Id>empty();
      if (whole.isPresent() && table.filter(plan::detached).isPresent()) {
        List.of(item.id(), whole.get()).forEach(id -> plan.remover(id).ifPresent(remover -> plan.makers(table.get()).forEach(remover::after)));
      }
    }
  }

  /** No logged table can refer to an unlogged one. */
  private void logging() {
    for (var key : plan.live().all(Item.Constraint.class)) {
      var own = key.type() == 'f' ? plan.live().relation(key.id()).flatMap(this::logged) : Optional.<Boolean>empty();
      var other = own.flatMap(any -> key.target().stream().findFirst()).flatMap(this::logged);
      if (own.isPresent() && own.equals(other) && plan.live().relation(key.id()).filter(key.target().getFirst()::equals).isEmpty()) {
        var referring = plan.makers(plan.live().relation(key.id()).orElseThrow());
        var referred = plan.makers(key.target().getFirst());
        var last = own.get() ? referring : referred;
        var first = own.get() ? referred : referring;
        last.forEach(maker -> first.forEach(maker::after));
      }
    }
  }

  /** What a table becomes of both; empty where it stays what it is. */
  private Optional<Boolean> logged(Id table) {
    var before = plan.live().find(table, Item.Table.class);
    return plan.wanted().find(table, Item.Table.class).filter(after -> before.filter(was -> was.logged() != after.logged()).isPresent()).map(Item.Table::logged);
  }

  private void retyping() {
    var olds = new HashMap<Id, Vertex>();
    plan.vertices().stream().filter(vertex -> vertex.task() == Task.REMOVE_OLD).forEach(vertex -> olds.put(vertex.id(), vertex));
    olds.forEach((id, old) -> {
      plan.makers(id).forEach(old::after);
      if (!id.kind().type()) {
        return;
      }
      for (var dependent : dependents.getOrDefault(id, new TreeSet<>())) {
        plan.makers(dependent).stream().filter(maker -> maker.task() == Task.ALTER).forEach(old::after);
        if (olds.containsKey(dependent)) {
          old.after(olds.get(dependent));
        }
        plan.remover(dependent).ifPresent(old::after);
      }
    });
  }

  /** Relations, indexes and sequences of a schema share their names, and routines of one name may be mistaken for each other. */
  private void names() {
    var freed = new HashMap<String, Set<Vertex>>();
    plan.removers().forEach((id, remover) -> names(plan.live().find(id).orElse(null)).forEach(name -> freed.computeIfAbsent(name, any -> new HashSet<>()).add(remover)));
    plan.live().all(Item.Column.class).forEach(column -> column.identity().ifPresent(identity ->
        plan.makers(column.id()).stream().filter(maker -> maker.task() == Task.ALTER)
            .forEach(maker -> freed.computeIfAbsent(identity.sequence().path(), any -> new HashSet<>()).add(maker))));
    plan.makers().forEach((id, makers) -> names(plan.wanted().find(id).orElse(null))
        .forEach(name -> freed.getOrDefault(name, Set.of()).forEach(remover -> makers.stream().filter(maker -> remover != maker).forEach(maker -> maker.after(remover)))));
    // What an earlier run left under a name that this one is going to use.
    for (var vertex : plan.vertices()) {
      if (vertex.task() == Task.BUILD) {
        freed.getOrDefault(vertex.id().schema() + "." + ConstraintSql.temporary(vertex.id(), "index"), Set.of()).forEach(vertex::after);
      } else if (vertex.task() == Task.MOVE_AWAY && vertex.id().kind() == Kind.INDEX) {
        freed.getOrDefault(vertex.id().schema() + "." + ConstraintSql.temporary(vertex.id(), "index"), Set.of()).forEach(vertex::after);
      } else if (vertex.id().kind() == Kind.TABLE && (vertex.task() == Task.ATTACH || vertex.task() == Task.ALTER)) {
        plan.remover(vertex.id().part(Kind.CONSTRAINT, Partitioning.temporary(vertex.id()))).ifPresent(vertex::after);
      } else if (vertex.task() == Task.NOT_NULL) {
        plan.remover(vertex.id().part(Kind.CONSTRAINT, ConstraintSql.temporary(vertex.id(), "not null"))).ifPresent(vertex::after);
      }
    }
  }

  private static Set<String> names(Item item) {
    return switch (item) {
      case null -> Set.of();
      case Item.Constraint constraint -> constraint.index().isPresent() ? Set.of(constraint.id().schema() + "." + constraint.id().part()) : Set.of();
      case Item.Column column -> column.identity().map(identity -> Set.of(identity.sequence().path())).orElse(Set.of());
      case Item.Routine routine -> Set.of(routine.id().as(routine.id().kind()).path());
      default -> item.id().kind().sharesNames() || item.id().kind().type() ? Set.of(item.id().path()) : Set.of();
    };
  }

  /** Texts that the server doesn't look into name what they use; they may be executed while the plan runs. */
  private void bodies() {
    var byName = new HashMap<String, Set<Id>>();
    plan.makers().keySet().stream().filter(id -> id.kind().relation() || id.kind().routine() || id.kind().type() || id.kind().textSearch() || id.kind() == Kind.SEQUENCE)
        .forEach(id -> byName.computeIfAbsent(id.name(), any -> new HashSet<>()).add(id));
    for (var id : Set.copyOf(plan.makers().keySet())) {
      var body = plan.wanted().find(id, Item.Routine.class).flatMap(Item.Routine::body);
      body.ifPresent(text -> WORD.matcher(text).results().map(found -> found.group()).distinct()
          .forEach(word -> byName.getOrDefault(word, Set.of()).stream().filter(other -> !other.equals(id))
              .forEach(other -> plan.makers(id).forEach(maker -> plan.makers(other).forEach(maker::preferablyAfter)))));
    }
  }

  private void keysAfterNotNull() {
    for (var vertex : plan.vertices()) {
      if (vertex.task() == Task.NOT_NULL) {
        plan.makers().forEach((id, makers) -> plan.wanted().find(id, Item.Constraint.class)
            .filter(key -> key.type() == 'p' && key.columns().contains(vertex.id()))
            .ifPresent(key -> makers.forEach(maker -> maker.after(vertex))));
      }
    }
  }

  /** A partition that goes makes room for one that comes; one that changes its bounds lets go before. */
  private void olderDefaultPartition() {
    for (var vertex : plan.vertices()) {
      if (vertex.task() == Task.ATTACH && vertex.id().kind() == Kind.TABLE) {
        var parents = plan.wanted().find(vertex.id(), Item.Table.class).map(Item.Table::parents).orElse(List.of());
        plan.live().all(Item.Table.class).stream().filter(Item.Table::partition).filter(other -> parents.containsAll(other.parents())).forEach(other -> {
          plan.remover(other.id()).ifPresent(vertex::after);
          plan.makers(other.id()).stream().filter(maker -> maker.task() == Task.ALTER).forEach(vertex::after);
        });
      }
    }
  }
}
