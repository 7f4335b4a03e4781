package dev.sluice.engine.postgresql.schema.lint;

import dev.sluice.engine.postgresql.Quoting;
import dev.sluice.engine.postgresql.schema.diff.Differences;
import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.plan.Widening;
import dev.sluice.engine.schema.PlannedStatement;
import dev.sluice.engine.schema.lint.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Columns whose values go into another type. */
final class TypeChanges {
  private static final Set<String> WIDER =
      Set.of("smallint>integer", "smallint>bigint", "integer>bigint", "smallint>numeric", "integer>numeric", "bigint>numeric", "real>double precision",
          "smallint>double precision", "integer>double precision", "character>text", "date>timestamp without time zone", "date>timestamp with time zone");
  /** Texts of which differ for one value, so that a text that was cast there and back says nothing. */
  private static final Set<String> MANY_TEXTS =
      Set.of("boolean", "uuid", "json", "jsonb", "xml", "bytea", "date", "timestamp without time zone", "timestamp with time zone", "time without time zone",
          "time with time zone", "interval", "inet", "cidr", "macaddr");
  private static final Set<String> WITHOUT_EQUALITY = Set.of("json", "xml", "point", "polygon");

  private TypeChanges() {}

  static List<Question> of(Comparison comparison, List<PlannedStatement> statements) {
    var questions = new ArrayList<Question>();
    for (var id : comparison.differences().altered()) {
      if (comparison.start().find(id).orElse(null) instanceof Item.Column from && comparison.wanted().find(id).orElse(null) instanceof Item.Column to
          && !to.inherited() && to.generated().isEmpty() && !from.type().equals(to.type()) && Widening.rewrites(from, to)
          && !WIDER.contains(base(from.type()) + ">" + to.type()) && comparison.relation(id).filter(comparison::stays).isPresent()) {
        questions.add(question(comparison, from, to, statements));
      }
    }
    return questions;
  }

  private static Question question(Comparison comparison, Item.Column from, Item.Column to, List<PlannedStatement> statements) {
    var id = to.id();
    var rows = comparison.table(comparison.relation(id).orElseThrow()) + " AS t";
    var what = id + " changes its type from " + from.type() + " to " + to.type();
    var type = comparison.wanted().needs(id).stream().filter(need -> need.kind().type() && !comparison.start().has(need)).findFirst();
    var label = type.flatMap(need -> comparison.wanted().find(need, Item.EnumType.class));
    if (label.isPresent()) {
      var labels = label.get().labels().stream().map(Quoting::literal).map(String::strip).collect(Collectors.joining(", "));
      return Question.of(
          Rule.TYPE_CHANGE_DATA, id, what,
          new Ask.Count(Ask.Cast.FAILURES, rows, "count(*) FILTER (WHERE t." + comparison.column(id) + "::text <> ALL (ARRAY[" + labels + "]::text[]))"));
    }
    var after = type.flatMap(need -> comparison.wanted().find(need, Item.Domain.class)).map(Item.Domain::type).orElse(to.type());
    return Question.of(Rule.TYPE_CHANGE_DATA, id, what, new Ask.Cast(rows, "t." + comparison.column(id), after, value(id, to.type(), after, statements), before(from.type(), after)));
  }

  /** As the plan's own statement casts it. */
  private static String value(Id id, String type, String after, List<PlannedStatement> statements) {
    var words = " ALTER COLUMN " + Quoting.identifier(id.part()) + " TYPE " + type;
    var using = " USING " + Quoting.identifier(id.part());
    return statements.stream()
        .filter(statement -> statement.object().equals(Differences.name(id)) && statement.sql().contains(words) && statement.sql().contains(using))
        .findFirst()
        .map(statement -> "v.value" + statement.sql().substring(statement.sql().lastIndexOf(using) + using.length()).replace("::" + type, "::" + after))
        .orElse("v.value");
  }

  private static String before(String before, String after) {
    var text = Set.of("text", "character varying", "character").contains(base(before));
    return WITHOUT_EQUALITY.contains(before) || text && MANY_TEXTS.contains(after) || text && after.contains(".") ? "" : before;
  }

  private static String base(String type) {
    return type.replaceAll("\\([^)]*\\)", "");
  }
}
