package dev.sluice.engine.postgresql.schema.diff;

import dev.sluice.engine.postgresql.schema.model.Item;
import java.util.Optional;

/** An item without what can't be changed or says nothing of the structure, beside the desired one that it is compared with. */
final class Compared {
  private Compared() {}

  /** What a column has from a parent can't be named otherwise. */
  private static boolean own(Item column) {
    return !((Item.Column) column).notNullConstraint().inherited();
  }

  private static Item.Column.NotNull proven(Item.Column column) {
    return new Item.Column.NotNull(column.notNullConstraint().name(), true, column.notNullConstraint().inheritable(), false, false);
  }

  static Item of(Item item, Item desired) {
    return switch (item) {
      case Item.Column column ->
          new Item.Column(
              column.id(), 0, column.type(), column.collation(), column.notNull(), own(desired) ? proven(column) : Item.Column.NotNull.STANDARD, column.identity(), column.generated(),
              column.storage(), column.compression(), column.statistics(), false, true, column.options(), column.foreignOptions());
      case Item.Table table ->
          new Item.Table(
              table.id(), table.logged(), table.partitioning(), table.parents(), table.bound(), Optional.empty(), table.leaving(), table.options(), table.accessMethod(),
              table.rowSecurity(), table.forcedRowSecurity(), table.replicaIdentity(), table.clusteredOn(), table.foreign(), table.type());
      // Whether it is proven is compared on its own: what is proven is as good as what needn't be.
      case Item.Constraint constraint ->
          new Item.Constraint(
              constraint.id(), constraint.type(), constraint.definition(), true, Optional.empty(), constraint.options(), constraint.columns(),
              constraint.target(), constraint.inherited(), constraint.parent());
      case Item.View view -> new Item.View(view.id(), view.columns(), view.definition(), view.options(), true, view.accessMethod());
      case Item.Index index ->
          new Item.Index(index.id(), index.table(), index.definition(), index.unique(), true, index.partitioned(), index.parent(), index.statistics());
      case Item.Domain domain ->
          new Item.Domain(
              domain.id(), domain.type(), domain.collation(), domain.notNull(), domain.expression(),
              domain.checks().stream().map(check -> new Item.Domain.Check(check.name(), check.definition(), true)).toList());
      case Item.Dictionary dictionary -> new Item.Dictionary(dictionary.id(), dictionary.template(), dictionary.options().stream().sorted().toList());
      default -> item;
    };
  }
}
