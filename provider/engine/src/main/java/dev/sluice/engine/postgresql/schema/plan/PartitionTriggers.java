package dev.sluice.engine.postgresql.schema.plan;

import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import dev.sluice.engine.postgresql.schema.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Triggers of partitioned tables that aren't enabled on a partition as they are on the whole. */
final class PartitionTriggers {
  private PartitionTriggers() {}

  /** Of a table, what it is a part of, the nearest first. */
  private static List<Id> wholes(Model model, Id table) {
    var wholes = new ArrayList<Id>();
    for (var at = parent(model, table); at.isPresent(); at = parent(model, at.get())) {
      wholes.add(at.get());
    }
    return wholes;
  }

  private static Optional<Id> parent(Model model, Id table) {
    return model.find(table, Item.Table.class).filter(Item.Table::partition).map(partition -> partition.parents().getFirst());
  }

  private static Optional<Character> enabled(Model model, Id trigger) {
    return model.find(trigger).flatMap(item -> switch (item) {
      case Item.Trigger whole -> Optional.of(whole.enabled());
      case Item.PartitionTrigger part -> Optional.of(part.enabled());
      default -> Optional.<Character>empty();
    });
  }

  /** Nothing where it comes anew as the whole table's is, or goes. */
  static Optional<Step> asTheWhole(Blueprint plan, Id trigger) {
    var table = plan.wanted().relation(trigger).filter(there -> !plan.differences().goes(there) && !plan.detached(there));
    if (table.isEmpty() || plan.wanted().has(trigger)) {
      return Optional.empty();
    }
    var wholes = wholes(plan.wanted(), table.get()).stream().map(whole -> whole.part(Kind.TRIGGER, trigger.part())).toList();
    return wholes.stream().anyMatch(plan.differences()::goes)
        ? Optional.empty()
        : wholes.stream().flatMap(whole -> enabled(plan.wanted(), whole).stream()).findFirst().map(enabled -> CodeSql.enabled(trigger, enabled));
  }

  /** It is there with the partition, and what is done to the whole table's trigger is done to it too. */
  static void link(Blueprint plan, Map<Id, Vertex> attached) {
    Stream.of(plan.live(), plan.wanted()).flatMap(model -> model.all(Item.PartitionTrigger.class).stream()).map(Item::id).distinct().forEach(id -> {
      var table = plan.wanted().relation(id);
      var vertices = new ArrayList<>(plan.makers(id));
      plan.remover(id).filter(remover -> remover.id().equals(id) && !remover.steps().isEmpty() && plan.live().find(id, Item.PartitionTrigger.class).isPresent())
          .ifPresent(vertices::add);
      for (var whole : table.map(there -> wholes(plan.wanted(), there)).orElse(List.of())) {
        vertices.forEach(vertex -> plan.makers(whole.part(Kind.TRIGGER, id.part())).forEach(vertex::after));
        Optional.ofNullable(attached.get(whole)).ifPresent(attachment -> vertices.forEach(vertex -> vertex.after(attachment)));
      }
      table.map(attached::get).ifPresent(attachment -> vertices.forEach(vertex -> vertex.after(attachment)));
    });
  }
}
