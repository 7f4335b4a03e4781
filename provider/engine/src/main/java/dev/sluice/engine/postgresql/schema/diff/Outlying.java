package dev.sluice.engine.postgresql.schema.diff;

import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Kind;
import dev.sluice.engine.postgresql.schema.model.Model;
import dev.sluice.engine.schema.ObjectName;
import dev.sluice.engine.schema.lint.Rule;
import dev.sluice.engine.schema.lint.Suspicion;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What is declared where nothing is compared: perhaps somebody waits for it. */
public final class Outlying {
  private Outlying() {}

  public static List<Suspicion> among(Model wanted, Scope scope) {
    var bySchema = wanted.items().keySet().stream()
        .filter(id -> standsAlone(id) && scope.isOutlying(id))
        .collect(Collectors.groupingBy(Id::schema, TreeMap::new, Collectors.toList()));
    return bySchema.entrySet().stream()
        .map(entry -> Suspicion.plain(
            Rule.OUTSIDE_SCHEMAS,
            new ObjectName(Kind.SCHEMA.words(), entry.getKey()),
            "the files declare " + entry.getValue().getFirst() + (entry.getValue().size() > 1 ? " and " + (entry.getValue().size() - 1) + " more" : "")
                + " in it, and it isn't among the managed ones"))
        .toList();
  }

  /** Indexes and the like come with what they are of. */
  private static boolean standsAlone(Id id) {
    return switch (id.kind()) {
      case TABLE, FOREIGN_TABLE, VIEW, MATERIALIZED_VIEW, FUNCTION, PROCEDURE, AGGREGATE, ENUM, DOMAIN, COMPOSITE, RANGE -> true;
      default -> false;
    };
  }
}
