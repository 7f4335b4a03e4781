package dev.sluice.engine.postgresql;

import dev.sluice.engine.postgresql.schema.diff.Differences;
import dev.sluice.engine.postgresql.schema.diff.Renames.Rename;
import dev.sluice.engine.postgresql.schema.plan.Planner.Draft;
import dev.sluice.engine.schema.Change;
import dev.sluice.engine.schema.PlannedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The last touches to a plan. */
final class PlanText {
  private static final int LONGEST = 300;

  private PlanText() {}

  /** Renames come first, with what else is in the first transaction. */
  static Draft withRenames(List<Rename> renames, Draft draft) {
    if (renames.isEmpty() || !draft.refusals().isEmpty()) {
      return draft;
    }
    var statements = new ArrayList<PlannedStatement>();
    var changes = new ArrayList<Change>();
    for (var rename : renames) {
      statements.add(new PlannedStatement(rename.sql(), 0, true, Differences.name(rename.id()), false, Set.of()));
      changes.add(new Change.Renamed(Differences.name(rename.id()), rename.from()));
    }
    statements.addAll(draft.statements());
    changes.addAll(draft.changes());
    return new Draft(statements, changes, List.of());
  }

  /** Groups numbered from 1, without gaps. */
  static List<PlannedStatement> grouped(List<PlannedStatement> statements, boolean perStatement) {
    var grouped = new ArrayList<PlannedStatement>();
    var number = 0;
    PlannedStatement before = null;
    for (var statement : statements) {
      if (before == null || perStatement || before.group() != statement.group()) {
        number++;
      }
      before = statement;
      grouped.add(new PlannedStatement(statement.sql(), number, statement.transactional(), statement.object(), statement.destructive(), statement.hazards()));
    }
    return grouped;
  }

  static String shortened(String sql) {
    return sql.length() <= LONGEST ? sql : sql.substring(0, LONGEST) + " ...";
  }
}
