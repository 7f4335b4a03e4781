package dev.sluice.engine.postgresql.schema.plan;

import dev.sluice.engine.postgresql.Quoting;
import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import dev.sluice.engine.postgresql.schema.model.Model;
import dev.sluice.engine.schema.Hazard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Statements about tables. */
final class TableSql {
  private TableSql() {}

  /**
   * @param inline items of the table that are made with it: defaults and constraints
   * @return CREATE TABLE and what it can't say
   */
  static List<Step> create(Item.Table table, Model model, List<Item> inline) {
    var parts = new ArrayList<String>();
    var columns = model.columns(table.id());
    // A partition is made on its own and attached, so that its indexes keep their names.
    var own = columns.stream().filter(column -> table.partition() || column.local() || table.parents().isEmpty()).toList();
    for (var column : own) {
      var value = inline.stream().filter(item -> item.id().equals(column.id().part(Kind.DEFAULT, column.id().part()))).findFirst();
      parts.add(ColumnSql.definition(column, value.map(item -> ((Item.ColumnDefault) item).expression()), model.major()));
    }
    model.all(Item.Constraint.class).stream()
        .filter(constraint -> constraint.id().as(table.id().kind()).equals(table.id()))
        .filter(constraint -> constraint.inherited() && table.partition() && constraint.type() == 'c' || inline.contains(constraint))
        .forEach(constraint -> parts.add(ConstraintSql.definition(constraint)));
    var sql = new StringBuilder("CREATE ").append(table.logged() ? "" : "UNLOGGED ").append(table.foreign().isPresent() ? "FOREIGN TABLE " : "TABLE ");
    sql.append(table.id().qualified()).append(parts.isEmpty() ? " ()" : parts.stream().collect(Collectors.joining(",\n  ", " (\n  ", "\n)")));
    if (!table.partition() && !table.parents().isEmpty()) {
      sql.append(table.parents().stream().map(Id::qualified).collect(Collectors.joining(", ", "\nINHERITS (", ")")));
    }
    table.partitioning().ifPresent(key -> sql.append("\nPARTITION BY ").append(key));
    if (!table.accessMethod().isEmpty()) {
      sql.append("\nUSING ").append(Quoting.identifier(table.accessMethod()));
    }
    if (!table.options().isEmpty()) {
      sql.append("\nWITH ").append(Options.storage(table.options()));
    }
    table.foreign().ifPresent(foreign -> sql.append("\nSERVER ").append(Quoting.identifier(foreign.server())).append(Options.foreign(foreign.options())));
    var steps = new ArrayList<Step>();
    steps.add(Step.of(sql.toString()));
    own.forEach(column -> steps.addAll(ColumnSql.unproven(column)));
    columns.stream().filter(column -> !own.contains(column) && column.notNull() && !bringsNotNull(table, column, model)).map(ColumnSql::setNotNull).forEach(steps::add);
    for (var column : columns) {
      steps.addAll(ColumnSql.settings(column));
    }
    if (table.rowSecurity()) {
      steps.add(alter(table.id(), "ENABLE ROW LEVEL SECURITY"));
    }
    if (table.forcedRowSecurity()) {
      steps.add(alter(table.id(), "FORCE ROW LEVEL SECURITY"));
    }
    return steps;
  }

  private static boolean bringsNotNull(Item.Table table, Item.Column column, Model model) {
    return table.parents().stream()
        .flatMap(parent -> model.find(parent.part(Kind.COLUMN, column.id().part()), Item.Column.class).stream())
        .anyMatch(Item.Column::bringsNotNull);
  }

  static Step alter(Id table, String words, Hazard... hazards) {
    return Step.of("ALTER " + (table.kind() == Kind.FOREIGN_TABLE ? "FOREIGN TABLE " : "TABLE ") + table.qualified() + " " + words, hazards);
  }

  /** What can be changed at once; what an index is needed for comes with {@link #settings}. */
  static List<Step> alter(Item.Table from, Item.Table to) {
    var id = to.id();
    var steps = new ArrayList<Step>();
    if (from.logged() != to.logged()) {
      steps.add(alter(id, to.logged() ? "SET LOGGED" : "SET UNLOGGED", Hazard.REWRITES_TABLE));
    }
    if (!from.accessMethod().equals(to.accessMethod())) {
      steps.add(alter(id, "SET ACCESS METHOD " + Quoting.identifier(to.accessMethod().isEmpty() ? "heap" : to.accessMethod()), Hazard.REWRITES_TABLE));
    }
    Options.storageChange(from.options(), to.options()).forEach(words -> steps.add(alter(id, words)));
    if (from.rowSecurity() != to.rowSecurity()) {
      steps.add(alter(id, (to.rowSecurity() ? "ENABLE" : "DISABLE") + " ROW LEVEL SECURITY", Hazard.CHANGES_RIGHTS));
    }
    if (from.forcedRowSecurity() != to.forcedRowSecurity()) {
      steps.add(alter(id, (to.forcedRowSecurity() ? "" : "NO ") + "FORCE ROW LEVEL SECURITY", Hazard.CHANGES_RIGHTS));
    }
    if (to.foreign().isPresent() && !from.foreign().equals(to.foreign())) {
      steps.add(alter(id, Options.foreignChange(from.foreign().orElseThrow().options(), to.foreign().get().options())));
    }
    return steps;
  }

  /** What refers to indexes. @param comes whether the index of a name is made, so that the table knows nothing of it yet */
  static List<Step> settings(Optional<Item.Table> from, Item.Table to, Predicate<String> comes) {
    var steps = new ArrayList<Step>();
    if (!from.map(Item.Table::replicaIdentity).orElse("d").equals(to.replicaIdentity())
        || to.replicaIdentity().startsWith("i") && comes.test(to.replicaIdentity().substring(1))) {
      steps.add(
          alter(
              to.id(),
              "REPLICA IDENTITY "
                  + switch (to.replicaIdentity().charAt(0)) {
                    case 'n' -> "NOTHING";
                    case 'f' -> "FULL";
                    case 'i' -> "USING INDEX " + Quoting.identifier(to.replicaIdentity().substring(1));
                    default -> "DEFAULT";
                  }));
    }
    if (!from.flatMap(Item.Table::clusteredOn).equals(to.clusteredOn()) || to.clusteredOn().filter(comes).isPresent()) {
      steps.add(alter(to.id(), to.clusteredOn().map(index -> "CLUSTER ON " + Quoting.identifier(index)).orElse("SET WITHOUT CLUSTER")));
    }
    return steps;
  }

  static Step attach(Item.Table partition) {
    return Step.of(
        "ALTER TABLE " + partition.parents().getFirst().qualified() + " ATTACH PARTITION " + partition.id().qualified() + " " + partition.bound().orElseThrow(),
        Hazard.MAY_FAIL_ON_DATA);
  }

  static String detach(Item.Table partition) {
    return "ALTER TABLE " + partition.parents().getFirst().qualified() + " DETACH PARTITION " + partition.id().qualified();
  }
}
