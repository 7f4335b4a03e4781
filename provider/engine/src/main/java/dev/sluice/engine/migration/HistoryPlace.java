package dev.sluice.engine.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Where the history of a database is.
 *
 * @param schema of the history table, and first in the search path of the files
 * @param table its name, unquoted
 * @param schemas all that a run looks after, {@code schema} among them
 */
public record HistoryPlace(String schema, String table, List<String> schemas) {
  public HistoryPlace {
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(table, "table");
    schemas = List.copyOf(schemas);
  }

  /** As Flyway chooses: the default schema, else the first of the schemas, else the product's default. */
  static HistoryPlace of(MigrationDesign design, String productDefault) {
    var schemas = design.schemas();
    var schema = design.defaultSchema().orElse(schemas.isEmpty() ? productDefault : schemas.getFirst());
    if (schemas.contains(schema)) {
      return new HistoryPlace(schema, design.historyTable(), schemas);
    }
    var all = new ArrayList<String>();
    all.add(schema);
    all.addAll(schemas);
    return new HistoryPlace(schema, design.historyTable(), all);
  }
}
