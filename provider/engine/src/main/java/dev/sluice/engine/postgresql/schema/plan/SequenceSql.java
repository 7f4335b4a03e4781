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
    if (!from.terms().equals(to.terms())) {
      var type = from.terms().type().equals(to.terms().type()) ? "" : " AS " + to.terms().type();
      steps.add(Step.of(name + type + " " + terms(to.terms())));
    }
    return steps;
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
