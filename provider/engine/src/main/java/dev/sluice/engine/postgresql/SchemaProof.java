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
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

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

  /** @param start the live structure after the renames @param desired in as many forms as it took */
  record Proven(Draft draft, Model start, Desired desired) {
    boolean refused() {
      return !draft.refusals().isEmpty();
    }
  }

  /** @param whole gives the desired structure its second form, which most plans can do without */
  Proven of(Model live, List<Rename> renames, Desired desired, UnaryOperator<Desired> whole) {
    if (renames.isEmpty()) {
      return from(live, live, renames, desired, whole);
    }
    var renamed = trials.of(objects(live, desired)).renamed(live, renames, scope);
    return renamed.problem().map(problem -> refused(problem, live, desired)).orElseGet(() -> from(renamed.model().orElseThrow(), live, renames, desired, whole));
  }

  private Proven from(Model start, Model live, List<Rename> renames, Desired desired, UnaryOperator<Desired> whole) {
    var proven = desired.echoed() ? Optional.<Proven>empty() : Optional.of(from(start, live, renames, desired, 1)).filter(found -> !found.refused());
    // A plan that ends at the first form, to the letter, has in it nothing that only the difference of the two asked for.
    return proven.orElseGet(() -> from(start, live, renames, desired.echoed() ? desired : whole.apply(desired), ATTEMPTS));
  }

  private Proven from(Model start, Model live, List<Rename> renames, Desired desired, int attempts) {
    var objects = objects(live, desired);
    Set<Id> forced = new HashSet<>();
    for (var attempt = 1; ; attempt++) {
      var draft = planner.plan(start, desired, forced);
      if (!draft.refusals().isEmpty()) {
        return new Proven(draft, start, desired);
      }
      var taken = owners.problem(start, desired, forced);
      if (taken.isPresent()) {
        return refused(taken.get(), start, desired);
      }
      var commits = draft.statements().stream().anyMatch(statement -> addsValue(statement.sql()));
      var trial = commits ? trials.of(false) : trials.of(objects);
      // The same plan where all is the owner's, who may go by another name. That others get back what is theirs was asked of the live server.
      var alone = trial.here(start).ownedByOne();
      var statements = !trial.apart() && alone.owners().equals(live.owners()) ? draft.statements() : planner.plan(alone, trial.here(desired), forced).statements();
      var tried = trial.run(live, renames, statements, desired, planner, scope);
      if (tried.problem().isPresent()) {
        return refused(tried.problem().get(), start, desired);
      }
      if (tried.left().isEmpty() && tried.again().isEmpty()) {
        return new Proven(draft, start, desired);
      }
      // What doesn't become the same in place may do so anew.
      if (attempt == attempts || !forced.addAll(tried.left().stream().filter(SchemaProof::holdsNothing).toList())) {
        return refused(unproven(tried), start, desired);
      }
    }
  }

  private static int objects(Model live, Desired desired) {
    return live.items().size() + desired.model().items().size();
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

  private static Proven refused(Problem problem, Model start, Desired desired) {
    return new Proven(new Draft(List.of(), List.of(), List.of(problem)), start, desired);
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
