package dev.sluice.engine.postgresql.schema.lint;

import dev.sluice.engine.postgresql.Quoting;
import dev.sluice.engine.postgresql.schema.diff.Differences;
import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import dev.sluice.engine.schema.lint.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What goes with rows and values in it. */
final class Losses {
  private final Comparison comparison;
  private final Differences differences;
  private final List<Question> questions = new ArrayList<>();

  private Losses(Comparison comparison) {
    this.comparison = comparison;
    this.differences = comparison.differences();
  }

  static List<Question> of(Comparison comparison) {
    var losses = new Losses(comparison);
    losses.differences.dropped().forEach(losses::dropped);
    losses.differences.anew().keySet().forEach(losses::anew);
    losses.differences.altered().forEach(losses::detached);
    losses.differences.retyped().keySet().forEach(losses::values);
    return losses.questions;
  }

  private void dropped(Id id) {
    switch (comparison.start().find(id).orElseThrow()) {
      case Item.Namespace any -> schema(id);
      case Item.Table table when table.foreign().isEmpty() -> table(table);
      case Item.Column column -> column(column);
      default -> {}
    }
  }

  private void schema(Id id) {
    var objects = comparison.start().items().keySet().stream().filter(other -> other.schema().equals(id.name()) && !other.isPart() && other.kind() != Kind.INDEX).count();
    questions.add(new Question(Rule.DROP_SCHEMA, Differences.name(id), id + " is dropped", Map.of("objects", objects), List.of(), List.of()));
  }

  private void table(Item.Table table) {
    var id = table.id();
    if (table.parents().stream().anyMatch(differences.dropped()::contains) && table.partition()) {
      return;
    }
    var rows = new Ask.Count("rows", comparison.table(id) + " AS t", "count(*)");
    questions.add(
        table.partition()
            ? Question.of(Rule.DROP_PARTITION, id, id + " is dropped, a partition of " + table.parents().getFirst().path(), rows, comparison.bytes(id))
            : Question.of(Rule.DROP_TABLE, id, id + " is dropped", rows, comparison.bytes(id)));
  }

  private void detached(Id id) {
    if (comparison.start().find(id).orElse(null) instanceof Item.Table before && before.partition()
        && comparison.wanted().find(id).orElse(null) instanceof Item.Table after && !before.parents().equals(after.parents())) {
      var parent = before.parents().getFirst().path();
      questions.add(
          Question.of(
              Rule.DROP_PARTITION, id, id + " is detached from " + parent, new Ask.Count("rows", comparison.table(id) + " AS t", "count(*)"), comparison.bytes(id)));
    }
  }

  private void anew(Id id) {
    if (comparison.start().find(id).orElseThrow() instanceof Item.Column column) {
      column(column);
    }
  }

  private void column(Item.Column column) {
    var id = column.id();
    var relation = comparison.start().relation(id);
    if (column.generated().isPresent() || column.inherited() || relation.filter(comparison::stays).isEmpty()) {
      return;
    }
    var from = comparison.table(relation.get()) + " AS t";
    questions.add(
        Question.of(
            Rule.DROP_COLUMN, id, id + (differences.dropped().contains(id) ? " is dropped" : " is dropped and made anew"),
            new Ask.Count("rows", from, "count(*)"), new Ask.Count("nonNull", from, "count(t." + comparison.column(id) + ")")));
  }

  private void values(Id type) {
    if (!(comparison.start().find(type).orElse(null) instanceof Item.EnumType before) || !(comparison.wanted().find(type).orElse(null) instanceof Item.EnumType after)) {
      return;
    }
    var gone = before.labels().stream().filter(label -> !after.labels().contains(label)).toList();
    if (gone.isEmpty()) {
      return;
    }
    var list = gone.stream().map(label -> Quoting.literal(label).strip()).collect(Collectors.joining(", "));
    var counts = new ArrayList<String>();
    for (var column : comparison.start().all(Item.Column.class)) {
      var table = comparison.start().relation(column.id()).filter(comparison::stays);
      if (table.isPresent() && !column.inherited() && comparison.start().needs(column.id()).contains(type)) {
        var name = "t." + comparison.column(column.id());
        var condition = column.type().endsWith("[]") ? name + "::text[] && ARRAY[" + list + "]::text[]" : name + "::text IN (" + list + ")";
        counts.add("(SELECT count(*) FROM " + comparison.table(table.get()) + " AS t WHERE " + condition + ")");
      }
    }
    if (!counts.isEmpty()) {
      questions.add(
          Question.of(Rule.DROP_VALUES, type, type + " loses " + gone.size() + (gone.size() == 1 ? " value" : " values"), new Ask.Count("rows", "", String.join(" + ", counts))));
    }
  }
}
