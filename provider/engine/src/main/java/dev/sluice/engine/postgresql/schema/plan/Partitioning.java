package dev.sluice.engine.postgresql.schema.plan;

import dev.sluice.engine.postgresql.Quoting;
import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.schema.Hazard;
import java.util.List;

/** Tables that become partitions, and partitions that become tables, while others read and write. */
final class Partitioning {
  private Partitioning() {}

  /** A constraint that says the same is proven first, so that the partitioned table isn't locked while the rows are read. */
  static List<Step> attach(Blueprint plan, Item.Table table) {
    var attach = TableSql.attach(table);
    var before = plan.live().find(table.id(), Item.Table.class);
    if (!plan.beside(table.id()) || table.rule().isEmpty() || before.filter(was -> !was.partition()).isEmpty()) {
      return List.of(attach);
    }
    return List.of(
        unproven(table.id(), table.rule().get()), proof(table.id()), new Step(attach.sql(), Step.Place.FRESH, false, attach.hazards()), removal(table.id()));
  }

  /** Concurrently the server leaves a constraint in the bounds' place, of a name of its own, unless one says the same already. */
  static List<Step> detach(Blueprint plan, Item.Table from, Item.Table to) {
    if (!plan.beside(to.id()) || to.partition() || from.rule().isEmpty() || hasDefault(plan, from)) {
      return List.of(Step.of(TableSql.detach(from)));
    }
    return List.of(unproven(to.id(), from.rule().get()), proof(to.id()), Step.alone(TableSql.detach(from) + " CONCURRENTLY"), removal(to.id()));
  }

  /** Which keeps others from being detached concurrently. */
  private static boolean hasDefault(Blueprint plan, Item.Table partition) {
    return plan.live().all(Item.Table.class).stream()
        .anyMatch(other -> other.parents().equals(partition.parents()) && other.bound().filter("DEFAULT"::equals).isPresent());
  }

  static String temporary(Id table) {
    return ConstraintSql.temporary(table, "bounds");
  }

  private static Step unproven(Id table, String rule) {
    return Step.fresh("ALTER TABLE " + table.qualified() + " ADD CONSTRAINT " + Quoting.identifier(temporary(table)) + " CHECK (" + rule + ") NOT VALID");
  }

  private static Step proof(Id table) {
    return Step.fresh("ALTER TABLE " + table.qualified() + " VALIDATE CONSTRAINT " + Quoting.identifier(temporary(table)), Hazard.MAY_FAIL_ON_DATA);
  }

  private static Step removal(Id table) {
    return Step.of("ALTER TABLE " + table.qualified() + " DROP CONSTRAINT " + Quoting.identifier(temporary(table)));
  }
}
