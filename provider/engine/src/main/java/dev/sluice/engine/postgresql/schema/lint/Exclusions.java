package dev.sluice.engine.postgresql.schema.lint;

import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.script.Lexer;
import dev.sluice.engine.postgresql.schema.script.Token;
import dev.sluice.engine.schema.lint.Rule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** New exclusion constraints, and keys WITHOUT OVERLAPS, on rows that are there already: each row is one too many that another one excludes. */
final class Exclusions {
  private final Comparison comparison;

  private Exclusions(Comparison comparison) {
    this.comparison = comparison;
  }

  static List<Question> of(Comparison comparison) {
    var exclusions = new Exclusions(comparison);
    return Stream.concat(comparison.differences().created().stream(), comparison.differences().anew().keySet().stream())
        .filter(comparison::comes)
        .flatMap(id -> comparison.wanted().find(id, Item.Constraint.class).stream())
        .filter(constraint -> constraint.parent().filter(comparison.differences()::comes).isEmpty())
        .flatMap(constraint -> exclusions.question(constraint).stream())
        .toList();
  }

  private Optional<Question> question(Item.Constraint constraint) {
    var operators = operators(constraint);
    var id = constraint.id();
    return constraint.index().map(IndexKeys::of).filter(keys -> !operators.isEmpty() && keys.expressions().size() == operators.size())
        .flatMap(keys -> comparison.relation(id).filter(comparison::stays).flatMap(table -> comparison.rows(table, needed(constraint)))
            .map(rows -> Question.of(
                Rule.EXCLUSION_ON_DATA, id, id + " is to let no two rows exclude each other", new Ask.Count("violations", excluded(rows, keys, operators), "count(*)"))));
  }

  /** An expression's columns are known from what the constraint depends on. */
  private List<Id> needed(Item.Constraint constraint) {
    return Stream.concat(constraint.columns().stream(), comparison.wanted().needs(constraint.id()).stream().filter(need -> comparison.wanted().find(need, Item.Column.class).isPresent()))
        .distinct().toList();
  }

  /** In the order of the keys, as the server writes them; none for what excludes nothing. */
  private static List<String> operators(Item.Constraint constraint) {
    var definition = constraint.definition();
    if (constraint.type() != 'x') {
      return definition.contains("WITHOUT OVERLAPS") ? equalities(constraint.columns().size()) : List.of();
    }
    var operators = new ArrayList<String>();
    for (var key : Words.parts(new Words(Lexer.tokens(definition)).parenthesis())) {
      operators.add(operator(definition, key.rest()));
    }
    return operators;
  }

  private static List<String> equalities(int keys) {
    var operators = new ArrayList<>(Collections.nCopies(keys - 1, "="));
    operators.add("&&");
    return operators;
  }

  private static String operator(String definition, List<Token> key) {
    var with = key.size() - 1;
    while (!key.get(with).is("WITH")) {
      with--;
    }
    return definition.substring(key.get(with).end(), key.getLast().end()).strip();
  }

  /** As after FROM. No row is excluded by itself, or where one of its keys is null. */
  private static String excluded(String rows, IndexKeys keys, List<String> operators) {
    var values = new ArrayList<String>();
    var known = new ArrayList<String>();
    var conflicts = new ArrayList<String>();
    keys.predicate().ifPresent(predicate -> known.add("(" + predicate + ")"));
    for (var at = 0; at < operators.size(); at++) {
      values.add("(" + keys.expressions().get(at) + ") AS k" + at);
      known.add("(" + keys.expressions().get(at) + ") IS NOT NULL");
      conflicts.add("o.k" + at + " " + operators.get(at) + " e.k" + at);
    }
    return "(WITH e AS MATERIALIZED (SELECT row_number() OVER () AS n, " + String.join(", ", values) + " FROM " + rows + " WHERE " + String.join(" AND ", known)
        + ") SELECT FROM e WHERE EXISTS (SELECT FROM e AS o WHERE o.n <> e.n AND " + String.join(" AND ", conflicts) + ")) AS d";
  }
}
