package dev.sluice.engine.postgresql.schema.plan;

import dev.sluice.engine.postgresql.Quoting;
import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Statements about sequences. */
final class SequenceSql {
  private SequenceSql() {}

  static String terms(Item.SequenceTerms terms) {
    return "START WITH " + terms.start() + " INCREMENT BY " + terms.increment() + " MINVALUE " + terms.min() + " MAXVALUE " + terms.max() + " CACHE "
        + terms.cache() + (terms.cycle() ? " CYCLE" : " NO CYCLE");
  }

  static Step create(Item.Sequence sequence) {
    return Step.of(
        "CREATE " + (sequence.logged() ? "" : "UNLOGGED ") + "SEQUENCE " + sequence.id().qualified() + " AS " + sequence.terms().type() + " "
            + terms(sequence.terms()));
  }

  static List<Step> alter(Item.Sequence from, Item.Sequence to) {
    var steps = new ArrayList<Step>();
    var name = "ALTER SEQUENCE " + to.id().qualified();
    if (from.logged() != to.logged()) {
      steps.add(Step.of(name + (to.logged() ? " SET LOGGED" : " SET UNLOGGED")));
    }
    steps.addAll(alter(to.id(), from.terms(), to.terms()));
    return steps;
  }

  /** By way of bounds that hold both, where the next value would be outside of the new ones at the end from which it counts. */
  static List<Step> alter(Id sequence, Item.SequenceTerms from, Item.SequenceTerms to) {
    if (from.equals(to)) {
      return List.of();
    }
    var name = "ALTER SEQUENCE " + sequence.qualified();
    var steps = new ArrayList<Step>();
    var up = to.increment() > 0;
    if (up ? to.min() > from.min() : to.max() < from.max()) {
      var bound = up ? to.min() : to.max();
      var type = width(to.type()) > width(from.type()) ? " AS " + to.type() : "";
      steps.add(Step.of(name + type + " MINVALUE " + Math.min(from.min(), to.min()) + " MAXVALUE " + Math.max(from.max(), to.max())));
      steps.add(Step.of("SELECT pg_catalog.setval(" + Quoting.literal(sequence.qualified()) + "::pg_catalog.regclass, " + (up ? "GREATEST" : "LEAST") + "(last_value, "
          + bound + "), is_called AND last_value " + (up ? ">= " : "<= ") + bound + ") FROM " + sequence.qualified()));
    }
    steps.add(Step.of(name + (from.type().equals(to.type()) ? "" : " AS " + to.type()) + " " + terms(to)));
    return steps;
  }

  static int width(String type) {
    return switch (type) {
      case "smallint" -> 2;
      case "integer" -> 4;
      default -> 8;
    };
  }

  static Step owner(Id sequence, Optional<Id> column) {
    return Step.of(
        "ALTER SEQUENCE " + sequence.qualified() + " OWNED BY " + column.map(id -> id.qualified() + "." + Quoting.identifier(id.part())).orElse("NONE"));
  }

  /** So that it gives what the column doesn't hold yet. */
  static Step advance(Id column, Id sequence) {
    var name = Quoting.identifier(column.part());
    return Step.of(
        "SELECT pg_catalog.setval(" + Quoting.literal(sequence.qualified()) + "::pg_catalog.regclass, pg_catalog.max(" + name + ")::pg_catalog.int8) FROM "
            + column.qualified() + " HAVING pg_catalog.max(" + name + ") > 0");
  }
}
