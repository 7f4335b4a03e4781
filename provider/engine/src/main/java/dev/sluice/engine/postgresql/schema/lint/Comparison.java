package dev.sluice.engine.postgresql.schema.lint;

import dev.sluice.engine.postgresql.Quoting;
import dev.sluice.engine.postgresql.schema.diff.Differences;
import dev.sluice.engine.postgresql.schema.diff.Renames.Rename;
import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import dev.sluice.engine.postgresql.schema.model.Model;
import dev.sluice.engine.schema.ObjectName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Both sides of a plan.
 *
 * @param start the live structure after the renames, which haven't happened yet
 * @param privileges whether they are declared too
 */
public record Comparison(Model start, Model wanted, Differences differences, List<Rename> renames, boolean privileges) {
  public Comparison {
    renames = List.copyOf(renames);
  }

  /** Whether it is a table with rows of its own or its partitions', before and after. */
  boolean stays(Id table) {
    return table.kind() == Kind.TABLE && start.has(table) && wanted.has(table) && !differences.goes(table);
  }

  /** What the statements of a plan are about. */
  Map<ObjectName, Id> byName() {
    var ids = new HashMap<ObjectName, Id>();
    Stream.concat(start.items().keySet().stream(), wanted.items().keySet().stream()).forEach(id -> ids.put(Differences.name(id), id));
    return ids;
  }

  /** Columns of tables that stay, whose values a domain's constraints are about: those of domains over it too. */
  List<Item.Column> columnsOf(Id domain) {
    var domains = new HashSet<>(Set.of(domain));
    while (domains.addAll(start.all(Item.Domain.class).stream().map(Item.Domain::id).filter(id -> start.needs(id).stream().anyMatch(domains::contains)).toList())) {
      // Domains over domains over it.
    }
    return start.all(Item.Column.class).stream()
        .filter(column -> !column.inherited() && start.relation(column.id()).filter(this::stays).isPresent() && start.needs(column.id()).stream().anyMatch(domains::contains))
        .toList();
  }

  Optional<Id> relation(Id part) {
    return start.relation(part).or(() -> wanted.relation(part));
  }

  /** What is made anew by its own will, not because of another object; or made for the first time. */
  boolean comes(Id id) {
    return differences.created().contains(id) || id.equals(differences.anew().get(id));
  }

  /** The name that a table has now, quoted. */
  String table(Id table) {
    var schema = renames.stream().filter(rename -> rename.id().kind() == Kind.SCHEMA && rename.id().name().equals(table.schema())).map(Rename::from).findFirst();
    var name = renames.stream().filter(rename -> rename.id().equals(table)).map(Rename::from).findFirst();
    return Id.of(table.kind(), schema.orElse(table.schema()), name.orElse(table.name())).qualified();
  }

  /** The name that a column has now, quoted. */
  String column(Id column) {
    return Quoting.identifier(renames.stream().filter(rename -> rename.id().equals(column)).map(Rename::from).findFirst().orElse(column.part()));
  }

  /**
   * A table's rows as they will be, as after FROM: with its columns' names to be, and with the values that new ones get.
   *
   * @param needed the columns that are looked at
   * @return empty where a value isn't known before
   */
  Optional<String> rows(Id table, Collection<Id> needed) {
    var added = new ArrayList<String>();
    for (var column : needed.stream().filter(id -> !start.has(id)).toList()) {
      var value = value(column);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      added.add(value.get() + " AS " + Quoting.identifier(column.part()));
    }
    var renamed = start.columns(table).stream().anyMatch(column -> !column(column.id()).equals(Quoting.identifier(column.id().part())));
    if (added.isEmpty() && !renamed) {
      return Optional.of(table(table) + " AS t");
    }
    var columns = new ArrayList<String>();
    start.columns(table).forEach(column -> columns.add("s." + column(column.id()) + " AS " + Quoting.identifier(column.id().part())));
    columns.addAll(added);
    return Optional.of("(SELECT " + String.join(", ", columns) + " FROM " + table(table) + " AS s) AS t");
  }

  private Optional<String> value(Id id) {
    var column = wanted.find(id, Item.Column.class);
    if (column.isEmpty() || column.get().identity().isPresent() || column.get().generated().isPresent()) {
      return Optional.empty();
    }
    var expression = wanted.find(id.part(Kind.DEFAULT, id.part()), Item.ColumnDefault.class).map(Item.ColumnDefault::expression).orElse("NULL");
    // Whatever calls a function may give another value to each row.
    return expression.contains("(") ? Optional.empty() : Optional.of("CAST(" + expression + " AS " + column.get().type() + ")");
  }

  /** What a table and its partitions take with all that belongs to them; nothing where there is no row. */
  Ask bytes(Id table) {
    return new Ask.Count("bytes", "", size(table));
  }

  String size(Id table) {
    var name = Quoting.literal(table(table)).strip() + "::pg_catalog.regclass";
    return "(SELECT coalesce(sum(CASE WHEN pg_relation_size(p.relid) > 0 THEN pg_total_relation_size(p.relid) ELSE 0 END), 0)"
        + " FROM (SELECT " + name + " AS relid UNION SELECT relid FROM pg_partition_tree(" + name + ")) AS p)";
  }
}
