package dev.sluice.engine.postgresql.schema;

import dev.sluice.engine.postgresql.schema.SchemaHarness.Outcome;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many cases on one server, as many at a time as there are cores in the least of machines that run them. */
final class SchemaCaseRun {
  static final int AT_ONCE = 2;

  private SchemaCaseRun() {}

  /** In both directions. @return outcomes by the case's name */
  static Map<String, Outcome> of(EmbeddedPostgreSql server, List<SchemaCase> cases) throws InterruptedException, ExecutionException {
    var futures = new TreeMap<String, Future<Outcome>>();
    try (var harness = new SchemaHarness(server);
        var pool = Executors.newFixedThreadPool(AT_ONCE)) {
      for (var one : cases) {
        for (var direction : one.directions()) {
          futures.put(direction.id(), pool.submit(() -> harness.run(direction)));
        }
      }
      var outcomes = new TreeMap<String, Outcome>();
      for (var future : futures.entrySet()) {
        outcomes.put(future.getKey(), future.getValue().get());
      }
      return outcomes;
    }
  }

  /** Those that didn't come out as desired, with why and by which plan. */
  static List<String> failures(Map<String, Outcome> outcomes) {
    return outcomes.entrySet().stream()
        .filter(outcome -> !outcome.getValue().passed())
        .map(outcome -> outcome.getKey() + ": " + outcome.getValue().kind() + "\n  " + String.join("\n  ", outcome.getValue().words()) + "\n    "
            + String.join("\n    ", outcome.getValue().plan()))
        .toList();
  }
}
