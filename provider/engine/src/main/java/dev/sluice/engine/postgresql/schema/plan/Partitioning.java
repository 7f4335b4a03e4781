package dev.sluice.engine.postgresql.schema.plan;

import dev.sluice.engine.postgresql.Quoting;
import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.schema.Hazard;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Tables that become partitions, and partitions that become tables, while others read and write. */
final class Partitioning {
  private Partitioning() {}

  /** A constraint that says the same is proven first, so that the partitioned table isn't locked while the rows are read. */
  static List<Step> attach(Blueprint plan, Item.Table table) {
    var attach = TableSql.attach(table);
    var before = plan.live().find(table.id(), Item.Table.class);
    var steps = new ArrayList<>(demanded(plan, table));
    if (!plan.beside(table.id()) || table.rule().isEmpty() || before.filter(was -> !was.partition()).isEmpty()) {
      steps.add(attach);
      return steps;
    }
    steps.addAll(
        List.of(unproven(table.id(), table.rule().get()), proof(table.id()), new Step(attach.sql(), Step.Place.FRESH, false, attach.hazards()), removal(table.id())));
    return steps;
  }

  /** The whole table's checks, which a table must have before it can become a part. */
  private static List<Step> demanded(Blueprint plan, Item.Table table) {
    if (plan.differences().comes(table.id())) {
      return List.of();
    }
    var missing = plan.wanted().all(Item.Constraint.class).stream()
        .filter(check -> check.inherited() && check.id().as(table.id().kind()).equals(table.id()) && !plan.live().has(check.id()))
        .toList();
    return plan.beside(table.id())
        ? Stream.concat(missing.stream().map(ConstraintSql::addUnproven), missing.stream().map(check -> ConstraintSql.validate(check.id()))).toList()
        : missing.stream().map(ConstraintSql::addAtOnce).toList();
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
