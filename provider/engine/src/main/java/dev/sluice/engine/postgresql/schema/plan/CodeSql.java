package dev.sluice.engine.postgresql.schema.plan;

import dev.sluice.engine.postgresql.Quoting;
import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import dev.sluice.engine.schema.Hazard;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Statements about what is executed: views, routines, triggers, rules, policies. */
final class CodeSql {
  private CodeSql() {}

  static Step create(Item.View view) {
    var sql = new StringBuilder(view.materialized() ? "CREATE MATERIALIZED VIEW " : "CREATE OR REPLACE VIEW ").append(view.id().qualified());
    sql.append(view.columns().stream().map(column -> Quoting.identifier(column.name())).collect(Collectors.joining(", ", " (", ")")));
    if (!view.accessMethod().isEmpty()) {
      sql.append(" USING ").append(Quoting.identifier(view.accessMethod()));
    }
    if (!view.options().isEmpty()) {
      sql.append(" WITH ").append(Options.storage(view.options()));
    }
    sql.append(" AS\n").append(view.definition());
    if (view.materialized() && !view.populated()) {
      sql.append("\nWITH NO DATA");
    }
    return Step.of(sql.toString());
  }

  /** A view of the same columns that needs nothing yet. */
  static Step stub(Item.View view) {
    return Step.of(
        view.columns().stream()
            .map(column -> "NULL::" + column.type() + (column.collation().isEmpty() ? "" : " COLLATE " + column.collation()) + " AS " + Quoting.identifier(column.name()))
            .collect(Collectors.joining(", ", "CREATE VIEW " + view.id().qualified() + " AS SELECT ", "")));
  }

  static List<Step> alter(Item.View from, Item.View to) {
    if (!to.materialized()) {
      return List.of(create(to));
    }
    return Options.storageChange(from.options(), to.options()).stream().map(words -> Step.of("ALTER MATERIALIZED VIEW " + to.id().qualified() + " " + words)).toList();
  }

  static Step create(Item.Routine routine) {
    return routine.body().isPresent() && !routine.language().equals("sql") ? Step.of(routine.definition(), Hazard.UNTRACKABLE) : Step.of(routine.definition());
  }

  static List<Step> create(Item.Trigger trigger, boolean replace) {
    var steps = new ArrayList<Step>();
    steps.add(Step.of(replace ? trigger.definition().replaceFirst("^CREATE TRIGGER", "CREATE OR REPLACE TRIGGER") : trigger.definition()));
    if (trigger.enabled() != 'O') {
      steps.add(enabled(trigger.id(), "TRIGGER", trigger.enabled()));
    }
    return steps;
  }

  static List<Step> alter(Item.Trigger from, Item.Trigger to) {
    var steps = new ArrayList<Step>();
    if (!from.definition().equals(to.definition())) {
      steps.addAll(create(to, true));
    }
    if (from.enabled() != to.enabled() && (steps.isEmpty() || to.enabled() == 'O')) {
      steps.add(enabled(to.id(), "TRIGGER", to.enabled()));
    }
    return steps;
  }

  static Step enabled(Id partitionTrigger, char enabled) {
    return enabled(partitionTrigger, "TRIGGER", enabled);
  }

  static List<Step> create(Item.Rule rule, boolean replace) {
    var steps = new ArrayList<Step>();
    steps.add(Step.of(replace ? rule.definition().replaceFirst("^CREATE RULE", "CREATE OR REPLACE RULE") : rule.definition()));
    if (rule.enabled() != 'O') {
      steps.add(enabled(rule.id(), "RULE", rule.enabled()));
    }
    return steps;
  }

  static List<Step> alter(Item.Rule from, Item.Rule to) {
    var steps = new ArrayList<Step>();
    if (!from.definition().equals(to.definition())) {
      steps.addAll(create(to, true));
    }
    if (from.enabled() != to.enabled() && (steps.isEmpty() || to.enabled() == 'O')) {
      steps.add(enabled(to.id(), "RULE", to.enabled()));
    }
    return steps;
  }

  private static Step enabled(Id id, String what, char enabled) {
    return Step.of("ALTER TABLE " + id.qualified() + " " + words(enabled) + " " + what + " " + Quoting.identifier(id.part()));
  }

  private static String words(char enabled) {
    return switch (enabled) {
      case 'D' -> "DISABLE";
      case 'R' -> "ENABLE REPLICA";
      case 'A' -> "ENABLE ALWAYS";
      default -> "ENABLE";
    };
  }

  static List<Step> create(Item.EventTrigger trigger) {
    var steps = new ArrayList<Step>();
    steps.add(Step.of(trigger.definition()));
    if (trigger.enabled() != 'O') {
      steps.add(enabled(trigger));
    }
    return steps;
  }

  static Step enabled(Item.EventTrigger trigger) {
    return Step.of("ALTER EVENT TRIGGER " + trigger.id().qualified() + " " + words(trigger.enabled()));
  }

  static Step create(Item.Policy policy) {
    return Step.of(
        "CREATE POLICY " + policy.id().reference() + (policy.permissive() ? "" : " AS RESTRICTIVE") + " FOR " + policy.command() + terms(policy), Hazard.CHANGES_RIGHTS);
  }

  static Step alter(Item.Policy policy) {
    return Step.of("ALTER POLICY " + policy.id().reference() + terms(policy), Hazard.CHANGES_RIGHTS);
  }

  private static String terms(Item.Policy policy) {
    return " TO " + String.join(", ", policy.roles()) + policy.using().map(text -> " USING (" + text + ")").orElse("")
        + policy.check().map(text -> " WITH CHECK (" + text + ")").orElse("");
  }

  static List<Step> create(Item.Statistics statistics) {
    var steps = new ArrayList<Step>();
    steps.add(Step.of(statistics.definition()));
    if (statistics.target() >= 0) {
      steps.add(target(statistics));
    }
    return steps;
  }

  static Step target(Item.Statistics statistics) {
    return Step.of("ALTER STATISTICS " + statistics.id().qualified() + " SET STATISTICS " + statistics.target());
  }

  static String drop(Id id) {
    return "DROP " + (id.kind() == Kind.CONSTRAINT ? "CONSTRAINT" : id.kind().sql()) + " " + id.reference();
  }
}
