package dev.sluice.engine.postgresql;

import dev.sluice.engine.postgresql.schema.diff.Desired;
import dev.sluice.engine.postgresql.schema.diff.Differences;
import dev.sluice.engine.postgresql.schema.diff.Renames.Rename;
import dev.sluice.engine.postgresql.schema.diff.Scope;
import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Model;
import dev.sluice.engine.postgresql.schema.plan.Planner;
import dev.sluice.engine.postgresql.schema.plan.Planner.Draft;
import dev.sluice.engine.schema.PlannedStatement;
import dev.sluice.engine.schema.Problem;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Plans, does the plan on a copy of the live structure, and takes it only if what comes out is what is desired. */
final class SchemaProof {
  private static final int ATTEMPTS = 4;

  private final SchemaTrials trials;
  private final Planner planner;
  private final Scope scope;
  private final SchemaOwners owners;

  SchemaProof(SchemaTrials trials, Planner planner, Scope scope, SchemaOwners owners) {
    this.trials = trials;
    this.planner = planner;
    this.scope = scope;
    this.owners = owners;
  }

  /** @param start the live structure after the renames */
  record Proven(Draft draft, Model start) {}

  Proven of(Model live, List<Rename> renames, Desired desired) {
    var objects = live.items().size() + desired.model().items().size();
    var start = live;
    if (!renames.isEmpty()) {
      var renamed = trials.of(objects).renamed(live, renames, scope);
      if (renamed.problem().isPresent()) {
        return refused(renamed.problem().get(), live);
      }
      start = renamed.model().orElseThrow();
    }
    Set<Id> forced = new HashSet<>();
    for (var attempt = 1; ; attempt++) {
      var draft = planner.plan(start, desired, forced);
      if (!draft.refusals().isEmpty()) {
        return new Proven(draft, start);
      }
      var taken = owners.problem(start, desired, forced);
      if (taken.isPresent()) {
        return refused(taken.get(), start);
      }
      var commits = draft.statements().stream().anyMatch(statement -> addsValue(statement.sql()));
      var trial = commits ? trials.of(false) : trials.of(objects);
      // The same plan where all is the owner's, who may go by another name. That others get back what is theirs was asked of the live server.
      var alone = trial.here(start).ownedByOne();
      var statements = !trial.apart() && alone.owners().equals(live.owners()) ? draft.statements() : planner.plan(alone, trial.here(desired), forced).statements();
      var tried = trial.run(live, renames, statements, desired, planner, scope);
      if (tried.problem().isPresent()) {
        return refused(tried.problem().get(), start);
      }
      if (tried.left().isEmpty() && tried.again().isEmpty()) {
        return new Proven(draft, start);
      }
      // What doesn't become the same in place may do so anew.
      if (attempt == ATTEMPTS || !forced.addAll(tried.left().stream().filter(SchemaProof::holdsNothing).toList())) {
        return refused(unproven(tried), start);
      }
    }
  }

  /** Whether nothing is lost by making it anew. */
  private static boolean holdsNothing(Id id) {
    return switch (id.kind()) {
      case SCHEMA, EXTENSION, SEQUENCE, TABLE, COLUMN, ENUM, COMPOSITE, DOMAIN, RANGE -> false;
      default -> true;
    };
  }

  /** A value of an enum can be used once it is committed. */
  private static boolean addsValue(String sql) {
    return sql.startsWith("ALTER TYPE ") && sql.contains(" ADD VALUE ");
  }

  private static Proven refused(Problem problem, Model start) {
    return new Proven(new Draft(List.of(), List.of(), List.of(problem)), start);
  }

  private static Problem unproven(SchemaTrial.Tried tried) {
    var object = tried.left().stream().sorted().findFirst().map(Differences::name).orElseGet(() -> tried.again().getFirst().object());
    return new Problem(
        Problem.NOT_PROVEN,
        object,
        "Not planned: on a copy of the live structure the plan leaves a difference in " + (tried.left().isEmpty() ? object : tried.left().stream().sorted().toList())
            + ", which another plan would try to remove by " + tried.again().stream().limit(2).map(PlannedStatement::sql).toList() + "; change it by a migration.");
  }
}
