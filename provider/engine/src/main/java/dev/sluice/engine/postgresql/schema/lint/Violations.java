package dev.sluice.engine.postgresql.schema.lint;

import dev.sluice.engine.postgresql.Quoting;
import dev.sluice.engine.postgresql.schema.diff.Differences;
import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import dev.sluice.engine.schema.lint.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What rows have to satisfy that they didn't have to before. */
final class Violations {
  private final Comparison comparison;
  private final Differences differences;
  private final List<Question> questions = new ArrayList<>();

  private Violations(Comparison comparison) {
    this.comparison = comparison;
    this.differences = comparison.differences();
  }

  static List<Question> of(Comparison comparison) {
    var violations = new Violations(comparison);
    var changed = Stream.of(violations.differences.created().stream(), violations.differences.anew().keySet().stream(), violations.differences.altered().stream());
    changed.flatMap(ids -> ids).distinct().sorted().forEach(violations::look);
    return violations.questions;
  }

  private void look(Id id) {
    switch (comparison.wanted().find(id).orElseThrow()) {
      case Item.Column column -> column(column);
      case Item.Constraint constraint when constraint.type() == 'c' && isToBeProven(constraint) -> check(constraint);
      case Item.Constraint constraint when constraint.type() == 'f' && isToBeProven(constraint) -> key(constraint);
      case Item.Domain domain when comparison.start().find(id).orElse(null) instanceof Item.Domain before -> domain(before, domain);
      default -> {}
    }
  }

  private boolean isToBeProven(Item.Constraint constraint) {
    var before = comparison.start().find(constraint.id(), Item.Constraint.class);
    return constraint.validated() && constraint.parent().filter(differences::comes).isEmpty()
        && (comparison.comes(constraint.id()) || differences.altered().contains(constraint.id()) && before.filter(Item.Constraint::validated).isEmpty());
  }

  private void column(Item.Column to) {
    var id = to.id();
    var table = comparison.relation(id).filter(comparison::stays);
    if (table.isEmpty() || !to.neverNull() || to.inherited()) {
      return;
    }
    var before = comparison.start().find(id, Item.Column.class);
    var from = comparison.table(table.get()) + " AS t";
    if (before.isPresent() && !differences.comes(id)) {
      if (!before.get().neverNull()) {
        questions.add(
            Question.of(
                Rule.NOT_NULL_ON_DATA, id, id + " is to be NOT NULL", new Ask.Count("rows", from, "count(*)"),
                new Ask.Count("nulls", from, "count(*) - count(t." + comparison.column(id) + ")")));
      }
    } else if (comparison.comes(id) && to.identity().isEmpty() && to.generated().isEmpty() && !comparison.wanted().has(id.part(Kind.DEFAULT, id.part()))) {
      questions.add(
          Question.of(
              Rule.NOT_NULL_ON_DATA, id, id + " is added NOT NULL without a default", new Ask.Count("rows", from, "count(*)"), new Ask.Count("nulls", from, "count(*)")));
    }
  }

  private void check(Item.Constraint check) {
    var id = check.id();
    comparison.relation(id).filter(comparison::stays).flatMap(table -> comparison.rows(table, check.columns())).ifPresent(rows -> {
      var expression = check.definition().substring("CHECK ".length()).replaceFirst(" NO INHERIT$", "");
      questions.add(Question.of(Rule.CHECK_ON_DATA, id, id + " is to hold for all rows", new Ask.Count("violations", rows, "count(*) FILTER (WHERE NOT " + expression + ")")));
    });
  }

  private void key(Item.Constraint key) {
    var id = key.id();
    var target = key.target().getFirst();
    comparison.relation(id).filter(comparison::stays).flatMap(table -> comparison.rows(table, key.columns())).ifPresent(rows -> {
      var names = key.columns().stream().map(column -> "t." + Quoting.identifier(column.part())).toList();
      var some = names.stream().map(name -> name + " IS NOT NULL").toList();
      var whole = String.join(" AND ", some);
      var missing = "(" + whole + ")" + missing(key, target, names);
      var full = key.definition().contains(" MATCH FULL");
      var condition = full ? "(" + String.join(" OR ", some) + ") AND (NOT (" + whole + ") OR " + missing + ")" : missing;
      questions.add(
          Question.of(
              Rule.FK_ON_DATA, id, id + " is to refer to " + target.path(), new Ask.Count("violations", "(SELECT FROM " + rows + " WHERE " + condition + ") AS d", "count(*)")));
    });
  }

  /** A table that isn't there yet has no rows to refer to. */
  private String missing(Item.Constraint key, Id target, List<String> names) {
    var others = key.target().subList(1, key.target().size());
    if (!comparison.stays(target) || others.stream().anyMatch(column -> !comparison.start().has(column))) {
      return "";
    }
    var pairs = new ArrayList<String>();
    for (var at = 0; at < names.size(); at++) {
      pairs.add("r." + comparison.column(others.get(at)) + " = " + names.get(at));
    }
    if (key.definition().contains(", PERIOD ")) {
      var period = pairs.removeLast().split(" = ", 2);
      return " AND NOT coalesce((SELECT range_agg(" + period[0] + ") FROM " + comparison.table(target) + " AS r WHERE " + String.join(" AND ", pairs) + ") @> " + period[1] + ", false)";
    }
    return " AND NOT EXISTS (SELECT FROM " + comparison.table(target) + " AS r WHERE " + String.join(" AND ", pairs) + ")";
  }

  private void domain(Item.Domain before, Item.Domain after) {
    var conditions = after.checks().stream()
        .filter(Item.Domain.Check::validated)
        .filter(check -> before.checks().stream().noneMatch(other -> other.validated() && other.definition().equals(check.definition())))
        .map(check -> "NOT " + check.definition().replaceFirst("^CHECK ", ""))
        .collect(Collectors.toCollection(ArrayList::new));
    if (after.notNull() && !before.notNull()) {
      conditions.add("d.value IS NULL");
    }
    var counts = new ArrayList<String>();
    for (var column : conditions.isEmpty() ? List.<Item.Column>of() : comparison.columnsOf(after.id())) {
      counts.add(count(column, comparison.start().relation(column.id()).orElseThrow(), conditions));
    }
    if (!counts.isEmpty()) {
      questions.add(
          Question.of(Rule.DOMAIN_CONSTRAINT, after.id(), after.id() + " gets another constraint", new Ask.Count("violations", "", String.join(" + ", counts))));
    }
  }

  /** PostgreSQL itself refuses a domain's change while an array or a composite type is made of it. */
  private String count(Item.Column column, Id table, List<String> conditions) {
    var values = "SELECT t." + comparison.column(column.id()) + " AS value FROM " + comparison.table(table) + " AS t";
    return "(SELECT count(*) FROM (" + values + ") AS d WHERE " + String.join(" OR ", conditions) + ")";
  }
}
