package dev.sluice.controller.schema;

import dev.sluice.api.common.LocalReference;
import dev.sluice.api.schema.SchemaObservation;
import dev.sluice.engine.schema.Plan;
import dev.sluice.engine.schema.PlannedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A plan as the status shows it: whole where it is small, else its beginning, with a ConfigMap that has the rest. */
final class ShownPlan {
  private static final int STATEMENTS = 50;
  private static final int CHARACTERS = 16_384;
  private static final int LONGEST = 2_000;
  private static final int FINDINGS = 100;

  private ShownPlan() {}

  /** Whether the status has room for all of it. */
  static boolean isWhole(Plan plan) {
    return plan.statements().size() <= STATEMENTS
        && plan.statements().stream().mapToInt(s -> s.sql().length()).sum() <= CHARACTERS
        && plan.statements().stream().allMatch(s -> s.sql().length() <= LONGEST);
  }

  /**
   * @param confidential whether the SQL comes from a Secret and must not be seen
   * @param configMap which has the whole text
   */
  static SchemaObservation.Plan of(Plan plan, List<Finding> findings, boolean confidential, Optional<LocalReference> configMap) {
    if (plan.empty()) {
      return new SchemaObservation.Plan(null, 0, 0, null, null, lint(findings));
    }
    return new SchemaObservation.Plan(
        plan.refused() ? null : plan.hash(),
        plan.statements().size(),
        (int) plan.statements().stream().filter(PlannedStatement::destructive).count(),
        shown(plan, confidential),
        configMap.orElse(null),
        lint(findings));
  }

  private static List<SchemaObservation.Statement> shown(Plan plan, boolean confidential) {
    var shown = new ArrayList<SchemaObservation.Statement>();
    var room = CHARACTERS;
    for (var statement : plan.statements()) {
      room -= confidential ? 0 : Math.min(LONGEST, statement.sql().length());
      if (room < 0 || shown.size() == STATEMENTS) {
        break;
      }
      shown.add(statement(statement, plan.measured().getOrDefault(statement.object(), Map.of()), confidential));
    }
    return shown.isEmpty() ? null : List.copyOf(shown);
  }

  private static SchemaObservation.Statement statement(PlannedStatement statement, Map<String, Long> facts, boolean confidential) {
    var sql = statement.sql().length() <= LONGEST ? statement.sql() : statement.sql().substring(0, LONGEST - 1) + "…";
    return new SchemaObservation.Statement(
        confidential ? null : sql,
        Names.of(statement.object()),
        statement.destructive() ? true : null,
        statement.transactional() ? statement.group() : null,
        statement.hazards().isEmpty() ? null : statement.hazards().stream().map(h -> h.name().toLowerCase(Locale.ROOT).replace('_', '-')).sorted().toList(),
        facts.isEmpty() ? null : facts);
  }

  private static List<SchemaObservation.Finding> lint(List<Finding> findings) {
    return findings.isEmpty()
        ? null
        : findings.stream()
            .limit(FINDINGS)
            .map(f -> new SchemaObservation.Finding(f.rule(), f.error() ? "error" : "warn", f.object(), f.message(), f.facts().isEmpty() ? null : f.facts()))
            .toList();
  }

  /** The whole text. */
  static String text(Plan plan) {
    var text = new StringBuilder("-- Plan " + plan.hash() + ", for the desired SQL " + plan.desiredDigest() + "\n");
    var group = 0;
    for (var statement : plan.statements()) {
      if (statement.group() != group) {
        group = statement.group();
        text.append("\n-- ").append(statement.transactional() ? "Transaction " + group : "By itself").append('\n');
      }
      text.append(statement.destructive() ? "-- Destructive: " + Names.of(statement.object()) + "\n" : "").append(statement.sql()).append(";\n");
    }
    return text.toString();
  }
}
