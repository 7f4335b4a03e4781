package dev.sluice.engine.postgresql.schema.lint;

import dev.sluice.engine.postgresql.schema.diff.Differences;
import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import dev.sluice.engine.schema.PlannedStatement;
import dev.sluice.engine.schema.lint.Rule;
import java.util.ArrayList;
import java.util.List;

/** Who may do, or gets to see, what he couldn't before, or no more what he could. Of new objects only what lets others in by itself. */
final class Rights {
  private final Comparison comparison;
  private final Differences differences;
  private final List<Question> questions = new ArrayList<>();

  private Rights(Comparison comparison) {
    this.comparison = comparison;
    this.differences = comparison.differences();
  }

  static List<Question> of(Comparison comparison, List<PlannedStatement> statements) {
    var rights = new Rights(comparison);
    rights.differences.dropped().forEach(rights::dropped);
    rights.differences.created().forEach(rights::created);
    rights.differences.altered().forEach(rights::altered);
    rights.differences.anew().keySet().stream().filter(comparison::comes).forEach(rights::altered);
    rights.granted(statements);
    return rights.questions;
  }

  private void found(Id id, String what) {
    questions.add(Question.of(Rule.AUTHZ_CHANGE, id, id + what));
  }

  private boolean isPolicyOfWhatStays(Id id) {
    return id.kind() == Kind.POLICY && comparison.relation(id).filter(comparison::stays).isPresent();
  }

  private void dropped(Id id) {
    if (isPolicyOfWhatStays(id)) {
      found(id, " is dropped");
    }
  }

  private void created(Id id) {
    if (isPolicyOfWhatStays(id)) {
      found(id, " is made");
    } else if (comparison.wanted().find(id).orElseThrow() instanceof Item.Routine routine && isDefiner(routine)) {
      found(id, " is made, with its owner's rights for whoever calls it");
    }
  }

  private static boolean isDefiner(Item.Routine routine) {
    var body = routine.body().map(routine.definition()::indexOf).filter(at -> at >= 0).orElse(routine.definition().length());
    return routine.definition().substring(0, body).contains(" SECURITY DEFINER");
  }

  private static boolean isInvoker(Item.View view) {
    return view.options().stream().anyMatch(option -> option.matches("(?i)security_invoker=(true|on|yes|1)"));
  }

  private void altered(Id id) {
    var before = comparison.start().find(id);
    var after = comparison.wanted().find(id);
    if (before.isEmpty() || after.isEmpty()) {
      return;
    }
    switch (after.get()) {
      case Item.Table to when before.get() instanceof Item.Table from -> rowSecurity(from, to);
      case Item.Policy any -> found(id, " changes");
      case Item.Routine to when before.get() instanceof Item.Routine from && isDefiner(from) != isDefiner(to) ->
          found(id, isDefiner(to) ? " runs with its owner's rights" : " runs with its caller's rights");
      case Item.View to when before.get() instanceof Item.View from && isInvoker(from) != isInvoker(to) ->
          found(id, isInvoker(to) ? " reads with its caller's rights" : " reads with its owner's rights");
      default -> {}
    }
  }

  private void rowSecurity(Item.Table from, Item.Table to) {
    if (from.rowSecurity() && !to.rowSecurity()) {
      questions.add(Question.of(Rule.ROW_SECURITY_OFF, to.id(), to.id() + ": its row level security is turned off"));
    } else if (!from.rowSecurity() && to.rowSecurity()) {
      found(to.id(), ": its row level security is turned on, which hides every row that no policy shows");
    } else if (from.forcedRowSecurity() != to.forcedRowSecurity()) {
      found(to.id(), ": its row level security " + (to.forcedRowSecurity() ? "is forced on its owner too" : "isn't forced on its owner any more"));
    }
  }

  /** What is made anew gets back what it had, which changes nothing. */
  private void granted(List<PlannedStatement> statements) {
    var ids = comparison.byName();
    statements.stream()
        .filter(statement -> statement.sql().startsWith("GRANT ") || statement.sql().startsWith("REVOKE ") || statement.sql().startsWith("ALTER DEFAULT PRIVILEGES "))
        .map(statement -> ids.get(statement.object()))
        .filter(id -> id != null && (id.kind() == Kind.DEFAULT_PRIVILEGES || comparison.start().has(id)))
        .filter(id -> !differences.goes(id) || comparison.privileges() && !comparison.start().privileges(id).equals(comparison.wanted().privileges(id)))
        .distinct()
        .forEach(id -> found(id, id.kind() == Kind.DEFAULT_PRIVILEGES ? " change" : ": who may use it changes"));
  }
}
