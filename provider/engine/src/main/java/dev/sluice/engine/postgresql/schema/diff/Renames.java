package dev.sluice.engine.postgresql.schema.diff;

import dev.sluice.engine.postgresql.Quoting;
import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import dev.sluice.engine.postgresql.schema.model.Model;
import dev.sluice.engine.postgresql.schema.script.Hint;
import dev.sluice.engine.schema.ObjectName;
import dev.sluice.engine.schema.lint.Rule;
import dev.sluice.engine.schema.lint.Suspicion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What hints say was renamed, and what is named after it. A hint that has had its effect is nobody's business any more. */
public final class Renames {
  private final Model live;
  private final Model wanted;
  private final List<Rename> renames = new ArrayList<>();
  private final List<Suspicion> problems = new ArrayList<>();
  /** By a relation's new name its old one. */
  private final Map<Id, Id> relations = new HashMap<>();

  private Renames(Model live, Model wanted) {
    this.live = live;
    this.wanted = wanted;
  }

  /** @param id by its new name @param from the old name @param sql which does it, given those before */
  public record Rename(Id id, String from, String sql) {}

  /** @param problems of hints that name nothing */
  public record Found(List<Rename> renames, List<Suspicion> problems) {
    public Found {
      renames = List.copyOf(renames);
      problems = List.copyOf(problems);
    }
  }

  public static Found of(List<Hint> hints, Model live, Model wanted) {
    var all = new Renames(live, wanted);
    hints.stream().filter(hint -> hint.part().isEmpty()).forEach(all::object);
    hints.stream().filter(hint -> hint.part().isPresent()).forEach(all::part);
    return new Found(all.renames, all.problems);
  }

  private static List<Kind> kinds(String what) {
    return switch (what) {
      case "TABLE" -> List.of(Kind.TABLE, Kind.FOREIGN_TABLE);
      case "VIEW" -> List.of(Kind.VIEW, Kind.MATERIALIZED_VIEW);
      case "TYPE" -> List.of(Kind.ENUM, Kind.COMPOSITE, Kind.RANGE);
      case "DOMAIN" -> List.of(Kind.DOMAIN);
      case "SEQUENCE" -> List.of(Kind.SEQUENCE);
      case "INDEX" -> List.of(Kind.INDEX);
      case "FUNCTION" -> List.of(Kind.FUNCTION);
      case "PROCEDURE" -> List.of(Kind.PROCEDURE);
      case "SCHEMA" -> List.of(Kind.SCHEMA);
      default -> List.of(Kind.STATISTICS);
    };
  }

  private List<Id> named(Hint hint) {
    var kinds = kinds(hint.what());
    var name = hint.object().getLast();
    var schema = hint.object().size() > 1 ? Optional.of(hint.object().get(hint.object().size() - 2)) : Optional.<String>empty();
    return wanted.items().keySet().stream()
        .filter(id -> kinds.contains(id.kind()) && id.name().equals(name) && schema.map(id.schema()::equals).orElse(true))
        .toList();
  }

  private void object(Hint hint) {
    var found = named(hint);
    if (found.size() != 1) {
      problem(hint, found.isEmpty() ? "nothing of the name is made" : "there are several of the name: write its schema");
      return;
    }
    var to = found.getFirst();
    var from = new Id(to.kind(), to.schema(), hint.from(), to.part());
    if (!live.has(from) || live.has(to) || wanted.has(from)) {
      return;
    }
    renames.add(new Rename(to, hint.from(), "ALTER " + to.kind().sql() + " " + from.reference() + " RENAME TO " + Quoting.identifier(to.name())));
    if (to.kind().relation()) {
      relations.put(to, from);
      namedAfter(to, from, hint.from() + "_", to.name() + "_");
    }
  }

  private void part(Hint hint) {
    var found = named(hint);
    if (found.size() != 1) {
      problem(hint, found.isEmpty() ? "nothing of the name is made" : "there are several of the name: write its schema");
      return;
    }
    var relation = found.getFirst();
    var before = relations.getOrDefault(relation, relation);
    var part = hint.part().orElseThrow();
    switch (part.kind()) {
      case "VALUE" -> value(relation, before, part.name(), hint.from());
      case "CONSTRAINT" -> constraint(relation, before, part.name(), hint.from());
      default -> column(relation, before, part.name(), hint.from());
    }
  }

  private void column(Id relation, Id before, String to, String from) {
    if (live.has(before.part(Kind.COLUMN, from)) && !live.has(before.part(Kind.COLUMN, to)) && !wanted.has(relation.part(Kind.COLUMN, from))
        && wanted.has(relation.part(Kind.COLUMN, to))) {
      renames.add(
          new Rename(
              relation.part(Kind.COLUMN, to), from,
              "ALTER TABLE " + relation.qualified() + " RENAME COLUMN " + Quoting.identifier(from) + " TO " + Quoting.identifier(to)));
      namedAfter(relation, before, "_" + from + "_", "_" + to + "_");
    }
  }

  private void constraint(Id relation, Id before, String to, String from) {
    if (live.has(before.part(Kind.CONSTRAINT, from)) && !live.has(before.part(Kind.CONSTRAINT, to)) && !wanted.has(relation.part(Kind.CONSTRAINT, from))) {
      renames.add(constraintRename(relation, from, to));
    }
  }

  private static Rename constraintRename(Id relation, String from, String to) {
    return new Rename(
        relation.part(Kind.CONSTRAINT, to), from,
        "ALTER TABLE " + relation.qualified() + " RENAME CONSTRAINT " + Quoting.identifier(from) + " TO " + Quoting.identifier(to));
  }

  private void value(Id type, Id before, String to, String from) {
    var has = live.find(before, Item.EnumType.class).map(Item.EnumType::labels).orElse(List.of());
    var shall = wanted.find(type, Item.EnumType.class).map(Item.EnumType::labels).orElse(List.of());
    if (has.contains(from) && !has.contains(to) && shall.contains(to) && !shall.contains(from)) {
      renames.add(
          new Rename(type, from, "ALTER TYPE " + type.qualified() + " RENAME VALUE " + Quoting.literal(from).strip() + " TO " + Quoting.literal(to).strip()));
    }
  }

  /** Constraints, indexes and sequences whose names PostgreSQL makes of their table's and columns'. */
  private void namedAfter(Id relation, Id before, String old, String now) {
    for (var item : live.items().values()) {
      var id = item.id();
      var known = renames.stream().filter(rename -> rename.id().kind() == id.kind() && rename.from().equals(id.isPart() ? id.part() : id.name())).findFirst();
      if (item instanceof Item.Constraint && id.as(before.kind()).equals(before)) {
        var name = known.map(rename -> rename.id().part()).orElse(id.part());
        var to = relation.part(Kind.CONSTRAINT, renamed(name, old, now));
        if (!to.part().equals(name) && wanted.has(to) && !wanted.has(relation.part(Kind.CONSTRAINT, name))) {
          renames.add(constraintRename(relation, name, to.part()));
        }
      } else if (item instanceof Item.Index index && index.table().equals(before)
          || item instanceof Item.Sequence sequence && sequence.owner().filter(column -> column.as(before.kind()).equals(before)).isPresent()) {
        var name = known.map(rename -> rename.id().name()).orElse(id.name());
        var to = Id.of(id.kind(), id.schema(), renamed(name, old, now));
        var at = Id.of(id.kind(), id.schema(), name);
        if (!to.equals(at) && wanted.has(to) && !wanted.has(at)) {
          renames.add(new Rename(to, name, "ALTER " + id.kind().sql() + " " + at.qualified() + " RENAME TO " + Quoting.identifier(to.name())));
        }
      }
    }
  }

  private static String renamed(String name, String old, String now) {
    return old.startsWith("_") ? name.replace(old, now) : name.startsWith(old) ? now + name.substring(old.length()) : name;
  }

  private void problem(Hint hint, String why) {
    problems.add(
        Suspicion.plain(
            Rule.HINT_WITHOUT_OBJECT,
            new ObjectName(hint.what().toLowerCase(java.util.Locale.ROOT), String.join(".", hint.object())),
            "The hint in " + hint.file() + " line " + hint.line() + " has no effect: " + why));
  }
}
