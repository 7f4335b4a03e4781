package dev.sluice.engine.postgresql.schema.diff;

import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import dev.sluice.engine.postgresql.schema.model.Model;

/** A domain's values are looked at when it gets a rule, which PostgreSQL can't do inside of arrays and composite values. */
public final class DomainUse {
  private DomainUse() {}

  static boolean scansContainers(Model live, Item from, Item to) {
    return from instanceof Item.Domain before && to instanceof Item.Domain after && scans(before, after) && contained(live, before.id());
  }

  private static boolean scans(Item.Domain from, Item.Domain to) {
    return to.notNull() && !from.notNull()
        || to.checks().stream().anyMatch(check -> check.validated() && from.checks().stream()
            .noneMatch(other -> other.validated() && other.name().equals(check.name()) && other.definition().equals(check.definition())));
  }

  /** Whether a column's values have the domain's inside. */
  public static boolean contained(Model live, Id domain) {
    return live.items().values().stream().filter(item -> live.needs(item.id()).contains(domain)).anyMatch(item -> switch (item) {
      case Item.Column column -> column.type().endsWith("[]");
      case Item.Domain over -> over.type().endsWith("[]") || contained(live, over.id());
      default -> item.id().kind() == Kind.COMPOSITE || item.id().kind() == Kind.RANGE;
    });
  }
}
