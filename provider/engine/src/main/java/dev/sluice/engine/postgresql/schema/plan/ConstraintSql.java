package dev.sluice.engine.postgresql.schema.plan;

import dev.sluice.engine.postgresql.Quoting;
import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.schema.Hazard;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Statements about constraints and indexes. */
final class ConstraintSql {
  /** What plans of ours make for a while; the next plan drops what a crash has left of it. */
  static final String TEMPORARY = "sluice_tmp_";

  private ConstraintSql() {}

  /** A name of ours that another object's stands for; the same in each plan. */
  static String temporary(Id id, String what) {
    var key = what + " " + id;
    return TEMPORARY + UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)).toString().replace("-", "").substring(0, 16);
  }

  static boolean isTemporary(String name) {
    return name.startsWith(TEMPORARY);
  }

  static String definition(Item.Constraint constraint) {
    return "CONSTRAINT " + Quoting.identifier(constraint.id().part()) + " " + constraint.definition() + (constraint.validated() ? "" : " NOT VALID");
  }

  /** Storage parameters of an index that comes with its constraint. */
  static List<Step> options(Item.Constraint constraint, List<String> before) {
    var index = new Id(dev.sluice.engine.postgresql.schema.model.Kind.INDEX, constraint.id().schema(), constraint.id().part(), "");
    return Options.storageChange(before, constraint.options()).stream().map(words -> Step.of("ALTER INDEX " + index.qualified() + " " + words)).toList();
  }

  private static String table(Item.Constraint constraint) {
    return "ALTER TABLE " + (constraint.index().map(ConstraintSql::partitioned).orElse(false) ? "ONLY " : "") + constraint.id().qualified();
  }

  /** Of a partitioned table's index the server writes ONLY. */
  static boolean partitioned(String index) {
    return index.contains(" ON ONLY ");
  }

  static List<Step> add(Item.Constraint constraint) {
    var steps = new ArrayList<Step>();
    steps.add(
        Step.of(
            table(constraint) + " ADD " + definition(constraint),
            constraint.index().isPresent() ? new Hazard[] {Hazard.BUILDS_INDEX, Hazard.BLOCKS_WRITES, Hazard.MAY_FAIL_ON_DATA} : new Hazard[] {}));
    steps.addAll(options(constraint, List.of()));
    return steps;
  }

  static Step addUnproven(Item.Constraint constraint) {
    return Step.of(table(constraint) + " ADD CONSTRAINT " + Quoting.identifier(constraint.id().part()) + " " + constraint.definition() + " NOT VALID");
  }

  static Step addAtOnce(Item.Constraint constraint) {
    return Step.of(table(constraint) + " ADD " + definition(constraint), Hazard.SCANS_TABLE, Hazard.MAY_FAIL_ON_DATA);
  }

  static Step validate(Id constraint) {
    return Step.fresh("ALTER TABLE " + constraint.qualified() + " VALIDATE CONSTRAINT " + Quoting.identifier(constraint.part()), Hazard.MAY_FAIL_ON_DATA);
  }

  /** Of a unique index that is there already, which gets the constraint's name. */
  static List<Step> addUsing(Item.Constraint constraint, String index) {
    var words = constraint.definition();
    var deferral = words.contains(" DEFERRABLE") ? words.substring(words.indexOf(" DEFERRABLE")) : "";
    return List.of(
        Step.of("ALTER TABLE " + constraint.id().qualified() + " ADD CONSTRAINT " + Quoting.identifier(constraint.id().part())
            + (constraint.type() == 'p' ? " PRIMARY KEY" : " UNIQUE") + " USING INDEX " + Quoting.identifier(index) + deferral));
  }

  static Step drop(Id constraint) {
    return Step.of("ALTER TABLE " + constraint.qualified() + " DROP CONSTRAINT " + Quoting.identifier(constraint.part()));
  }

  static Step dropIfThere(Id constraint) {
    return Step.of("ALTER TABLE " + constraint.qualified() + " DROP CONSTRAINT IF EXISTS " + Quoting.identifier(constraint.part()));
  }

  /** @param name under which it is built, beside those who write */
  static Step buildBeside(String definition, String name) {
    var on = definition.indexOf(" ON ", definition.indexOf(" INDEX "));
    var unique = definition.startsWith("CREATE UNIQUE");
    var sql = (unique ? "CREATE UNIQUE INDEX CONCURRENTLY " : "CREATE INDEX CONCURRENTLY ") + Quoting.identifier(name) + definition.substring(nameEnd(definition, on));
    return unique ? Step.alone(sql, Hazard.BUILDS_INDEX, Hazard.MAY_FAIL_ON_DATA) : Step.alone(sql, Hazard.BUILDS_INDEX);
  }

  /** Where the index's name ends, which may hold anything where it is quoted. */
  private static int nameEnd(String definition, int unquoted) {
    var start = definition.indexOf(" INDEX ") + 7;
    if (definition.charAt(start) != '"') {
      return unquoted;
    }
    var at = start + 1;
    while (definition.charAt(at) != '"' || definition.charAt(at + 1) == '"') {
      at += definition.charAt(at) == '"' ? 2 : 1;
    }
    return at + 1;
  }

  static List<Step> statistics(Item.Index index, List<Integer> before) {
    var steps = new ArrayList<Step>();
    for (var at = 0; at < Math.max(index.statistics().size(), before.size()); at++) {
      var wanted = at < index.statistics().size() ? index.statistics().get(at) : -1;
      if (wanted != (at < before.size() ? before.get(at) : -1)) {
        steps.add(Step.of("ALTER INDEX " + index.id().qualified() + " ALTER COLUMN " + (at + 1) + " SET STATISTICS " + wanted));
      }
    }
    return steps;
  }
}
