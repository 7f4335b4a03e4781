package dev.sluice.engine.postgresql.schema.lint;

import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import dev.sluice.engine.schema.lint.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** New unique and primary keys and indexes on rows that are there already. */
final class Uniqueness {
  private Uniqueness() {}

  static List<Question> of(Comparison comparison) {
    return Stream.concat(comparison.differences().created().stream(), comparison.differences().anew().keySet().stream())
        .filter(comparison::comes)
        .flatMap(id -> question(comparison, id).stream())
        .toList();
  }

  private static Optional<Question> question(Comparison comparison, Id id) {
    return switch (comparison.wanted().find(id).orElseThrow()) {
      case Item.Constraint key when (key.type() == 'u' || key.type() == 'p') && key.parent().filter(comparison.differences()::comes).isEmpty()
          && !key.definition().contains("WITHOUT OVERLAPS") ->
          key.index().flatMap(index -> question(comparison, id, comparison.relation(id), IndexKeys.of(index), key.columns()));
      case Item.Index index when index.unique() && index.parent().filter(comparison.differences()::comes).isEmpty() ->
          question(
              comparison, id, Optional.of(index.table()), IndexKeys.of(index.definition()),
              comparison.wanted().needs(id).stream().filter(need -> need.kind() == Kind.COLUMN).toList());
      default -> Optional.empty();
    };
  }

  private static Optional<Question> question(Comparison comparison, Id id, Optional<Id> table, IndexKeys keys, List<Id> columns) {
    return table.filter(comparison::stays).flatMap(there -> comparison.rows(there, columns)).map(rows -> {
      var conditions = new ArrayList<String>();
      keys.predicate().ifPresent(predicate -> conditions.add("(" + predicate + ")"));
      if (!keys.nullsNotDistinct()) {
        keys.expressions().forEach(key -> conditions.add("(" + key + ") IS NOT NULL"));
      }
      var groups = "(SELECT count(*) AS n FROM " + rows + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions))
          + " GROUP BY " + String.join(", ", keys.expressions().stream().map(key -> "(" + key + ")").toList()) + " HAVING count(*) > 1) AS d";
      return Question.of(
          Rule.UNIQUE_ON_DATA, id, id + " is to be unique", new Ask.Count("duplicates", groups, "coalesce(sum(d.n - 1), 0)"));
    });
  }
}
