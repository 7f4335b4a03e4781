package dev.sluice.engine.postgresql.schema.diff;

import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Model;
import java.util.List;
import java.util.Optional;

/** What a run that ended halfway has left: an index that isn't valid, a constraint that isn't proven. */
record Unfinished(Model live, Model wanted) {
  boolean is(Item there, Item desired) {
    return switch (there) {
      case Item.Index index -> !index.valid() && ((Item.Index) desired).valid();
      case Item.Constraint constraint -> !constraint.validated() && ((Item.Constraint) desired).validated();
      case Item.Column column -> column.notNull() && !column.neverNull() && ((Item.Column) desired).neverNull();
      case Item.Domain domain -> domain.checks().stream().anyMatch(check -> !check.validated()
          && ((Item.Domain) desired).checks().stream().anyMatch(other -> other.name().equals(check.name()) && other.validated()));
      default -> false;
    };
  }

  /** An object as it will be once all others are as desired: a partitioned table's index gets valid with the last of its parts. */
  Item completed(Item there) {
    return there instanceof Item.Index index && completes(index)
        ? new Item.Index(index.id(), index.table(), index.definition(), index.unique(), true, index.partitioned(), index.parent(), index.statistics())
        : there;
  }

  /** The server looks whether it is valid when a part is attached, and only then; a part can't leave it. */
  private boolean completes(Item.Index index) {
    if (index.valid() || !index.partitioned()) {
      return false;
    }
    var attached = parts(live, index.id());
    return attached.stream().allMatch(part -> part.valid() || completes(part))
        && parts(wanted, index.id()).stream().anyMatch(part -> attached(part.id(), index.id()).map(this::completes).orElse(true));
  }

  private Optional<Item.Index> attached(Id part, Id whole) {
    return live.find(part, Item.Index.class).filter(index -> index.parent().filter(whole::equals).isPresent());
  }

  private static List<Item.Index> parts(Model model, Id whole) {
    return model.all(Item.Index.class).stream().filter(index -> index.parent().filter(whole::equals).isPresent()).toList();
  }
}
