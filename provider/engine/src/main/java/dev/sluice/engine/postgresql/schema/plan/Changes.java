package dev.sluice.engine.postgresql.schema.plan;

import dev.sluice.engine.postgresql.schema.diff.Differences;
import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import dev.sluice.engine.postgresql.schema.model.Model;
import dev.sluice.engine.postgresql.schema.plan.Vertex.Task;
import dev.sluice.engine.schema.Change;
import dev.sluice.engine.schema.Change.Altered;
import dev.sluice.engine.schema.Change.Aspect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** What a plan does, object by object, in the words that lint and approval judge. */
final class Changes {
  private final Model live;
  private final Model wanted;
  private final Differences differences;
  private final Blueprint plan;
  private final List<Change> changes = new ArrayList<>();

  Changes(Model live, Model wanted, Differences differences, Blueprint plan) {
    this.live = live;
    this.wanted = wanted;
    this.differences = differences;
    this.plan = plan;
  }

  List<Change> list() {
    var ids = new TreeSet<Id>();
    ids.addAll(differences.created());
    ids.addAll(differences.dropped());
    ids.addAll(differences.altered());
    ids.addAll(differences.anew().keySet());
    ids.addAll(differences.retyped().keySet());
    ids.addAll(differences.recast());
    ids.forEach(this::add);
    for (var vertex : plan.vertices()) {
      if (vertex.task() == Task.COMMENT) {
        altered(vertex.id(), Aspect.COMMENT, live.comments().getOrDefault(vertex.id(), ""), wanted.comments().getOrDefault(vertex.id(), ""));
      } else if (vertex.task() == Task.PRIVILEGES) {
        altered(vertex.id(), Aspect.PRIVILEGES, "", "");
      }
    }
    return changes;
  }

  private static Optional<String> enabled(Model model, Id id) {
    return model.find(id, Item.PartitionTrigger.class).map(trigger -> String.valueOf(trigger.enabled()));
  }

  private void add(Id id) {
    if (enabled(live, id).or(() -> enabled(wanted, id)).isPresent() && !(live.has(id) && wanted.has(id) && differences.anew().containsKey(id))) {
      altered(id, Aspect.ENABLED, enabled(live, id).orElse("as the whole table's"), enabled(wanted, id).orElse("as the whole table's"));
    } else if (differences.created().contains(id)) {
      if (!partOf(id, wanted, differences.created())) {
        changes.add(new Change.Created(Differences.name(id)));
      }
    } else if (differences.dropped().contains(id)) {
      if (!partOf(id, live, differences.dropped())) {
        changes.add(new Change.Dropped(Differences.name(id), losesData(id)));
      }
    } else if (differences.anew().containsKey(id)) {
      var because = differences.anew().get(id);
      changes.add(new Change.Recreated(Differences.name(id), losesData(id), because.equals(id) ? Optional.empty() : Optional.of(Differences.name(because))));
    } else if (differences.retyped().containsKey(id)) {
      changes.add(retyped(id));
    } else if (live.has(id) && wanted.has(id)) {
      aspects(live.find(id).orElseThrow(), wanted.find(id).orElseThrow());
    }
  }

  private static boolean partOf(Id id, Model model, java.util.Set<Id> all) {
    return (id.kind() == Kind.COLUMN || id.kind() == Kind.DEFAULT) && model.relation(id).filter(all::contains).isPresent();
  }

  private boolean losesData(Id id) {
    return switch (live.find(id).orElseThrow()) {
      case Item.Table table -> table.foreign().isEmpty();
      case Item.Column column -> column.generated().isEmpty();
      case Item.Sequence sequence -> sequence.owner().filter(wanted::has).isEmpty();
      default -> false;
    };
  }

  private Change retyped(Id id) {
    if (live.find(id).orElseThrow() instanceof Item.EnumType from && wanted.find(id).orElseThrow() instanceof Item.EnumType to) {
      return new Altered(Differences.name(id), Aspect.VALUES_REMOVED, String.join(", ", from.labels()), String.join(", ", to.labels()));
    }
    var because = differences.retyped().get(id);
    return new Change.Recreated(Differences.name(id), false, because.equals(id) ? Optional.empty() : Optional.of(Differences.name(because)));
  }

  private void altered(Id id, Aspect aspect, Object from, Object to) {
    changes.add(new Altered(Differences.name(id), aspect, String.valueOf(from), String.valueOf(to)));
  }

  private void differing(Id id, Aspect aspect, Object from, Object to) {
    if (!from.equals(to)) {
      altered(id, aspect, from, to);
    }
  }

  private void aspects(Item live, Item wanted) {
    var id = wanted.id();
    switch (wanted) {
      case Item.Column to -> column((Item.Column) live, to);
      case Item.Table to -> table((Item.Table) live, to);
      case Item.ColumnDefault to -> altered(id, Aspect.DEFAULT, ((Item.ColumnDefault) live).expression(), to.expression());
      case Item.EnumType to -> altered(id, Aspect.VALUES_ADDED, String.join(", ", ((Item.EnumType) live).labels()), String.join(", ", to.labels()));
      case Item.Composite any -> altered(id, Aspect.ATTRIBUTES, "", "");
      case Item.Constraint to -> {
        differing(id, Aspect.OPTIONS, ((Item.Constraint) live).options(), to.options());
        differing(id, Aspect.VALIDATION, ((Item.Constraint) live).validated() ? "valid" : "not valid", to.validated() ? "valid" : "not valid");
      }
      case Item.Index to -> {
        differing(id, Aspect.OPTIONS, ((Item.Index) live).statistics(), to.statistics());
        differing(id, Aspect.VALIDATION, ((Item.Index) live).valid() ? "valid" : "not valid", to.valid() ? "valid" : "not valid");
      }
      case Item.Dictionary to -> altered(id, Aspect.OPTIONS, String.join(", ", ((Item.Dictionary) live).options()), String.join(", ", to.options()));
      case Item.Configuration to -> altered(id, Aspect.DEFINITION, ((Item.Configuration) live).mappings(), to.mappings());
      case Item.Extension to -> altered(id, Aspect.VERSION, ((Item.Extension) live).version(), to.version());
      case Item.Trigger to -> {
        differing(id, Aspect.DEFINITION, ((Item.Trigger) live).definition(), to.definition());
        differing(id, Aspect.ENABLED, ((Item.Trigger) live).enabled(), to.enabled());
      }
      case Item.Sequence to -> {
        differing(id, Aspect.OPTIONS, ((Item.Sequence) live).terms(), to.terms());
        differing(id, Aspect.OWNERSHIP, owner((Item.Sequence) live), owner(to));
      }
      case Item.View to -> {
        differing(id, Aspect.OPTIONS, String.join(", ", ((Item.View) live).options()), String.join(", ", to.options()));
        differing(id, Aspect.DEFINITION, ((Item.View) live).definition(), to.definition());
      }
      default -> altered(id, Aspect.DEFINITION, "", "");
    }
  }

  private static String owner(Item.Sequence sequence) {
    return sequence.owner().map(Id::path).orElse("");
  }

  private void column(Item.Column from, Item.Column to) {
    var id = to.id();
    differing(id, Aspect.TYPE, from.type(), to.type());
    differing(id, Aspect.COLLATION, from.collation(), to.collation());
    differing(id, Aspect.NULLABILITY, from.notNull() ? "NOT NULL" : "NULL", to.notNull() ? "NOT NULL" : "NULL");
    if (from.notNull() && to.notNull()) {
      differing(id, Aspect.VALIDATION, from.neverNull() || !to.neverNull() ? "valid" : "not valid", "valid");
      differing(id, Aspect.DEFINITION, ColumnSql.notNullWords(from, from), ColumnSql.notNullWords(from, to));
    }
    differing(id, Aspect.IDENTITY, from.identity().map(Object::toString).orElse(""), to.identity().map(Object::toString).orElse(""));
    differing(id, Aspect.GENERATION, from.generated().map(Item.Column.Generated::expression).orElse(""), to.generated().map(Item.Column.Generated::expression).orElse(""));
    differing(id, Aspect.STORAGE, from.storage() + from.compression(), to.storage() + to.compression());
    differing(id, Aspect.OPTIONS, from.options() + " " + from.statistics(), to.options() + " " + to.statistics());
  }

  private void table(Item.Table from, Item.Table to) {
    var id = to.id();
    differing(id, Aspect.STORAGE, from.logged() ? "logged" : "unlogged", to.logged() ? "logged" : "unlogged");
    differing(id, Aspect.OPTIONS, String.join(", ", from.options()), String.join(", ", to.options()));
    differing(id, Aspect.PARTITIONING, from.bound().orElse(""), to.bound().orElse(""));
    differing(id, Aspect.INHERITANCE, from.parents().toString(), to.parents().toString());
    differing(id, Aspect.ROW_SECURITY, from.rowSecurity() + " " + from.forcedRowSecurity(), to.rowSecurity() + " " + to.forcedRowSecurity());
    differing(id, Aspect.DEFINITION, from.replicaIdentity() + from.clusteredOn() + from.type(), to.replicaIdentity() + to.clusteredOn() + to.type());
  }
}
