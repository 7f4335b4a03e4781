package dev.sluice.engine.postgresql.schema.lint;

import dev.sluice.engine.postgresql.Quoting;
import dev.sluice.engine.postgresql.schema.diff.Differences;
import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import dev.sluice.engine.postgresql.schema.script.Lexer;
import dev.sluice.engine.schema.Hazard;
import dev.sluice.engine.schema.ObjectName;
import dev.sluice.engine.schema.PlannedStatement;
import dev.sluice.engine.schema.lint.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** For which statements of a plan others wait, the longer the bigger a table is. */
final class Locks {
  private final Comparison comparison;
  private final Map<ObjectName, Id> ids;
  private final Map<Id, List<Question>> rewrites = new LinkedHashMap<>();
  private final List<Question> questions = new ArrayList<>();

  private Locks(Comparison comparison) {
    this.comparison = comparison;
    this.ids = comparison.byName();
  }

  static List<Question> of(Comparison comparison, List<PlannedStatement> statements) {
    var locks = new Locks(comparison);
    for (var statement : statements) {
      Optional.ofNullable(locks.ids.get(statement.object())).ifPresent(id -> locks.look(id, statement));
    }
    locks.rewrites.values().forEach(ofTable -> locks.questions.add(whole(ofTable)));
    return locks.questions;
  }

  /** One finding is enough of all rewrites of a table: with the bytes of it if any of them really is one. */
  private static Question whole(List<Question> ofTable) {
    var first = ofTable.getFirst();
    var sizes = ofTable.stream().map(question -> ((Ask.Count) question.asks().getFirst()).select()).distinct().toList();
    var bytes = sizes.size() == 1 ? sizes.getFirst() : "greatest(" + String.join(", ", sizes) + ")";
    return new Question(
        first.rule(), first.object(), first.what(), Map.of(), List.of(new Ask.Count("bytes", "", bytes)), ofTable.stream().flatMap(question -> question.others().stream()).toList());
  }

  private Optional<Id> table(Id id) {
    var found = comparison.start().find(id).or(() -> comparison.wanted().find(id));
    var table = found.orElse(null) instanceof Item.Index index ? Optional.of(index.table()) : id.kind() == Kind.TABLE ? Optional.of(id) : comparison.relation(id);
    return table.filter(comparison::stays);
  }

  private void look(Id id, PlannedStatement statement) {
    if (id.kind() == Kind.DOMAIN && statement.hazards().contains(Hazard.SCANS_TABLE)) {
      domain(id);
      return;
    }
    var table = table(id);
    if (table.isEmpty()) {
      return;
    }
    var sql = statement.sql();
    if (statement.hazards().contains(Hazard.REWRITES_TABLE)) {
      rewrites.computeIfAbsent(table.get(), any -> new ArrayList<>()).add(
          new Question(
              Rule.TABLE_REWRITE, Differences.name(table.get()), table.get() + " is written anew for " + id, Map.of(),
              List.of(new Ask.Count("bytes", "", rewritten(id, table.get()))), List.of(Differences.name(id))));
    }
    rule(id, sql, statement).ifPresent(rule -> questions.add(Question.of(rule, id, id + ": others wait for it, by the size of " + table.get(), comparison.bytes(table.get()))));
  }

  /** One finding is enough of all its statements. */
  private void domain(Id id) {
    var sizes = comparison.columnsOf(id).stream().map(column -> comparison.size(comparison.start().relation(column.id()).orElseThrow())).distinct().toList();
    var question = Question.of(Rule.DOMAIN_SCAN, id, id + ": each table that uses it is read", new Ask.Count("bytes", "", String.join(" + ", sizes)));
    if (!sizes.isEmpty() && !questions.contains(question)) {
      questions.add(question);
    }
  }

  private Optional<Rule> rule(Id id, String sql, PlannedStatement statement) {
    var constraint = comparison.wanted().find(id, Item.Constraint.class).map(Item.Constraint::type).orElse(' ');
    if (sql.startsWith("CREATE INDEX ") || sql.startsWith("CREATE UNIQUE INDEX ")) {
      // A partitioned table's own index is nothing but a name for its parts.
      return sql.contains(" INDEX CONCURRENTLY ") || sql.contains(" ON ONLY ") && partsComeApart(id) ? Optional.empty() : Optional.of(Rule.INDEX_NOT_CONCURRENT);
    }
    if (sql.startsWith("DROP INDEX ") && !sql.startsWith("DROP INDEX CONCURRENTLY ")) {
      return Optional.of(Rule.DROP_INDEX_NOT_CONCURRENT);
    }
    if (sql.contains(" DETACH PARTITION ") && !sql.endsWith(" CONCURRENTLY")) {
      return Optional.of(Rule.PARTITION_DETACH_CONCURRENT);
    }
    if (sql.endsWith(" SET NOT NULL") && statement.hazards().contains(Hazard.SCANS_TABLE)) {
      return Optional.of(Rule.SET_NOT_NULL_SCAN);
    }
    if (id.kind() != Kind.CONSTRAINT || !sql.contains(" ADD CONSTRAINT ") || sql.contains(" USING INDEX ") || sql.endsWith(" NOT VALID")) {
      return Optional.empty();
    }
    return switch (constraint) {
      case 'p', 'u' -> Optional.of(Rule.UNIQUE_CONSTRAINT_LOCK);
      case 'x' -> Optional.of(Rule.EXCLUSION_LOCK);
      case 'c', 'f' -> statement.hazards().contains(Hazard.SCANS_TABLE) ? Optional.of(Rule.CONSTRAINT_NOT_VALID) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private boolean partsComeApart(Id index) {
    return comparison.wanted().all(Item.Index.class).stream().anyMatch(part -> part.parent().filter(index::equals).isPresent());
  }

  /** PostgreSQL works a default out once for all rows unless it calls what is volatile. */
  private String rewritten(Id id, Id table) {
    var column = comparison.wanted().find(id, Item.Column.class);
    var value = comparison.wanted().find(id.part(Kind.DEFAULT, id.part()), Item.ColumnDefault.class);
    if (!comparison.comes(id) || value.isEmpty() || column.filter(to -> to.generated().isEmpty() && to.identity().isEmpty()).isEmpty()) {
      return comparison.size(table);
    }
    var names = calls(value.get().expression());
    return names.isEmpty()
        ? "0"
        : "CASE WHEN EXISTS (SELECT FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.provolatile = 'v' AND (n.nspname || '.' || p.proname) IN ("
            + String.join(", ", names) + ")) THEN " + comparison.size(table) + " ELSE 0 END";
  }

  /** The functions that an expression calls, with their schemas, as literals. */
  private static TreeSet<String> calls(String expression) {
    var tokens = Lexer.tokens(expression);
    var calls = new TreeSet<String>();
    for (var at = 0; at + 1 < tokens.size(); at++) {
      if (tokens.get(at).isName() && tokens.get(at + 1).symbol('(')) {
        var schema = at >= 2 && tokens.get(at - 1).symbol('.') ? tokens.get(at - 2).name() : "pg_catalog";
        calls.add(Quoting.literal(schema + "." + tokens.get(at).name()).strip());
      }
    }
    return calls;
  }
}
