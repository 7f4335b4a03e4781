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
import java.util.HashSet;
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
    all.follow(hints.stream().filter(hint -> hint.part().isEmpty()).flatMap(hint -> all.object(hint).stream()).toList());
    all.follow(hints.stream().filter(hint -> hint.part().isPresent()).flatMap(hint -> all.part(hint).stream()).toList());
    return new Found(all.renames, all.problems);
  }

  /**
   * A hint that has something to rename, if the name is free.
   *
   * @param from what has the old name
   * @param place what would have the new one before the table of both was renamed
   * @param old the old name in the desired structure
   */
  private record Wish(Hint hint, Id from, Id place, Id old, Id to) {}

  /** One after the other as names are given up; the name that one gives up another one may take. */
  private void follow(List<Wish> wishes) {
    var waiting = new ArrayList<>(wishes.stream().filter(wish -> live.has(wish.from())).toList());
    var places = waiting.stream().map(Wish::place).toList();
    var given = new HashSet<Id>();
    for (var before = -1; before != waiting.size(); ) {
      before = waiting.size();
      for (var wish : List.copyOf(waiting)) {
        if (live.has(wish.place()) && !given.contains(wish.place())) {
          continue;
        }
        waiting.remove(wish);
        if (wanted.has(wish.old()) && !places.contains(wish.from())) {
          problem(wish.hint(), wish.hint().from() + " is declared too: leave that out until this has its new name");
        } else {
          given.add(wish.from());
          rename(wish);
        }
      }
    }
    // Where the new name is there and nobody gives it up, the hint has had its effect.
    while (waiting.removeIf(wish -> waiting.stream().noneMatch(other -> other.from().equals(wish.place())))) {}
    waiting.forEach(wish -> problem(wish.hint(), "it changes places with another name: rename by way of a third one, in two steps"));
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
      case "TEXT SEARCH DICTIONARY" -> List.of(Kind.TEXT_SEARCH_DICTIONARY);
      case "TEXT SEARCH CONFIGURATION" -> List.of(Kind.TEXT_SEARCH_CONFIGURATION);
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

  private Optional<Id> only(Hint hint) {
    var found = named(hint);
    if (found.size() != 1) {
      problem(hint, found.isEmpty() ? "nothing of the name is made" : "there are several of the name: write its schema");
    }
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  private Optional<Wish> object(Hint hint) {
    return only(hint).map(to -> {
      var from = new Id(to.kind(), to.schema(), hint.from(), to.part());
      return new Wish(hint, from, to, from, to);
    });
  }

  private Optional<Wish> part(Hint hint) {
    var found = only(hint);
    // What takes the name of a table that gets another one is new, whatever its parts are called.
    if (found.isEmpty() || relations.containsValue(found.get()) && !relations.containsKey(found.get())) {
      return Optional.empty();
    }
    var relation = found.get();
    var before = relations.getOrDefault(relation, relation);
    var part = hint.part().orElseThrow();
    if (part.kind().equals("VALUE")) {
      value(relation, before, part.name(), hint.from());
      return Optional.empty();
    }
    var kind = part.kind().equals("CONSTRAINT") ? Kind.CONSTRAINT : Kind.COLUMN;
    var old = hint.from();
    var now = part.name();
    return Optional.of(new Wish(hint, before.part(kind, old), before.part(kind, now), relation.part(kind, old), relation.part(kind, now)))
        .filter(wish -> wanted.has(wish.to()));
  }

  private void rename(Wish wish) {
    var to = wish.to();
    var from = wish.hint().from();
    switch (to.kind()) {
      case COLUMN -> {
        var relation = wanted.relation(to).orElseThrow();
        var sql = "ALTER TABLE " + relation.qualified() + " RENAME COLUMN " + Quoting.identifier(from) + " TO " + Quoting.identifier(to.part());
        renames.add(new Rename(to, from, sql));
        namedAfter(relation, relations.getOrDefault(relation, relation), "_" + from + "_", "_" + to.part() + "_");
      }
      case CONSTRAINT -> renames.add(constraintRename(wanted.relation(to).orElseThrow(), from, to.part()));
      default -> {
        renames.add(new Rename(to, from, "ALTER " + to.kind().sql() + " " + wish.from().reference() + " RENAME TO " + Quoting.identifier(to.name())));
        if (to.kind().relation()) {
          relations.put(to, wish.from());
          namedAfter(to, wish.from(), from + "_", to.name() + "_");
        }
      }
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
