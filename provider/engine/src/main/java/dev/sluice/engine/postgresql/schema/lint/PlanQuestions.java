package dev.sluice.engine.postgresql.schema.lint;

import dev.sluice.engine.postgresql.schema.script.Script;
import dev.sluice.engine.schema.ObjectName;
import dev.sluice.engine.schema.PlannedStatement;
import dev.sluice.engine.schema.lint.LintSettings;
import dev.sluice.engine.schema.lint.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the rules that are on want to know about a plan. */
public final class PlanQuestions {
  private PlanQuestions() {}

  /** @param script the desired SQL, whose names the server may have cut off before anybody could compare them */
  public static List<Question> of(Comparison comparison, List<PlannedStatement> statements, Script script, LintSettings settings) {
    return Stream.of(
            Losses.of(comparison), Uniqueness.of(comparison), Exclusions.of(comparison), Violations.of(comparison), TypeChanges.of(comparison, statements),
            Locks.of(comparison, statements), Breaks.of(comparison), Rights.of(comparison, statements), Bodies.of(comparison), Advice.of(comparison),
            NewNames.of(comparison), names(script))
        .flatMap(List::stream)
        .filter(question -> settings.isOn(question.rule()))
        .toList();
  }

  private static List<Question> names(Script script) {
    var questions = new ArrayList<Question>();
    for (var statement : script.statements()) {
      LongNames.in(statement).forEach(token -> questions.add(
          new Question(
              Rule.IDENTIFIER_TOO_LONG, new ObjectName("name", token.text()), statement.file() + " line " + token.line() + " has a name of more than 63 bytes: " + token.text(),
              Map.of(), List.of(), List.of())));
    }
    return questions;
  }
}
