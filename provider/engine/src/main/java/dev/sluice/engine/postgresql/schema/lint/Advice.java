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
import java.util.stream.Stream;

/** What is made, and might be made better. */
final class Advice {
  private static final int WIDE = 3;

  private final Comparison comparison;
  private final List<Question> questions = new ArrayList<>();

  private Advice(Comparison comparison) {
    this.comparison = comparison;
  }

  static List<Question> of(Comparison comparison) {
    var advice = new Advice(comparison);
    comparison.differences().created().forEach(advice::look);
    return advice.questions;
  }

  private void found(Rule rule, Id id, String what) {
    questions.add(Question.of(rule, id, what));
  }

  private void look(Id id) {
    switch (comparison.wanted().find(id).orElseThrow()) {
      case Item.Table table when table.foreign().isEmpty() && !table.partition() -> table(id);
      case Item.EnumType any -> found(Rule.TYPE_ENUM, id, id + " is an enum");
      case Item.Domain domain when domain.notNull() || !domain.checks().isEmpty() -> found(Rule.DOMAIN_WITH_CONSTRAINT, id, id + " has a constraint");
      case Item.Column column when !column.inherited() -> types(column).forEach(rule -> found(rule, id, id + " is " + column.type()));
      case Item.Constraint key when key.type() == 'f' && !isIndexed(key) -> found(Rule.FK_WITHOUT_INDEX, id, id + " has no index that begins with its columns");
      case Item.Index index when index.parent().isEmpty() -> index(index);
      default -> {}
    }
  }

  private Stream<Item.Constraint> constraints(Id table) {
    return comparison.wanted().all(Item.Constraint.class).stream().filter(constraint -> constraint.id().as(Kind.TABLE).equals(table));
  }

  private void table(Id id) {
    if (constraints(id).noneMatch(constraint -> constraint.type() == 'p')) {
      found(Rule.MISSING_PRIMARY_KEY, id, id + " has no primary key");
    }
    var padding = Alignment.wasted(comparison.wanted().columns(id));
    var what = id + " has up to " + padding + " bytes in each row for nothing but the order of its columns";
    questions.add(new Question(Rule.COLUMN_ALIGNMENT, Differences.name(id), what, Map.of("padding", padding), List.of(), List.of()));
  }

  private List<Rule> types(Item.Column column) {
    var type = column.type();
    var types = new ArrayList<Rule>();
    var serial = comparison.wanted().all(Item.Sequence.class).stream().anyMatch(sequence -> sequence.owner().filter(column.id()::equals).isPresent());
    if (serial && comparison.wanted().find(column.id().part(Kind.DEFAULT, column.id().part()), Item.ColumnDefault.class).filter(value -> value.expression().startsWith("nextval(")).isPresent()) {
      types.add(Rule.TYPE_SERIAL);
    }
    switch (type.replaceAll("\\([^)]*\\)", "")) {
      case "json" -> types.add(Rule.TYPE_JSON);
      case "character" -> types.add(Rule.TYPE_CHAR);
      case "character varying" -> types.addAll(type.contains("(") ? List.of(Rule.TYPE_VARCHAR) : List.of());
      case "smallint" -> types.add(Rule.TYPE_SMALLINT);
      case "integer" -> types.add(Rule.TYPE_INTEGER);
      case "timestamp without time zone" -> types.add(Rule.TYPE_TIMESTAMP);
      case "time with time zone" -> types.add(Rule.TYPE_TIME);
      case "real", "double precision" -> types.add(Rule.TYPE_FLOAT);
      case "money" -> types.add(Rule.TYPE_MONEY);
      default -> {}
    }
    return types;
  }

  /** Those of whole tables, as far as a search may use any of their beginnings. */
  private Stream<IndexKeys> whole(Id table, Id but) {
    var model = comparison.wanted();
    return Stream.concat(
            model.all(Item.Index.class).stream().filter(index -> index.table().equals(table) && !index.id().equals(but)).map(Item.Index::definition),
            constraints(table).flatMap(constraint -> constraint.index().stream()))
        .map(IndexKeys::of)
        .filter(keys -> keys.predicate().isEmpty() && keys.method().equals("btree"));
  }

  private boolean isIndexed(Item.Constraint key) {
    var columns = key.columns().stream().map(Id::part).toList();
    return whole(key.id().as(Kind.TABLE), key.id())
        .map(IndexKeys::expressions)
        .filter(keys -> keys.size() >= columns.size())
        .anyMatch(keys -> keys.subList(0, columns.size()).stream().allMatch(name -> columns.stream().anyMatch(column -> isColumn(name, column))));
  }

  private static boolean isColumn(String expression, String column) {
    return expression.equals(column) || expression.equals(Quoting.identifier(column));
  }

  private void index(Item.Index index) {
    var keys = IndexKeys.of(index.definition());
    if (!index.unique() && keys.expressions().size() > WIDE) {
      found(Rule.INDEX_WIDE, index.id(), index.id() + " has " + keys.expressions().size() + " columns");
    }
    var size = keys.keys().size();
    if (!index.unique() && !keys.covers() && keys.predicate().isEmpty() && keys.method().equals("btree")
        && whole(index.table(), index.id()).anyMatch(other -> other.keys().size() >= size && other.keys().subList(0, size).equals(keys.keys()))) {
      found(Rule.INDEX_REDUNDANT, index.id(), index.id() + " is the beginning of another index of " + index.table());
    } else if (isTwice(index, keys)) {
      found(Rule.INDEX_REDUNDANT, index.id(), index.id() + " is the same as another index of " + index.table());
    }
  }

  private boolean isTwice(Item.Index index, IndexKeys keys) {
    var others = comparison.wanted().all(Item.Index.class).stream()
        .filter(other -> other.table().equals(index.table()) && !other.id().equals(index.id()) && (other.unique() || !index.unique())).map(Item.Index::definition);
    return Stream.concat(others, constraints(index.table()).filter(key -> key.type() != 'x').flatMap(key -> key.index().stream())).map(IndexKeys::of).anyMatch(keys::equals);
  }
}
