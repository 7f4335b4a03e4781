package dev.sluice.engine.postgresql.schema.plan;

import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import dev.sluice.engine.postgresql.schema.plan.Vertex.Phase;
import dev.sluice.engine.postgresql.schema.plan.Vertex.Task;
import dev.sluice.engine.schema.Hazard;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What comes, for the first time or anew. */
final class Making {
  private static final int UNPROVEN_KEYS_OF_PARTITIONED_SINCE = 18;

  private final Blueprint plan;

  Making(Blueprint plan) {
    this.plan = plan;
  }

  void all() {
    var differences = plan.differences();
    Stream.of(differences.created().stream(), differences.anew().keySet().stream(), differences.retyped().keySet().stream())
        .flatMap(ids -> ids)
        .sorted()
        .forEach(this::make);
  }

  private List<Vertex> make(Id id) {
    if (!plan.makers(id).isEmpty()) {
      return plan.makers(id);
    }
    var whole = whole(id);
    if (whole.isPresent()) {
      plan.makes(id, make(whole.get()));
    } else {
      own(id);
    }
    return plan.makers(id);
  }

  /** With which it comes by itself. */
  private Optional<Id> whole(Id id) {
    var wanted = plan.wanted();
    return switch (id.kind()) {
      case COLUMN -> wanted.relation(id).filter(plan.differences()::comes).or(() -> plan.leadingColumn(id).filter(plan.differences()::comes));
      case DEFAULT -> {
        var column = id.part(Kind.COLUMN, id.part());
        var added = plan.differences().comes(column) && wanted.relation(id).filter(plan.differences()::comes).isEmpty();
        yield added ? Optional.of(column) : sameOfParent(id, column);
      }
      default -> Optional.empty();
    };
  }

  /** A parent's default is set for its children too. */
  private Optional<Id> sameOfParent(Id id, Id column) {
    return plan.wanted().relation(id).filter(plan.differences()::comes).isPresent()
        ? Optional.empty()
        : plan.leadingColumn(column)
            .map(parent -> parent.part(Kind.DEFAULT, parent.part()))
            .filter(plan.differences()::comes)
            .filter(parent -> expression(parent).equals(expression(id)));
  }

  private Optional<String> expression(Id id) {
    return plan.wanted().find(id, Item.ColumnDefault.class).map(Item.ColumnDefault::expression);
  }

  private Vertex change(Id id) {
    var vertex = plan.vertex(Task.MAKE, id, Phase.CHANGE);
    plan.makes(id, vertex);
    return vertex;
  }

  private void own(Id id) {
    switch (plan.wanted().find(id).orElseThrow()) {
      case Item.Namespace any -> change(id).add(Step.of("CREATE SCHEMA " + id.qualified()));
      case Item.Extension extension -> change(id).add(DatabaseSql.create(extension));
      case Item.Collation collation -> change(id).add(Step.of("CREATE COLLATION " + id.qualified() + " (" + collation.definition() + ")"));
      case Item.Dictionary dictionary -> change(id).add(TextSearchSql.create(dictionary));
      case Item.Configuration configuration -> TextSearchSql.create(configuration).forEach(change(id)::add);
      case Item.EnumType type -> change(id).add(TypeSql.create(type));
      case Item.Composite type -> change(id).add(TypeSql.create(type));
      case Item.Range type -> change(id).add(TypeSql.create(type));
      case Item.Domain domain -> {
        var vertex = change(id).add(TypeSql.create(domain));
        TypeSql.unproven(domain).forEach(vertex::add);
      }
      case Item.Sequence sequence -> change(id).add(SequenceSql.create(sequence));
      // What else is made with it is known when its turn comes.
      case Item.Table any -> change(id);
      case Item.Column column -> ColumnSql.add(column, expression(id.part(Kind.DEFAULT, id.part())), plan.wanted().major()).forEach(change(id)::add);
      case Item.ColumnDefault value -> change(id).add(ColumnSql.alter(id, "SET DEFAULT " + value.expression()));
      case Item.Constraint constraint -> constraint(constraint);
      case Item.Index index -> index(index);
      case Item.View view -> change(id).add(CodeSql.create(view));
      case Item.Routine routine -> change(id).add(CodeSql.create(routine));
      case Item.Trigger trigger -> CodeSql.create(trigger, false).forEach(change(id)::add);
      case Item.PartitionTrigger trigger -> change(id).add(CodeSql.enabled(id, trigger.enabled()));
      case Item.Rule rule -> CodeSql.create(rule, false).forEach(change(id)::add);
      case Item.Policy policy -> change(id).add(CodeSql.create(policy));
      case Item.Statistics statistics -> CodeSql.create(statistics).forEach(change(id)::add);
      case Item.EventTrigger trigger -> {
        var vertex = plan.vertex(Task.MAKE, id, Phase.LAST);
        plan.makes(id, vertex);
        CodeSql.create(trigger).forEach(vertex::add);
      }
      case Item.Publication publication -> change(id).add(DatabaseSql.create(publication));
      case Item.Wrapper wrapper -> change(id).add(DatabaseSql.create(wrapper));
      case Item.ForeignServer server -> change(id).add(DatabaseSql.create(server));
      case Item.DefaultPrivileges defaults -> {
        var vertex = plan.vertex(Task.MAKE, id, Phase.LAST);
        plan.makes(id, vertex);
        GrantSql.change(defaults, GrantSql.baseline(defaults, plan.wanted().major()), plan.wanted().privileges(id)).forEach(vertex::add);
      }
    }
  }

  /** Whether a constraint gets an index that is built while others write. */
  static boolean builtBeside(Blueprint plan, Id id, Id relation) {
    return plan.wanted().find(id, Item.Constraint.class)
        .filter(constraint -> constraint.type() == 'p' || constraint.type() == 'u')
        .filter(constraint -> constraint.parent().isEmpty() && !constraint.definition().contains("WITHOUT OVERLAPS"))
        .isPresent() && plan.beside(relation);
  }

  private void constraint(Item.Constraint constraint) {
    var id = constraint.id();
    var relation = plan.wanted().relation(id).orElseThrow();
    if (builtBeside(plan, id, relation)) {
      var name = ConstraintSql.temporary(id, "index");
      var build = plan.vertex(Task.BUILD, id, Phase.BUILD).add(ConstraintSql.buildBeside(constraint.index().orElseThrow(), name));
      var make = plan.vertex(Task.MAKE, id, Phase.SWAP);
      ConstraintSql.addUsing(constraint, name).forEach(make::add);
      make.after(build);
      plan.makes(id, make);
    } else if (constraint.index().isPresent() || constraint.definition().endsWith(" NOT ENFORCED") || plan.differences().comes(relation) || relation.kind() == Kind.FOREIGN_TABLE) {
      ConstraintSql.add(constraint).forEach(change(id)::add);
    } else if (!constraint.validated()) {
      change(id).add(ConstraintSql.addUnproven(constraint));
    } else if (plan.beside(relation) && !provenInParts(constraint) || plan.partitioned(relation) && (constraint.type() == 'c' || plan.wanted().major() >= UNPROVEN_KEYS_OF_PARTITIONED_SINCE)) {
      change(id).add(ConstraintSql.addUnproven(constraint));
      plan.vertex(Task.VALIDATE, id, Phase.VALIDATE).add(ConstraintSql.validate(id)).after(plan.makers(id).getFirst());
    } else {
      change(id).add(ConstraintSql.addAtOnce(constraint));
    }
  }

  /** Of a key to a partitioned table older servers prove the whole and never the parts, of which there is one for each partition. */
  private boolean provenInParts(Item.Constraint constraint) {
    return constraint.type() == 'f' && plan.wanted().major() < UNPROVEN_KEYS_OF_PARTITIONED_SINCE
        && constraint.target().stream().findFirst().filter(plan::partitioned).isPresent();
  }

  private void index(Item.Index index) {
    var id = index.id();
    if (plan.beside(index.table())) {
      var build = plan.vertex(Task.MAKE, id, Phase.BUILD).add(ConstraintSql.buildBeside(index.definition(), id.name()));
      ConstraintSql.statistics(index, List.of()).forEach(build::add);
      plan.makes(id, build);
      return;
    }
    var blocks = plan.differences().comes(index.table()) ? new Hazard[] {Hazard.BUILDS_INDEX} : new Hazard[] {Hazard.BUILDS_INDEX, Hazard.BLOCKS_WRITES};
    var vertex = change(id).add(Step.of(index.definition(), blocks));
    ConstraintSql.statistics(index, List.of()).forEach(vertex::add);
  }
}
