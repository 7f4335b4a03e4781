package dev.sluice.engine.postgresql.schema.plan;

import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import dev.sluice.engine.postgresql.schema.model.Model;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Children's columns where a parent's changes: the server takes along what they have of it, and some of what they have of their own. */
final class Following {
  private final Blueprint plan;

  Following(Blueprint plan) {
    this.plan = plan;
  }

  /** The parent's column that changes, and takes a column along. */
  Optional<Id> leader(Id column) {
    return plan.leadingColumn(column).filter(parent -> plan.differences().altered().contains(parent) || plan.differences().recast().contains(parent));
  }

  /** All parents' columns that change: what is a column's own can't be changed before none of them holds it. */
  List<Id> changingParents(Id column) {
    var table = plan.wanted().relation(column).flatMap(relation -> plan.live().find(relation, Item.Table.class));
    return table.map(Item.Table::parents).orElse(List.of()).stream()
        .map(parent -> parent.part(Kind.COLUMN, column.part()))
        .filter(parent -> plan.differences().altered().contains(parent) || plan.differences().recast().contains(parent))
        .toList();
  }

  /** Columns that shall stay as they are, and don't by what is done to their parents'. */
  List<Id> overridden() {
    return plan.wanted().all(Item.Column.class).stream()
        .filter(column -> !plan.differences().altered().contains(column.id()) && leader(column.id()).isPresent())
        .flatMap(column -> plan.live().find(column.id(), Item.Column.class).stream())
        .filter(column -> !ColumnSql.alter(taken(column), column, new ColumnSql.Way(false, false, false), plan.live()).isEmpty())
        .map(Item.Column::id)
        .toList();
  }

  /** A live column as it is once its parent's is as desired. */
  Item.Column taken(Item.Column column) {
    var id = column.id();
    return leader(id)
        .map(parent -> taken(column, column(plan.wanted(), id), column(plan.live(), parent), column(plan.wanted(), parent)))
        .orElse(column);
  }

  private Item.Column taken(Item.Column column, Item.Column wanted, Item.Column from, Item.Column to) {
    return new Item.Column(
        column.id(),
        column.position(),
        from.type().equals(to.type()) ? column.type() : to.type(),
        from.collation().equals(to.collation()) ? column.collation() : to.collation(),
        to.bringsNotNull() || column.notNull() && !takesNotNull(column, wanted, from, to),
        constraint(column, wanted, from, to),
        from.identity().equals(to.identity()) ? column.identity() : wanted.identity(),
        from.generated().equals(to.generated()) ? column.generated() : wanted.generated(),
        from.storage().equals(to.storage()) ? column.storage() : to.storage(),
        column.compression(),
        from.statistics() == to.statistics() ? column.statistics() : to.statistics(),
        column.inherited(),
        column.local(),
        column.options(),
        column.foreignOptions());
  }

  /** Where it may stay or not, what is said of it afterwards says it in both cases. */
  private boolean takesNotNull(Item.Column column, Item.Column wanted, Item.Column from, Item.Column to) {
    return from.bringsNotNull() && !to.notNull() && !staysWithChildren(from.id()) && (wanted.notNull() || !column.notNullConstraint().local());
  }

  private static Item.Column.NotNull constraint(Item.Column column, Item.Column wanted, Item.Column from, Item.Column to) {
    var there = column.notNullConstraint();
    if (!column.notNull() && to.bringsNotNull()) {
      return wanted.notNullConstraint();
    }
    var validated = there.validated() || to.bringsNotNull() && to.neverNull();
    return new Item.Column.NotNull(name(column, from, to), validated, there.inheritable(), there.inherited(), there.local());
  }

  /** A parent's constraint gets another name together with the children's. */
  private static Optional<String> name(Item.Column column, Item.Column from, Item.Column to) {
    var renamed = from.bringsNotNull() && to.notNull() && !to.notNullConstraint().inherited() && name(column).equals(name(from));
    return renamed ? Optional.of(name(to)).filter(name -> !name.equals(ColumnSql.standardName(column))) : column.notNullConstraint().name();
  }

  private static String name(Item.Column column) {
    return column.notNullConstraint().name().orElse(ColumnSql.standardName(column));
  }

  /** Whether a column lets nulls in while one of a child, or of a child's child, doesn't; a partitioned table's can't do that alone. */
  boolean staysWithChildren(Id column) {
    return losesNotNull(column) && plan.wanted().relation(column).filter(plan::partitioned).isEmpty()
        && children(column).anyMatch(child -> keepsNotNull(child) || staysWithChildren(child));
  }

  private Stream<Id> children(Id column) {
    var parent = plan.wanted().relation(column).orElseThrow();
    return plan.wanted().all(Item.Table.class).stream()
        .filter(table -> table.parents().contains(parent))
        .filter(table -> plan.live().find(table.id(), Item.Table.class).filter(before -> before.parents().contains(parent)).isPresent())
        .map(table -> table.id().part(Kind.COLUMN, column.part()))
        .filter(child -> plan.live().has(child) && plan.wanted().has(child));
  }

  private boolean losesNotNull(Id column) {
    return column(plan.live(), column).bringsNotNull() && !column(plan.wanted(), column).notNull();
  }

  private boolean keepsNotNull(Id column) {
    return column(plan.live(), column).notNull() && column(plan.wanted(), column).notNull();
  }

  private static Item.Column column(Model model, Id id) {
    return model.find(id, Item.Column.class).orElseThrow();
  }
}
