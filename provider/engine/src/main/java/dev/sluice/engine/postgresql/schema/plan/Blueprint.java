package dev.sluice.engine.postgresql.schema.plan;

import dev.sluice.engine.postgresql.schema.diff.Differences;
import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import dev.sluice.engine.postgresql.schema.model.Model;
import dev.sluice.engine.postgresql.schema.plan.Vertex.Phase;
import dev.sluice.engine.postgresql.schema.plan.Vertex.Task;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The parts of a plan in the making. Mutable, for one thread. */
final class Blueprint {
  private final Model live;
  private final Model wanted;
  private final Differences differences;
  private final boolean online;
  private final SortedMap<Vertex, Vertex> vertices = new TreeMap<>();
  private final Map<Id, List<Vertex>> makers = new HashMap<>();
  private final Map<Id, Vertex> removers = new HashMap<>();

  /** @param online whether what would keep others from writing for long takes a longer way */
  Blueprint(Model live, Model wanted, Differences differences, boolean online) {
    this.live = live;
    this.wanted = wanted;
    this.differences = differences;
    this.online = online;
  }

  Model live() {
    return live;
  }

  Model wanted() {
    return wanted;
  }

  Differences differences() {
    return differences;
  }

  Collection<Vertex> vertices() {
    return vertices.keySet();
  }

  Vertex vertex(Task task, Id id, Phase phase) {
    var vertex = new Vertex(task, id, phase);
    var there = vertices.putIfAbsent(vertex, vertex);
    return there == null ? vertex : there;
  }

  /** What brings an object to its desired form; nothing where it is in it. */
  List<Vertex> makers(Id id) {
    return makers.getOrDefault(id, List.of());
  }

  void makes(Id id, Vertex vertex) {
    makers.computeIfAbsent(id, any -> new ArrayList<>()).add(vertex);
  }

  void makes(Id id, List<Vertex> others) {
    others.forEach(vertex -> makes(id, vertex));
  }

  Optional<Vertex> remover(Id id) {
    return Optional.ofNullable(removers.get(id));
  }

  void removes(Id id, Vertex vertex) {
    removers.put(id, vertex);
  }

  Map<Id, List<Vertex>> makers() {
    return makers;
  }

  Map<Id, Vertex> removers() {
    return removers;
  }

  /** Whether what is done to a table must let others write, who may be many: not where nobody knows it yet, or no more. */
  boolean beside(Id relation) {
    return online && !differences.comes(relation) && !differences.goes(relation) && wanted.find(relation, Item.Table.class).flatMap(Item.Table::partitioning).isEmpty()
        && relation.kind() != Kind.FOREIGN_TABLE;
  }

  /** Whether a table stays that is a partition, and not where it was. */
  boolean detached(Id table) {
    var before = live.find(table, Item.Table.class).filter(Item.Table::partition);
    var after = wanted.find(table, Item.Table.class);
    return before.isPresent() && after.isPresent() && !differences.goes(table)
        && (before.get().leaving() || !before.get().parents().equals(after.get().parents()) || !before.get().bound().equals(after.get().bound()));
  }

  boolean partitioned(Id relation) {
    return wanted.find(relation, Item.Table.class).flatMap(Item.Table::partitioning).isPresent();
  }

  /** The parent's column that takes a column along when it changes; a parent that the table doesn't have yet finds the column as it shall be. */
  Optional<Id> leadingColumn(Id column) {
    var parents = wanted.relation(column).flatMap(table -> live.find(table, Item.Table.class)).map(Item.Table::parents).orElse(List.of());
    return parentColumn(wanted, column).filter(parent -> parents.stream().anyMatch(table -> parent.as(table.kind()).equals(table)));
  }

  /** The parent's column of which a column is the copy. */
  Optional<Id> parentColumn(Model model, Id column) {
    return model.find(column, Item.Column.class)
        .filter(Item.Column::inherited)
        .flatMap(copy -> model.relation(column))
        .flatMap(relation -> model.find(relation, Item.Table.class))
        .flatMap(table -> table.parents().stream().map(parent -> parent.part(Kind.COLUMN, column.part())).filter(model::has).findFirst());
  }
}
